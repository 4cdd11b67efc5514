package flagbench.report;

/** An answer of a command, in all the formats in which a command answers. */
public interface Report {

  /** What people read. */
  Document document();

  /** What programs read. */
  String json();

  /** For a terminal of 80 columns, without colour. */
  default String text() {
    return document().text();
  }

  /** For a README or a pull request. */
  default String markdown() {
    return document().markdown();
  }
}

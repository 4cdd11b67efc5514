package flagbench.report;

/** The answer of a command, in each of the formats that {@code --format} offers. */
public interface Report {

  /** The answer for people. */
  Document document();

  /** The answer for programs. */
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

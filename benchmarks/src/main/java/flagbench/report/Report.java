package flagbench.report;

/** The answer of a command, in each of the formats that {@code --format} offers. */
public interface Report {

  /** The answer for people. */
  Document document();

  /** The answer for programs. */
  String json();
}

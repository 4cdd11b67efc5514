package flagbench.cli;

import flagbench.report.Document;
import flagbench.report.Report;
import flagbench.report.TerminalLine;
import java.util.Locale;

/** The formats in which a command prints its answer. */
enum AnswerFormat {
  TEXT,
  MARKDOWN,
  JSON;

  /** The answer in this format, with drawings in ASCII if standard output knows nothing else. */
  String write(Report report) {
    String answer =
        switch (this) {
          case TEXT -> report.text();
          case MARKDOWN -> report.markdown();
          case JSON -> report.json();
        };
    return this != JSON && TerminalLine.isAscii() ? Document.ascii(answer) : answer;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

package flagbench.cli;

import flagbench.report.Document;
import flagbench.report.Report;
import flagbench.report.TerminalLine;
import java.util.Locale;

/** How a command writes its answer. */
enum AnswerFormat {
  TEXT,
  MARKDOWN,
  JSON;

  /** An answer for standard output; drawings are of ASCII characters where it knows no others. */
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

package flagbench.cli;

import flagbench.report.Document;
import flagbench.report.Report;
import flagbench.report.TerminalLine;
import java.io.PrintWriter;
import java.util.Locale;

/** The formats in which a command prints its answer. */
enum AnswerFormat {
  TEXT,
  MARKDOWN,
  JSON;

  /** Prints in this format, with drawings in ASCII if standard output knows nothing else. */
  void print(Report report, PrintWriter out) {
    String answer =
        switch (this) {
          case TEXT -> report.document().text();
          case MARKDOWN -> report.document().markdown();
          case JSON -> report.json();
        };
    out.print(this != JSON && TerminalLine.isAscii() ? Document.ascii(answer) : answer);
    out.flush();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

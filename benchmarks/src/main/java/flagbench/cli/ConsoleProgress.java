package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.report.TerminalLine;
import flagbench.result.Cell;
import flagbench.run.Progress;
import java.time.Duration;

/** One line that is rewritten, on a terminal; elsewhere one line per finished round. */
record ConsoleProgress(TerminalLine line) implements Progress {

  @Override
  public void forkStarted(Cell cell, String arm, int fork, int forks, int round, Duration left) {
    line.rewrite(
        "[%d/%d] round %d, %s left: %s%s"
            .formatted(
                fork, forks, round, format(left), arm.isEmpty() ? "" : arm + ", ", shorten(cell)));
  }

  @Override
  public void forkFailed(Cell cell, String reason) {
    line.end();
    line.out().printf("failed: %s: %s%n", cell, reason);
  }

  @Override
  public void roundEnded(int round, int fork, int forks, Duration left) {
    if (!line.terminal()) {
      line.out().printf("round %d: %d of %d forks, %s left%n", round, fork, forks, format(left));
    }
  }

  /** Makes room for what is printed next. */
  void end() {
    line.end();
  }

  /** What tells the cells of a run apart comes first: a narrow terminal cuts the rest off. */
  private static String shorten(Cell cell) {
    return "%s, %s flags, %s"
        .formatted(cell.brief(), cell.parameter("flags"), cell.parameter("latency"));
  }
}

package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.report.TerminalLine;
import flagbench.result.Cell;
import flagbench.run.Progress;
import java.time.Duration;

/**
 * Shows progress on standard error: on a terminal by one line that is rewritten with every fork,
 * elsewhere by one line for each round.
 */
record ConsoleProgress(TerminalLine line) implements Progress {

  @Override
  public void forkStarted(Cell cell, String arm, int fork, int forks, int round, Duration left) {
    String workload = cell.parameter("flags") + " flags, " + cell.parameter("latency");
    String shown = arm.isEmpty() ? cell.brief() : arm + ", " + cell.brief();
    // A narrow terminal cuts off the end, so what the cells of a run differ in most comes first.
    line.rewrite(
        "[%d/%d] round %d, %s left: %s, %s"
            .formatted(fork, forks, round, format(left), shown, workload));
  }

  @Override
  public void forkFailed(Cell cell, String reason) {
    line.end();
    line.out().printf("failed: %s: %s%n", cell, reason);
  }

  @Override
  public void roundEnded(int round, int fork, int forks, Duration left) {
    if (!line.terminal()) {
      line.out()
          .printf("round %d ended; forks: %d of %d, %s left%n", round, fork, forks, format(left));
    }
  }
}

package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.result.Cell;
import flagbench.run.Progress;
import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** One line that is rewritten, on a terminal; elsewhere one line per finished round. */
final class ConsoleProgress implements Progress {
  private static final int COLUMNS = 79;

  private final PrintStream out;
  private final boolean terminal;

  ConsoleProgress(PrintStream out, boolean terminal) {
    this.out = out;
    this.terminal = terminal;
  }

  /** Whether a person is watching. */
  @SuppressWarnings("SystemConsoleNull") // on JDK 21 it is null without a terminal
  static boolean isTerminal() {
    @Nullable Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since JDK 22 there is a console without a terminal, too, and this method to ask it.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  @Override
  public void forkStarted(Cell cell, int fork, int forks, int round, Duration left) {
    rewrite(
        "[%d/%d] round %d, %s left: %s".formatted(fork, forks, round, format(left), shorten(cell)));
  }

  @Override
  public void forkFailed(Cell cell, String reason) {
    rewrite("");
    out.printf("failed: %s: %s%n", cell, reason);
  }

  @Override
  public void roundEnded(int round, int fork, int forks, Duration left) {
    if (!terminal) {
      out.printf("round %d: %d of %d forks, %s left%n", round, fork, forks, format(left));
    }
  }

  /** Makes room for what is printed next. */
  void end() {
    rewrite("");
  }

  private void rewrite(String line) {
    if (terminal) {
      String fitting = line.length() > COLUMNS ? line.substring(0, COLUMNS) : line;
      out.print("\r" + fitting + " ".repeat(COLUMNS - fitting.length()) + "\r" + fitting);
      out.flush();
    }
  }

  /** What tells cells of a run apart, first. */
  private static String shorten(Cell cell) {
    String workers =
        cell.parameter("workers") == null ? "" : " " + cell.parameter("workers") + " workers,";
    return "%s,%s %s flags, %s"
        .formatted(cell.method(), workers, cell.parameter("flags"), cell.parameter("latency"));
  }
}

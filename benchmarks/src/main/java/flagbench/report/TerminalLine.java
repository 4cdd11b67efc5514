package flagbench.report;

import java.io.Console;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/** A line of a terminal that is written over and over; none where there is no terminal. */
public record TerminalLine(PrintStream out, boolean terminal) {
  private static final int COLUMNS = 79;

  /** A line of standard error, if a person is watching. */
  public static TerminalLine ofStandardError() {
    return new TerminalLine(System.err, isTerminal());
  }

  @SuppressWarnings("SystemConsoleNull") // on JDK 21 it is null without a terminal
  private static boolean isTerminal() {
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

  /** Whether what reads standard output may not know the characters that bars are made of. */
  public static boolean isAscii() {
    return !System.out.charset().newEncoder().canEncode('█');
  }

  public void rewrite(String line) {
    if (terminal) {
      String fitting = line.length() > COLUMNS ? line.substring(0, COLUMNS) : line;
      out.print("\r" + fitting + " ".repeat(COLUMNS - fitting.length()) + "\r" + fitting);
      out.flush();
    }
  }

  /** Makes room for what is printed next. */
  public void end() {
    if (terminal) {
      out.print("\r" + " ".repeat(COLUMNS) + "\r");
      out.flush();
    }
  }
}

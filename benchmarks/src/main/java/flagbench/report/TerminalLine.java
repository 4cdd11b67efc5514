package flagbench.report;

import java.io.Console;
import java.io.PrintStream;
import org.jspecify.annotations.Nullable;

/**
 * A line of a terminal that is overwritten again and again, such as a progress bar.
 *
 * @param terminal whether there is a terminal; without one nothing is written
 */
public record TerminalLine(PrintStream out, boolean terminal) {
  private static final int COLUMNS = 79;

  /**
   * A line of standard error, if that is a terminal. The launcher tells whether it is; without it,
   * the JVM knows it only of standard input and output.
   */
  public static TerminalLine ofStandardError() {
    return new TerminalLine(System.err, isTerminal());
  }

  @SuppressWarnings("SystemConsoleNull") // On JDK 21 the console is null if there is no terminal.
  private static boolean isTerminal() {
    @Nullable String told = System.getProperty("flagbench.terminal");
    if (told != null) {
      return Boolean.parseBoolean(told);
    }
    @Nullable Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      // Since JDK 22 there is always a console, and this method tells whether it is a terminal.
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** Whether standard output has an encoding that lacks the characters of which bars are drawn. */
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

  /** Clears the line for what is printed next. */
  public void end() {
    rewrite("");
  }
}

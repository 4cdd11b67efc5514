package flagbench.cli;

import flagbench.run.JmhForks;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.ScopeType;

/** The main class of benchmarks.jar, whose first argument names a command. */
@Command(
    name = "flagbench",
    description =
        "Measure how fast files can be downloaded: one by one, with a thread pool, with virtual"
            + " threads or asynchronously.",
    mixinStandardHelpOptions = true,
    showDefaultValues = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      Main.DONE,
      "1:It ran, and something failed or is not good enough: see the command's own --help.",
      Main.USAGE,
      "3:It ran, but the answer is inconclusive, with --strict.",
      Main.STOPPED
    },
    footerHeading = "%nExample:%n",
    footer = "  flagbench bench quick",
    scope = ScopeType.INHERIT)
public final class Main {

  // Exit codes beside 0.
  static final int FAILED = 1;
  static final int UNUSABLE = 2;
  static final int INCONCLUSIVE = 3;
  static final int INTERRUPTED = 130;

  // How several help pages describe them.
  static final String DONE = "0:Done.";
  static final String USAGE = "2:Wrong usage or unreadable input; nothing was changed.";
  static final String STOPPED = "130:Interrupted, as by Ctrl-C; 143: by SIGTERM.";

  private static final List<String> NAMES =
      List.of("bench", "tune", "compare", "report", "download", "serve", "probe");

  @Option(
      names = "--debug",
      description = "Print the stack trace of an error.",
      scope = ScopeType.INHERIT)
  private boolean debug;

  private Main() {}

  /**
   * Stands in the list of commands, because {@link #main} calls JMH without picocli. It is only
   * called if an option stands before it.
   */
  @Command(
      name = "jmh",
      description = "Run JMH's own command line, to which all arguments are passed on.",
      exitCodeList = "0:Done. All other exit codes are JMH's.",
      footer = "  flagbench jmh DownloadBenchmark.async -p latency=5ms -prof gc")
  @SuppressWarnings("DoNotCallSuggester") // picocli calls it
  int jmh() {
    throw new IllegalArgumentException("jmh must be the first argument, before all options");
  }

  public static void main(String[] args) throws IOException {
    // Numbers are printed alike in every country, with a point as in the result files.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    if (args.length > 0 && args[0].equals("jmh")) {
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
    } else {
      System.exit(execute(commands(args.length > 0 ? args[0] : ""), args));
    }
  }

  /**
   * Executes a command. Picocli does not catch errors of the JVM, such as {@link OutOfMemoryError}.
   * The JVM would then end with exit code 1, which means that something is slower.
   */
  static int execute(CommandLine commands, String... args) {
    try {
      return commands.execute(args);
    } catch (Error e) {
      commands.getErr().printf("flagbench: it cannot go on: %s%n", e.getMessage());
      if (Arrays.asList(args).contains("--debug")) {
        e.printStackTrace(commands.getErr());
      }
      commands.getErr().flush();
      return UNUSABLE;
    }
  }

  /**
   * The command line of one command or of all.
   *
   * @param chosen the name of the only command that will be executed. The classes of the others are
   *     then not loaded, which would take a good part of a short download's time. With any other
   *     text, all commands are there.
   */
  static CommandLine commands(String chosen) {
    var commands = new CommandLine(new Main());
    for (String name : NAMES.contains(chosen) ? List.of(chosen) : NAMES) {
      commands.addSubcommand(command(name));
    }
    return commands
        .setParameterExceptionHandler(Main::reportUsage)
        .setExecutionExceptionHandler(Main::report);
  }

  private static Object command(String name) {
    return switch (name) {
      case "bench" -> new BenchCommand();
      case "tune" -> new TuneCommand(JmhForks::new);
      case "compare" -> new CompareCommand();
      case "report" -> new ReportCommand();
      case "download" -> new DownloadCommand();
      case "serve" -> new ServeCommand();
      case "probe" -> new ProbeCommand();
      default -> throw new IllegalArgumentException(name);
    };
  }

  private static int reportUsage(ParameterException error, String[] args) {
    CommandLine command = error.getCommandLine();
    if (args.length == 0) {
      command.usage(command.getErr());
      return UNUSABLE;
    }
    command
        .getErr()
        .printf(
            "%s: %s (try --help)%n", command.getCommandSpec().qualifiedName(), error.getMessage());
    return UNUSABLE;
  }

  private static int report(Exception error, CommandLine command, ParseResult parsed) {
    String name = command.getCommandSpec().qualifiedName();
    command.getErr().printf("%s: %s%n", name, message(error));
    if (command.getCommandSpec().root().userObject() instanceof Main main && main.debug) {
      error.printStackTrace(command.getErr());
    }
    return UNUSABLE;
  }

  /**
   * Describes an error that a user can cause in one line. Some of Java's exceptions need other
   * words: those about a file have only its name as their message, and the message of one that was
   * constructed with a cause alone is the cause's class name and message.
   */
  private static @Nullable String message(@Nullable Throwable error) {
    return switch (error) {
      case AccessDeniedException denied ->
          denied.getFile() + ": permission denied; use another file or directory";
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case FileAlreadyExistsException existing ->
          existing.getFile() + " exists already; use another name";
      case UncheckedIOException wrapper
          when String.valueOf(wrapper.getCause()).equals(wrapper.getMessage()) ->
          message(wrapper.getCause());
      case UncheckedIOException own -> own.getMessage();
      case IOException own -> own.getMessage();
      case IllegalArgumentException own -> own.getMessage();
      case null, default -> "an internal error: run it again with --debug for a stack trace";
    };
  }
}

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

/** The commands of benchmarks.jar. */
@Command(
    name = "flagbench",
    description = "Measures how fast 20 flags can be downloaded, and in which style.",
    mixinStandardHelpOptions = true,
    versionProvider = Version.class,
    synopsisSubcommandLabel = "COMMAND",
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      Main.DONE,
      "1:It ran, and what it checks did not hold: see the command's own --help.",
      Main.USAGE,
      "3:Inconclusive, with --strict.",
      Main.STOPPED
    },
    footerHeading = "%nExample:%n",
    footer = "  flagbench bench quick",
    scope = ScopeType.INHERIT)
public final class Main {

  /** Usage, unreadable input, or anything else that keeps a command from doing its job. */
  static final int UNUSABLE = 2;

  // What several commands say of their exit codes.
  static final String DONE = "0:Done.";
  static final String USAGE = "2:Wrong usage or unreadable input; nothing was changed.";
  static final String STOPPED = "130:Interrupted, as by Ctrl-C.";

  private static final List<String> NAMES =
      List.of("bench", "tune", "compare", "report", "download", "serve", "probe");

  @Option(names = "--debug", description = "Print stack traces.", scope = ScopeType.INHERIT)
  private boolean debug;

  private Main() {}

  /** For the list of commands; {@link #main} never lets picocli parse what follows. */
  @Command(
      name = "jmh",
      description = "JMH's own command line, untouched.",
      exitCodeList = "0:Done; all others are JMH's.",
      footer = "  flagbench jmh DownloadBenchmark.async -p latency=5ms -prof gc")
  int jmh() {
    return UNUSABLE;
  }

  public static void main(String[] args) throws IOException {
    // Numbers look the same everywhere, as in the files.
    Locale.setDefault(Locale.Category.FORMAT, Locale.ROOT);
    if (args.length > 0 && args[0].equals("jmh")) {
      // JMH is a command line of its own, with its own exit codes.
      org.openjdk.jmh.Main.main(Arrays.copyOfRange(args, 1, args.length));
    } else {
      System.exit(execute(commands(args.length > 0 ? args[0] : ""), args));
    }
  }

  /**
   * Executes a command. An error of the JVM, such as no memory left, is no regression, which exit
   * code 1 would say.
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
   * The commands, ready to execute.
   *
   * @param chosen a command's name leaves the others' classes and options unloaded, which a short
   *     download would wait for; with anything else all are there
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
   * One line for what a user can cause. Java's own exceptions about a file name the file alone, and
   * one that was made of a cause alone has the name of a class for a message.
   */
  private static @Nullable String message(@Nullable Throwable error) {
    return switch (error) {
      case AccessDeniedException denied ->
          denied.getFile() + ": permission denied; use another file or directory";
      case NoSuchFileException missing -> missing.getFile() + " does not exist";
      case FileAlreadyExistsException existing ->
          existing.getFile() + " exists already; use another name";
      case UncheckedIOException made
          when String.valueOf(made.getCause()).equals(made.getMessage()) ->
          message(made.getCause());
      case UncheckedIOException own -> own.getMessage();
      case IOException own -> own.getMessage();
      case IllegalArgumentException own -> own.getMessage();
      case null, default -> "a fault of flagbench itself, which --debug tells of";
    };
  }
}

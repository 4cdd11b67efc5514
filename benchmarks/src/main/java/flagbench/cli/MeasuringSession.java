package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.analysis.Side;
import flagbench.report.FilesReport;
import flagbench.report.TerminalLine;
import flagbench.result.Cell;
import flagbench.result.ResultFile;
import flagbench.run.Arm;
import flagbench.run.Run;
import flagbench.run.Schedule;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToIntBiFunction;

/**
 * A run as a person sees it: announced before it begins, shown while it measures, and followed by
 * its answer, its page and the commands to type next.
 */
final class MeasuringSession {

  /** The launcher as the user called it, or as it is called from the directory of the project. */
  private static final String FLAGBENCH =
      ArmFiles.word(
          System.getProperty("flagbench.launcher", Path.of("benchmarks", "flagbench").toString()));

  /** How many of the cells that were not measured are named. */
  private static final int MOST_NAMED = 5;

  private final Schedule schedule;
  private final Run run;
  private final List<Path> files;
  private final String resume;
  private final TerminalLine line;
  private final PrintStream err;
  private boolean isInterrupted;

  /**
   * Prepares a run.
   *
   * @param resume the arguments of {@code flagbench} that resume the run after an interruption;
   *     empty if that is not possible
   * @param line where progress is shown; everything but the answer is printed there
   */
  MeasuringSession(Schedule schedule, List<Arm> arms, String resume, TerminalLine line) {
    this.schedule = schedule;
    this.line = line;
    err = line.out();
    this.resume = resume;
    files = arms.stream().map(Arm::file).toList();
    run = new Run(schedule, arms, new ConsoleProgress(line), InstantSource.system());
  }

  /**
   * Measures, prints the answer, and writes the page.
   *
   * @param answer prints the answer of the run, and returns the exit code. It is also given what
   *     the result files hold, that of arm A first, without files in which nothing was written.
   * @return the exit code: the answer's, or 130 if the run was interrupted
   */
  int measure(ToIntBiFunction<Run, List<Side>> answer) throws IOException {
    MachineWarnings.ofThisMachine().lines().forEach(err::println);
    err.println(schedule.announcement());
    if (files.size() > 1) {
      err.printf("%d arms in turn, each of which takes that long%n", files.size());
    }
    files.forEach(file -> err.println("results in " + file));
    boolean isComplete = execute();
    if (run.isStopped()) {
      // If not this JVM but its fork was told to end, there was no hook to say how to go on.
      interrupt();
      return Main.INTERRUPTED;
    }
    line.end();
    List<Side> sides = new ArrayList<>();
    for (Path file : files) {
      if (Files.exists(file)) {
        sides.add(Side.of(file.toString(), ResultFile.read(file)));
      }
    }
    int code = answer.applyAsInt(run, sides);
    if (!isComplete && !resume.isEmpty()) {
      List<Cell> unmeasured = new ArrayList<>(schedule.cells());
      sides.forEach(side -> unmeasured.removeAll(side.results().keySet()));
      err.printf(
          "%nThe budget of %s ended the run; forks measured: %d, cells without any: %d.%n",
          format(schedule.budget()), run.savedForks(), unmeasured.size());
      unmeasured.stream().limit(MOST_NAMED).forEach(cell -> err.println("  not measured: " + cell));
      err.printf(
          "To go on for as long again:%n  %s %s --budget %ds%n",
          FLAGBENCH, resume, 2 * schedule.budget().toSeconds());
    }
    if (!sides.isEmpty()) {
      Path page = ReportCommand.pageOf(files.getFirst());
      ResultFile.replace(page, new FilesReport(sides).page());
      err.println("\npage in " + page);
      suggestNext(sides.getFirst().name());
    }
    return code;
  }

  private boolean execute() throws IOException {
    var interrupt = new Thread(this::interrupt);
    Runtime.getRuntime().addShutdownHook(interrupt);
    try {
      return run.execute();
    } finally {
      try {
        Runtime.getRuntime().removeShutdownHook(interrupt);
      } catch (IllegalStateException e) {
        // The JVM is shutting down, so the hook runs already.
      }
    }
  }

  /**
   * Called on Ctrl-C. There is nothing to save, since the result files are written after every
   * fork. The fork in flight ends by itself: its standard input ends with this JVM.
   */
  private synchronized void interrupt() {
    run.stop();
    if (isInterrupted) {
      return;
    }
    isInterrupted = true;
    line.end();
    if (run.savedForks() == 0) {
      err.println("Interrupted before the first fork ended: nothing was written.");
      return;
    }
    Path saved = files.stream().filter(Files::exists).findFirst().orElse(files.getFirst());
    String all = files.size() > 1 ? " and the files of the other arms" : "";
    err.printf("Interrupted. Forks saved in %s%s: %d.%n", saved, all, run.savedForks());
    if (!resume.isEmpty()) {
      err.printf("To go on:%n  %s %s%n", FLAGBENCH, resume);
    }
  }

  private void suggestNext(String file) {
    err.printf(
        """

        Next:
          %1$s report %2$s --format markdown
          %1$s compare OTHER.json %2$s
        """,
        FLAGBENCH, ArmFiles.word(file));
    if (run.hasFailures() && !resume.isEmpty()) {
      err.printf("%nTo measure again what failed:%n  %s %s%n", FLAGBENCH, resume);
    }
  }
}

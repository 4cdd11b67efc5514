package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.analysis.Side;
import flagbench.report.FilesReport;
import flagbench.report.TerminalLine;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A run that a person watches: announced, followed by progress, interrupted or summed up. */
final class MeasuringSession {
  private static final int INTERRUPTED = 130;

  private final Schedule schedule;
  private final Run run;
  private final List<Path> files;
  private final String resume;
  private final ConsoleProgress progress;
  private final PrintStream err = System.err;

  /** What the results come to. */
  interface Answer {

    /**
     * Prints it.
     *
     * @param sides what the result files hold, A's first; none where nothing was measured
     * @return the exit code
     */
    int print(Run run, List<Side> sides) throws IOException;
  }

  /**
   * Prepares a run.
   *
   * @param resume what to add to {@code flagbench} to go on with the run when it was interrupted
   */
  MeasuringSession(Schedule schedule, List<Arm> arms, String resume) {
    this.schedule = schedule;
    this.resume = resume;
    files = arms.stream().map(Arm::file).toList();
    progress = new ConsoleProgress(TerminalLine.ofStandardError());
    run = new Run(schedule, arms, progress, InstantSource.system());
  }

  /**
   * Measures, prints what the results say, and leaves them as a page.
   *
   * @return the exit code: the answer's, or 130 if the run was interrupted
   */
  int measure(Answer answer) throws IOException {
    MachineWarnings.ofThisMachine().lines().forEach(err::println);
    err.println(schedule.announcement());
    if (files.size() > 1) {
      err.printf("%d arms in turn, each of which takes as long%n", files.size());
    }
    files.forEach(file -> err.println("results in " + file));
    boolean complete = execute();
    if (run.isStopped()) {
      // The JVM is about to end, and the shutdown hook says what there is to say.
      return INTERRUPTED;
    }
    progress.end();
    List<Side> sides = new ArrayList<>();
    for (Path file : files) {
      if (Files.exists(file)) {
        sides.add(Side.of(file.toString(), ResultFile.read(file)));
      }
    }
    int code = answer.print(run, sides);
    if (!complete && schedule.isResumable()) {
      err.printf(
          "%nThe budget of %s ended the run after %d forks: --budget gives it more.%n",
          format(schedule.budget()), run.savedForks());
    }
    if (!sides.isEmpty()) {
      Path page = ReportCommand.pageOf(files.getFirst());
      ResultFile.replace(page, new FilesReport(sides).page());
      err.println("\npage in " + page);
      suggestNext();
    }
    return code;
  }

  private boolean execute() throws IOException {
    var interrupted = new Thread(this::interrupt);
    Runtime.getRuntime().addShutdownHook(interrupted);
    try {
      return run.execute();
    } finally {
      if (!run.isStopped()) {
        Runtime.getRuntime().removeShutdownHook(interrupted);
      }
    }
  }

  /**
   * On Ctrl-C: ends the forks, and says how to go on. The result file is already as it should be.
   */
  private void interrupt() {
    run.stop();
    List<ProcessHandle> forks = ProcessHandle.current().descendants().toList();
    forks.forEach(ProcessHandle::destroy);
    CompletableFuture.allOf(
            forks.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, 500, TimeUnit.MILLISECONDS)
        .join();
    forks.forEach(ProcessHandle::destroyForcibly);
    progress.end();
    if (run.savedForks() == 0) {
      err.println("Interrupted before the first fork ended: nothing was written.");
    } else if (!schedule.isResumable()) {
      err.printf("Interrupted: %d forks are safe in %s.%n", run.savedForks(), files.getFirst());
    } else {
      err.printf(
          "Interrupted: %d forks are safe. Go on with:%n  %s %s%n",
          run.savedForks(), thisProgram(), resume);
    }
  }

  private void suggestNext() {
    err.printf(
        """

        Next:
          %1$s report %2$s --format markdown
          %1$s compare OTHER.json %2$s
        """,
        thisProgram(), files.getFirst());
    if (run.hasFailures() && schedule.isResumable()) {
      err.printf("%nTo try what failed again:%n  %s %s%n", thisProgram(), resume);
    }
  }

  /** How to start this program again: by the launcher of this checkout, if there is one. */
  private static String thisProgram() {
    String jar = System.getProperty("java.class.path");
    Path launcher = Path.of("benchmarks", "flagbench");
    return Files.isExecutable(launcher)
            && jar.endsWith(Path.of("benchmarks", "target", "benchmarks.jar").toString())
        ? launcher.toString()
        : Path.of(System.getProperty("java.home"), "bin", "java")
            + " -Dsun.misc.unsafe.memory.access=allow -jar "
            + jar;
  }
}

package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.analysis.Side;
import flagbench.report.FilesReport;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import flagbench.run.Arm;
import flagbench.run.Checkpoint;
import flagbench.run.Forks;
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

/** A run before the eyes of a person: announced, followed, interrupted or summed up. */
final class MeasuringSession {
  private static final int INTERRUPTED = 130;

  private final Schedule schedule;
  private final Run run;
  private final List<Path> files;
  private final String resume;
  private final ConsoleProgress progress;
  private final PrintStream err = System.err;

  /** What the results come to, for whoever waits for it. */
  interface Answer {

    /** Prints it, and says with which code to exit. */
    int print(Run run) throws IOException;
  }

  MeasuringSession(
      Schedule schedule, List<CellResult> earlier, Forks forks, Checkpoint checkpoint) {
    this(
        schedule,
        List.of(new Arm(forks, checkpoint, earlier)),
        "bench --resume " + checkpoint.file());
  }

  /**
   * Of several arms.
   *
   * @param resume the command that goes on with the run when it was interrupted
   */
  MeasuringSession(Schedule schedule, List<Arm> arms, String resume) {
    this.schedule = schedule;
    this.resume = resume;
    files = arms.stream().map(arm -> arm.checkpoint().file()).toList();
    progress = new ConsoleProgress(TerminalLine.ofStandardError());
    run = new Run(schedule, arms, progress, InstantSource.system());
  }

  /** Whether there is budget for what is missing. */
  boolean canGoOn() {
    return run.canGoOn();
  }

  /**
   * Measures, prints what the results say, and leaves them as a page.
   *
   * @return the exit code: the answer's, or 130 if the run was interrupted
   */
  int measure(Answer answer) throws IOException {
    MachineDoubts.ofThisMachine().lines().forEach(err::println);
    err.println(schedule.announcement());
    files.forEach(file -> err.println("results in " + file));
    var interrupted = new Thread(this::interrupt);
    Runtime.getRuntime().addShutdownHook(interrupted);
    boolean complete;
    try {
      complete = run.execute();
    } finally {
      if (!run.isStopped()) {
        Runtime.getRuntime().removeShutdownHook(interrupted);
      }
    }
    if (run.isStopped()) {
      // The JVM is on its way out, and what there is to say is said on that way.
      return INTERRUPTED;
    }
    progress.end();
    int code = answer.print(run);
    if (!complete && schedule.isResumable()) {
      err.printf(
          "%nThe budget of %s ended the run after %d forks.%n",
          format(schedule.budget()), run.safe());
    }
    if (run.safe() > 0) {
      Path page = ReportCommand.pageOf(files.getFirst());
      List<Side> sides = new ArrayList<>();
      for (Path file : files) {
        if (Files.exists(file)) {
          sides.add(Side.of(file.toString(), ResultFile.read(file)));
        }
      }
      ResultFile.replace(page, new FilesReport(sides).page());
      err.println("\npage in " + page);
      printNext();
    }
    if (run.hasFailures() && run.safe() > 0 && schedule.isResumable()) {
      err.printf("%nTo try what failed again:%n  %s %s%n", us(), resume);
    }
    return code;
  }

  /** On Ctrl-C: no fork stays behind, and the file is already as it should be. */
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
    if (run.safe() == 0) {
      err.println("Interrupted before the first fork ended: nothing was written.");
    } else if (!schedule.isResumable()) {
      err.printf("Interrupted: %d forks are safe in %s.%n", run.safe(), files.getFirst());
    } else {
      err.printf(
          "Interrupted: %d forks are safe. Go on with:%n  %s %s%n", run.safe(), us(), resume);
    }
  }

  private void printNext() {
    err.printf(
        """

        Next:
          %1$s report %2$s --format markdown
          %1$s compare OTHER.json %2$s
        """,
        us(), files.getFirst());
  }

  /**
   * How to call this program again: by the launcher beside the build's directory, if it is there.
   */
  private static String us() {
    String jar = System.getProperty("java.class.path");
    Path here = Path.of("").toAbsolutePath();
    Path launcher = here.resolve("benchmarks").resolve("flagbench");
    if (Files.isExecutable(launcher)
        && jar.endsWith(Path.of("benchmarks", "target", "benchmarks.jar").toString())) {
      return here.relativize(launcher).toString();
    }
    return Path.of(System.getProperty("java.home"), "bin", "java")
        + " -Dsun.misc.unsafe.memory.access=allow -jar "
        + jar;
  }
}

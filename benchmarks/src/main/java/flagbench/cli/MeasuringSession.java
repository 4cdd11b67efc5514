package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.analysis.Side;
import flagbench.report.HtmlReport;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import flagbench.run.Checkpoint;
import flagbench.run.Forks;
import flagbench.run.Run;
import flagbench.run.Schedule;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A run before the eyes of a person: announced, followed, interrupted or summed up. */
final class MeasuringSession {
  private static final int INTERRUPTED = 130;

  private final Schedule schedule;
  private final Run run;
  private final Path file;
  private final ConsoleProgress progress;
  private final PrintStream err = System.err;

  /** What the results come to, for whoever waits for it. */
  interface Answer {

    /** Prints it, and says with which code to exit. */
    int print(Run run) throws IOException;
  }

  MeasuringSession(
      Schedule schedule, List<CellResult> earlier, Forks forks, Checkpoint checkpoint) {
    this.schedule = schedule;
    file = checkpoint.file();
    progress = new ConsoleProgress(TerminalLine.ofStandardError());
    run = new Run(schedule, earlier, forks, checkpoint, progress, InstantSource.system());
  }

  /**
   * Measures, prints what the results say, and leaves them as a page.
   *
   * @return the exit code: the answer's, or 130 if the run was interrupted
   */
  int measure(Answer answer) throws IOException {
    err.println(schedule.announcement());
    err.println("results in " + file);
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
      Path page = ReportCommand.pageOf(file);
      List<Side> sides = List.of(Side.of(file.toString(), ResultFile.read(file)));
      ResultFile.replace(page, new HtmlReport(sides).page());
      err.println("\npage in " + page);
      printNext();
    }
    if (run.hasFailures() && run.safe() > 0 && schedule.isResumable()) {
      err.printf("%nTo try what failed again:%n  %s bench --resume %s%n", us(), file);
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
      err.printf("Interrupted: %d forks are safe in %s.%n", run.safe(), file);
    } else {
      err.printf(
          "Interrupted: %d forks are safe. Go on with:%n  %s bench --resume %s%n",
          run.safe(), us(), file);
    }
  }

  private void printNext() {
    err.printf(
        """

        Next:
          alias flagbench='%s'
          flagbench report %s --format markdown
          flagbench compare OTHER.json %s
        """,
        us(), file, file);
  }

  /** How to call this program again, on the same JDK. */
  private static String us() {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    return java
        + " -Dsun.misc.unsafe.memory.access=allow -jar "
        + System.getProperty("java.class.path");
  }
}

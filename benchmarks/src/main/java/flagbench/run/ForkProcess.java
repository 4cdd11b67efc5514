package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.run.ForkMain.Answer;
import flagbench.run.ForkMain.Question;
import flagbench.run.Forks.ForkFailedException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.runner.CompilerHints;

/**
 * A forked JVM that measures several cells, each once, as {@link ForkMain} does. To be closed when
 * there are no more.
 *
 * <p>Warming a JVM up takes ten times as long as measuring a cell. Cells that differ only in
 * numbers and delays run the same code, so they share a JVM. Cells of another style, client, sink
 * or server get a JVM of their own: the JIT compiles code that has several kinds of callers
 * differently.
 */
final class ForkProcess implements AutoCloseable {

  /** JMH ends an iteration after two minutes; a fork that says nothing for this long hangs. */
  private static final Duration PATIENCE = Duration.ofMinutes(20);

  private static final int STOP_SECONDS = 2;

  private final Instant started = Instant.now();
  private final Set<Cell> measured = new HashSet<>();
  private final Cell first;
  private final Process process;
  private final BufferedWriter cells;
  private final BufferedReader answers;

  /** The last line that the fork wrote to standard error, for when it ends without an answer. */
  private final CompletableFuture<String> lastErrorLine;

  /**
   * Starts a JVM.
   *
   * @param command of the JVM with all arguments, without class path and main class
   * @param first the cell that it is started for
   */
  ForkProcess(List<String> command, Cell first) throws IOException {
    this.first = first;
    List<String> whole = new ArrayList<>(command);
    // What JMH tells a fork's compilers: not to optimize away what benchmarks return.
    CompilerHints.addCompilerHints(whole);
    whole.addAll(List.of("-cp", System.getProperty("java.class.path"), ForkMain.class.getName()));
    process = new ProcessBuilder(whole).start();
    cells = process.outputWriter();
    answers = process.inputReader();
    lastErrorLine =
        CompletableFuture.supplyAsync(
            () -> process.errorReader().lines().reduce("", (one, other) -> other),
            task -> Thread.ofVirtual().start(task));
  }

  /** When it was started, which names it in results. */
  Instant started() {
    return started;
  }

  /** Whether it may measure a cell: one that runs the same code, and that it has not measured. */
  boolean canMeasure(Cell cell) {
    return cell.mode().equals("avgt")
        && code(cell).equals(code(first))
        && !measured.contains(cell)
        && process.isAlive();
  }

  /** What decides which code a cell runs; all else is numbers and delays. */
  static List<String> code(Cell cell) {
    return List.of(
        cell.benchmark(),
        cell.parameters().getOrDefault("client", ""),
        cell.parameters().getOrDefault("sink", ""),
        cell.parameters().getOrDefault("server", ""));
  }

  /**
   * Measures a cell.
   *
   * @param seed of random delays
   * @param warmUp the longest that its warm-up may take, as JMH writes times; null for what the
   *     benchmark says
   * @throws ForkFailedException if it could not be measured; this process has then ended
   * @throws InterruptedException if it was told to end, as by Ctrl-C
   */
  CellResult measure(Cell cell, long seed, @Nullable String warmUp)
      throws ForkFailedException, InterruptedException {
    measured.add(cell);
    var question = new Question(cell.benchmark(), cell.parameters(), seed, warmUp);
    @Nullable String line = ask(ForkMain.JSON.writeValueAsString(question));
    if (line == null) {
      throw ended();
    }
    Answer answer = ForkMain.JSON.readValue(line, Answer.class);
    if (answer.result() == null) {
      throw new ForkFailedException(String.valueOf(answer.error()));
    }
    return CellResult.of(answer.result());
  }

  private @Nullable String ask(String question) throws ForkFailedException, InterruptedException {
    try {
      cells.write(question);
      cells.newLine();
      cells.flush();
      return CompletableFuture.supplyAsync(
              () -> answers.lines().findFirst().orElse(null),
              task -> Thread.ofVirtual().start(task))
          .get(PATIENCE.toMinutes(), TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new ForkFailedException(
          "the fork said nothing for %d minutes".formatted(PATIENCE.toMinutes()));
    } catch (IOException | ExecutionException e) {
      // The pipe is broken: how the process ended tells why.
      return null;
    }
  }

  /** Why a JVM that ended without an answer did so. */
  private ForkFailedException ended() throws InterruptedException {
    int code = process.waitFor();
    // Ctrl-C sends SIGINT to launcher and forks alike; SIGTERM is our own.
    if (code == 130 || code == 143) {
      throw new InterruptedException("the fork was told to end");
    }
    String line = lastErrorLine.join();
    return new ForkFailedException(
        "the fork ended with exit code %d%s".formatted(code, line.isEmpty() ? "" : ": " + line));
  }

  @Override
  public void close() {
    try {
      cells.close();
      if (process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
        return;
      }
    } catch (IOException e) {
      // It has ended already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}

package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.run.ForkMain.Answer;
import flagbench.run.ForkMain.Question;
import flagbench.run.Forks.ForkFailedException;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.openjdk.jmh.runner.CompilerHints;

/**
 * The launcher's side of a fork: a JVM that runs {@link ForkMain} and measures several cells, each
 * once.
 *
 * <p>Warming up a JVM takes ten times as long as measuring a cell. Cells that differ in numbers
 * alone run the same code, so they share a JVM. Cells of another style, client, sink or server, or
 * with other kinds of conditions, get a JVM of their own, because the JIT compiles code differently
 * when it has several kinds of callers.
 */
final class ForkProcess implements AutoCloseable {

  /** Conditions that a cell has only if they limit something. */
  private static final Set<String> LIMITS = Set.of("link", "capacity", "refuse");

  /** The longest time to wait for an answer. A fork that needs longer hangs. */
  private static final int ANSWER_TIMEOUT_MINUTES = 20;

  /** The time that a fork has to end by itself before it is killed. */
  private static final int STOP_SECONDS = 2;

  private final Instant started = Instant.now();
  private final Set<Cell> measured = new HashSet<>();
  private final Cell first;
  private final Process process;
  private final BufferedWriter cells;
  private final BufferedReader answers;

  /** The last line of the fork's standard error, which tells why it ended without an answer. */
  private final CompletableFuture<String> lastErrorLine;

  /**
   * Starts a JVM.
   *
   * @param command the command of the JVM and its arguments, without class path and main class
   * @param first the first cell that it is going to measure
   */
  ForkProcess(List<String> command, Cell first) throws IOException {
    this.first = first;
    List<String> whole = new ArrayList<>(command);
    // JMH gives its forks hints too, so that the compilers do not optimize benchmarks away.
    CompilerHints.addCompilerHints(whole);
    whole.addAll(List.of("-cp", System.getProperty("java.class.path"), ForkMain.class.getName()));
    process = new ProcessBuilder(whole).start();
    cells = process.outputWriter();
    answers = process.inputReader();
    lastErrorLine =
        CompletableFuture.supplyAsync(
            () -> process.errorReader().lines().reduce("", (one, other) -> other),
            Thread::startVirtualThread);
  }

  /** When the JVM was started, which identifies it in results. */
  Instant started() {
    return started;
  }

  /** Whether it can measure a cell: one that it has not measured and that runs the same code. */
  boolean canMeasure(Cell cell) {
    return cell.mode().equals("avgt")
        && code(cell).equals(code(first))
        && !measured.contains(cell)
        && process.isAlive();
  }

  /** What decides which code a cell runs. Everything else is numbers. */
  static List<String> code(Cell cell) {
    Map<String, String> parameters = cell.parameters();
    return List.of(
        cell.benchmark(),
        parameters.getOrDefault("client", ""),
        parameters.getOrDefault("sink", ""),
        parameters.getOrDefault("server", ""),
        // Without a latency the server has no timer, and without a limit nothing to wait for.
        parameters.getOrDefault("latency", "").equals("0ms") ? "no latency" : "latency",
        parameters.keySet().stream().filter(LIMITS::contains).toList().toString());
  }

  /**
   * Measures a cell.
   *
   * @param seed of random latencies
   * @throws ForkFailedException if it could not be measured; the JVM is then of no further use
   * @throws InterruptedException if the JVM was told to end, as by Ctrl-C
   */
  CellResult measure(Cell cell, long seed) throws ForkFailedException, InterruptedException {
    measured.add(cell);
    var question = new Question(cell.benchmark(), cell.parameters(), seed);
    Optional<String> line = Optional.empty();
    try {
      cells.write(ForkMain.JSON.writeValueAsString(question));
      cells.newLine();
      cells.flush();
      line =
          CompletableFuture.supplyAsync(
                  // The JVM may print warnings of its own to standard output.
                  () -> answers.lines().filter(text -> text.startsWith("{")).findFirst(),
                  Thread::startVirtualThread)
              .get(ANSWER_TIMEOUT_MINUTES, TimeUnit.MINUTES);
    } catch (TimeoutException e) {
      throw new ForkFailedException(
          "the fork did not answer within %d minutes".formatted(ANSWER_TIMEOUT_MINUTES));
    } catch (IOException | ExecutionException e) {
      // The pipe is broken, because the process has ended.
    }
    if (line.isEmpty()) {
      throw ended();
    }
    Answer answer = ForkMain.JSON.readValue(line.get(), Answer.class);
    if (answer.result() == null) {
      throw new ForkFailedException(String.valueOf(answer.error()));
    }
    return CellResult.of(answer.result());
  }

  /** The reason why the JVM ended without an answer. */
  private ForkFailedException ended() throws InterruptedException {
    int code = process.waitFor();
    // The codes of SIGINT, which Ctrl-C sends to the launcher and its forks alike, and of SIGTERM.
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
      // The process has ended already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}

package flagbench.run;

import flagbench.benchmark.Network;
import flagbench.benchmark.ObservationProfiler;
import flagbench.result.CellResult;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The main class of a fork, which measures one cell after the other with JMH's runner in its own
 * JVM.
 *
 * <p>Every line of standard input is a {@link Question} as JSON, and every line of standard output
 * the {@link Answer} to it. The JVM ends after an error. It also ends when its standard input does,
 * which is when the launcher has ended: a fork that went on would disturb what runs next.
 */
public final class ForkMain {

  /** JMH interrupts an iteration that takes longer; the first one includes the warm-up. */
  private static final TimeValue TIMEOUT = TimeValue.minutes(5);

  /**
   * The system property with the longest time that a warm-up may take, as JMH writes times, in
   * place of the time that the benchmarks are annotated with. Tests set it to be fast.
   */
  static final String WARM_UP = "flagbench.warmUp";

  static final JsonMapper JSON = new JsonMapper();

  /**
   * Asks to measure a cell once.
   *
   * @param seed of random latencies
   */
  record Question(String benchmark, Map<String, String> params, long seed) {}

  /**
   * The result of a cell or the reason why there is none; the other one is null.
   *
   * @param result an element of a result file
   * @param error one line
   */
  record Answer(@Nullable ObjectNode result, @Nullable String error) {}

  private ForkMain() {}

  /** Answers questions until standard input ends. */
  public static void main(String[] args) throws InterruptedException {
    PrintStream answers = System.out;
    // What anything else prints to standard output must not come between the answers.
    System.setOut(System.err);
    // JMH's runner must not wait for its lock, since the launcher holds it: see JmhLock.
    System.setProperty("jmh.ignoreLock", "true");
    Network.sizeCommonPool();
    BlockingQueue<String> questions = readInput();
    Answer answer;
    do {
      answer = answer(JSON.readValue(questions.take(), Question.class));
      answers.println(JSON.writeValueAsString(answer));
      answers.flush();
    } while (answer.error == null);
    System.exit(0);
  }

  private static BlockingQueue<String> readInput() {
    BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    Thread.ofPlatform()
        .daemon()
        .name("end-with-launcher")
        .start(() -> {
          var input = new InputStreamReader(System.in, StandardCharsets.UTF_8);
          try {
            new BufferedReader(input).lines().forEach(lines::add);
          } catch (UncheckedIOException e) {
            // A broken pipe means the same as the end of standard input.
          }
          System.exit(0);
        });
    return lines;
  }

  static Answer answer(Question question) {
    System.setProperty(Network.SEED, String.valueOf(question.seed));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(question.benchmark) + "$")
            .forks(0)
            .shouldFailOnError(true)
            .timeout(TIMEOUT)
            .verbosity(VerboseMode.SILENT)
            .addProfiler(ObservationProfiler.class);
    question.params.forEach(options::param);
    @Nullable String warmUp = System.getProperty(WARM_UP);
    if (warmUp != null) {
      options.warmupTime(TimeValue.fromString(warmUp));
    }
    try {
      RunResult result = new Runner(options.build()).runSingle();
      return new Answer(CellResult.of(result).json(), null);
    } catch (RunnerException | RuntimeException | Error e) {
      return new Answer(null, innermost(e));
    }
  }

  /** The first line of the message of what a benchmark threw, around which JMH wraps others. */
  private static String innermost(Throwable error) {
    Throwable inner = error;
    while (inner.getCause() != null || inner.getSuppressed().length > 0) {
      inner = inner.getCause() != null ? inner.getCause() : inner.getSuppressed()[0];
    }
    String message = inner.getMessage() == null ? inner.toString() : inner.getMessage();
    return message.lines().findFirst().orElse("");
  }
}

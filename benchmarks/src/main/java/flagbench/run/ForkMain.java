package flagbench.run;

import flagbench.benchmark.Network;
import flagbench.benchmark.ObservationProfiler;
import flagbench.result.CellResult;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * The main class of a forked JVM: measures one cell after the other with JMH's runner, in this JVM.
 *
 * <p>Every line of standard input is a {@link Question} as JSON, every line of standard output its
 * {@link Answer}. After an error the JVM ends. It also ends with its standard input, that is with
 * the launcher, so that no fork goes on alone and disturbs what runs next.
 */
public final class ForkMain {

  /** JMH interrupts an iteration that takes longer. */
  private static final TimeValue TIMEOUT = TimeValue.minutes(2);

  static final JsonMapper JSON = new JsonMapper();

  /**
   * A cell to measure once.
   *
   * @param seed of random delays
   * @param warmUp the longest that its warm-up may take, as JMH writes times; null for what the
   *     benchmark says
   */
  record Question(
      String benchmark, Map<String, String> params, long seed, @Nullable String warmUp) {}

  /**
   * What became of it: one of the two is null.
   *
   * @param result an element of a result file
   * @param error in one line
   */
  record Answer(@Nullable ObjectNode result, @Nullable String error) {}

  private ForkMain() {}

  /** Measures until standard input ends. */
  public static void main(String[] args) throws InterruptedException {
    PrintStream answers = System.out;
    // Whatever else prints must not come between the answers.
    System.setOut(System.err);
    // The launcher holds JMH's lock.
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
          try (var input =
              new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8))) {
            for (String line = input.readLine(); line != null; line = input.readLine()) {
              lines.add(line);
            }
          } catch (IOException e) {
            // A broken pipe says the same as its end.
          }
          System.exit(0);
        });
    return lines;
  }

  private static Answer answer(Question question) {
    System.setProperty(Network.SEED, String.valueOf(question.seed));
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(question.benchmark) + "$")
            .forks(0)
            .shouldFailOnError(true)
            .timeout(TIMEOUT)
            .addProfiler(ObservationProfiler.class);
    question.params.forEach(options::param);
    if (question.warmUp != null) {
      options.warmupTime(TimeValue.fromString(question.warmUp));
    }
    var silent =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            VerboseMode.SILENT);
    try {
      RunResult result = new Runner(options.build(), silent).runSingle();
      return new Answer(CellResult.of(result).json(), null);
    } catch (RunnerException e) {
      return new Answer(null, innermost(e));
    }
  }

  /** The first line of the innermost message: JMH wraps what a benchmark threw. */
  private static String innermost(Throwable error) {
    Throwable inner = error;
    while (inner.getCause() != null || inner.getSuppressed().length > 0) {
      inner = inner.getCause() != null ? inner.getCause() : inner.getSuppressed()[0];
    }
    String message = inner.getMessage() == null ? inner.toString() : inner.getMessage();
    return message.lines().findFirst().orElse("");
  }
}

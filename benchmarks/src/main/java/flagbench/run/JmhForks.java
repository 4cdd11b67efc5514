package flagbench.run;

import flagbench.benchmark.ObservationProfiler;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormat;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Forks by JMH's own runner. Whoever uses it holds {@link JmhLock}. */
public final class JmhForks implements Forks {

  /** JMH interrupts an iteration that takes longer. */
  private static final TimeValue TIMEOUT = TimeValue.minutes(2);

  /**
   * What JMH says of a fork that SIGINT, which Ctrl-C sends to launcher and fork alike, or SIGTERM
   * ended.
   */
  private static final Pattern TOLD_TO_END =
      Pattern.compile("<forked VM failed with exit code (130|143)>");

  /** The first is where the sink {@code disk} saves. */
  private static final List<String> INHERITED =
      List.of("java.io.tmpdir", "flagbench.allowRemote", "flagbench.heating");

  private static final Pattern LAST_ERROR_LINE = Pattern.compile("(?m)^([^<].*)\\R</stderr>");

  private final CentralProcessor processor = new SystemInfo().getHardware().getProcessor();

  @Override
  public CellResult measure(Cell cell) throws ForkFailedException, InterruptedException {
    ChainedOptionsBuilder options =
        new OptionsBuilder()
            .include("^" + Pattern.quote(cell.benchmark()) + "$")
            .forks(1)
            .shouldFailOnError(true)
            .timeout(TIMEOUT)
            .jvmArgsAppend(inherited())
            .addProfiler(ObservationProfiler.class);
    cell.parameters().forEach(options::param);
    var output = new ByteArrayOutputStream();
    OutputFormat format =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(output, true, StandardCharsets.UTF_8), VerboseMode.NORMAL);
    Instant start = Instant.now();
    long[] ticks = processor.getSystemCpuLoadTicks();
    try {
      CellResult result = CellResult.of(new Runner(options.build(), format).runSingle());
      return result.with("run", facts(start, ticks));
    } catch (RunnerException e) {
      String said = output.toString(StandardCharsets.UTF_8);
      if (TOLD_TO_END.matcher(said).find()) {
        throw new InterruptedException("the fork was told to end");
      }
      throw new ForkFailedException(reason(e, said));
    }
  }

  /** What a user told the launcher and is meant for the forks. */
  private static String[] inherited() {
    return INHERITED.stream()
        .filter(property -> System.getProperty(property) != null)
        .map(property -> "-D" + property + "=" + System.getProperty(property))
        .toArray(String[]::new);
  }

  private ObjectNode facts(Instant start, long[] before) {
    long[] after = processor.getSystemCpuLoadTicks();
    long all = Arrays.stream(after).sum() - Arrays.stream(before).sum();
    int steal = TickType.STEAL.getIndex();
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    ObjectNode facts = run.putArray("forks").addObject();
    facts.put("started", start.truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("seconds", Duration.between(start, Instant.now()).toMillis() / 1000.0);
    facts.put(
        "stealPercent",
        all == 0 ? 0 : Math.round(1000.0 * (after[steal] - before[steal]) / all) / 10.0);
    return run;
  }

  /**
   * The innermost message: JMH wraps what a fork threw, as cause or as suppressed exception. Of a
   * fork that threw nothing and just ended, the last line it wrote to standard error.
   */
  private static String reason(RunnerException error, String output) {
    Throwable inner = error;
    while (inner.getCause() != null || inner.getSuppressed().length > 0) {
      inner = inner.getCause() != null ? inner.getCause() : inner.getSuppressed()[0];
    }
    String message = inner.getMessage() == null ? inner.toString() : inner.getMessage();
    Matcher lastWords = LAST_ERROR_LINE.matcher(output);
    return message.lines().findFirst().orElse("")
        + (lastWords.find() ? ": " + lastWords.group(1) : "");
  }
}

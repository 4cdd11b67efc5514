package flagbench.run;

import flagbench.benchmark.MeasuredDownloads;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ForkJvm;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Fork;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.CentralProcessor.TickType;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Forks that measure with JMH's runner. A fork stays open for the cells that may follow in it: see
 * {@link ForkProcess}. Whoever uses this holds {@link JmhLock}.
 */
public final class JmhForks implements Forks {

  /** Properties that a user gives the launcher and that are meant for forks. */
  private static final List<String> INHERITED = List.of("java.io.tmpdir", "flagbench.allowRemote");

  /** The bound on warm-ups in place of the benchmarks' own; tests have little time. */
  private final @Nullable String warmUp = System.getProperty("flagbench.warmUp");

  private final CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
  private final ForkJvm jvm;
  private @Nullable ForkProcess open;

  /** Forks of the JDK that this runs on. */
  public JmhForks() {
    this(ForkJvm.ofThisJdk(arguments()));
  }

  /** Forks of another JDK, or with other arguments. */
  public JmhForks(ForkJvm jvm) {
    this.jvm = jvm;
  }

  /** The arguments that the benchmarks give the JVM of every fork. */
  public static List<String> arguments() {
    return List.of(MeasuredDownloads.class.getAnnotation(Fork.class).jvmArgs());
  }

  @Override
  public CellResult measure(Cell cell, long seed) throws ForkFailedException, InterruptedException {
    Instant start = Instant.now();
    long[] ticks = processor.getSystemCpuLoadTicks();
    ForkProcess fork = forkFor(cell);
    try {
      CellResult result = fork.measure(cell, seed, warmUp);
      return result.with("run", facts(fork, start, ticks));
    } catch (ForkFailedException e) {
      close();
      throw e;
    }
  }

  private ForkProcess forkFor(Cell cell) throws ForkFailedException {
    ForkProcess fork = open;
    if (fork == null || !fork.canMeasure(cell)) {
      close();
      try {
        fork = new ForkProcess(command(), cell);
      } catch (IOException e) {
        throw new ForkFailedException("no JVM can be started");
      }
      open = fork;
    }
    return fork;
  }

  @Override
  public void close() {
    if (open != null) {
      open.close();
      open = null;
    }
  }

  private List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(jvm.java().toString());
    command.addAll(jvm.arguments());
    INHERITED.stream()
        .filter(property -> System.getProperty(property) != null)
        .map(property -> "-D" + property + "=" + System.getProperty(property))
        .forEach(command::add);
    return command;
  }

  private ObjectNode facts(ForkProcess fork, Instant start, long[] before) {
    long[] after = processor.getSystemCpuLoadTicks();
    long all = Arrays.stream(after).sum() - Arrays.stream(before).sum();
    int steal = TickType.STEAL.getIndex();
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    ObjectNode facts = run.putArray("forks").addObject();
    facts.put("started", start.truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("jvm", fork.started().truncatedTo(ChronoUnit.MILLIS).toString());
    facts.put("seconds", Duration.between(start, Instant.now()).toMillis() / 1000.0);
    facts.put(
        "stealPercent",
        all == 0 ? 0 : Math.round(1000.0 * (after[steal] - before[steal]) / all) / 10.0);
    return run;
  }
}

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
 * Measures with JMH's runner in forked JVMs. A fork is kept for further cells that it can measure:
 * see {@link ForkProcess}. The caller must hold the {@link JmhLock}.
 */
public final class JmhForks implements Forks {

  /** System properties of this JVM that its forks have, too. */
  private static final List<String> INHERITED =
      List.of("java.io.tmpdir", "flagbench.allowRemote", ForkMain.WARM_UP);

  private final CentralProcessor processor = new SystemInfo().getHardware().getProcessor();
  private final ForkJvm jvm;
  private @Nullable ForkProcess open;

  /** Measures with a JVM. */
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
      return fork.measure(cell, seed).with("run", facts(fork, start, ticks));
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
        throw new ForkFailedException("%s cannot be started".formatted(jvm.java()));
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

  List<String> command() {
    List<String> command = new ArrayList<>();
    command.add(jvm.java().toString());
    INHERITED.stream()
        .filter(property -> System.getProperty(property) != null)
        .map(property -> "-D" + property + "=" + System.getProperty(property))
        .forEach(command::add);
    // A JVM takes the last of several arguments that contradict each other.
    command.addAll(jvm.arguments());
    return command;
  }

  /** When and in which JVM a cell was measured, and how much CPU time a hypervisor stole. */
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

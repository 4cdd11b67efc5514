package flagbench.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What is observed of one iteration beside its score: see {@link ObservationProfiler} for the
 * metrics. With an embedded server the costs are those of client and server together, else the
 * client's alone.
 *
 * <p>Emptying the sink between two operations is no part of the score, so its cost is left out too.
 * It happens in the one thread that calls the benchmark, whose own counters tell how much it was.
 */
final class Observation {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final JitTime jit = new JitTime();
  private final LongAdder saved = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final LongAdder operations = new LongAdder();
  private final TargetServer target;
  private final boolean mayRefuse;
  private final int workers;
  private final LongSupplier repeats;

  // The counters when the iteration began.
  private long startNanos;
  private long startCpuNanos;
  private long startServerCpuNanos;
  private long startBytes;
  private long startJitNanos;
  private long startRepeats;

  // What the thread that empties the sink has used in all pauses of the iteration.
  private long pauseCpuNanos;
  private long pauseBytes;

  private List<ScalarResult> warmUp = List.of();
  private List<ScalarResult> results = List.of();

  /**
   * Observes nothing yet.
   *
   * @param mayRefuse whether the server may refuse requests: then how many is observed as well
   * @param workers how many requests may be in flight
   * @param repeats how many requests the client has made again so far
   */
  Observation(TargetServer target, boolean mayRefuse, int workers, LongSupplier repeats) {
    this.target = target;
    this.mayRefuse = mayRefuse;
    this.workers = workers;
    this.repeats = repeats;
  }

  /** Adds how the warm-up ended to every iteration. */
  void warmedUp(WarmUp.Report report) {
    warmUp =
        List.of(
            new ScalarResult("warmUp", rounded(report.seconds()), "s", AggregationPolicy.MAX),
            new ScalarResult("warmUpJit", rounded(report.jitPercent()), "%", AggregationPolicy.MAX),
            mean("warmUpSteady", report.steady() ? 1 : 0, ""));
  }

  /** Begins an iteration. */
  void start() {
    target.resetStatistics();
    saved.reset();
    refused.reset();
    operations.reset();
    threads.resetPeakThreadCount();
    pauseCpuNanos = 0;
    pauseBytes = 0;
    startRepeats = repeats.getAsLong();
    startServerCpuNanos = target.cpuNanos();
    // The bean reports the load since it was last asked.
    double unused = system.getCpuLoad();
    startJitNanos = jit.nanos();
    startBytes = threads.getTotalThreadAllocatedBytes();
    startCpuNanos = system.getProcessCpuTime();
    startNanos = System.nanoTime();
  }

  /** An operation saved that many flags, and the server refused it that many others. */
  void downloaded(int flags, int refusals) {
    saved.add(flags);
    refused.add(refusals);
    operations.increment();
  }

  /** How many flags operations saved since the iteration began. */
  long flags() {
    return saved.sum();
  }

  /** From here until {@link #resume}, what the calling thread does is no cost of the downloads. */
  void pause() {
    pauseBytes -= threads.getCurrentThreadAllocatedBytes();
    pauseCpuNanos -= threads.getCurrentThreadCpuTime();
  }

  /** To be called by the thread that paused. */
  void resume() {
    pauseCpuNanos += threads.getCurrentThreadCpuTime();
    pauseBytes += threads.getCurrentThreadAllocatedBytes();
  }

  /**
   * Ends the iteration.
   *
   * @throws IllegalStateException if the server was asked for fewer flags than were downloaded, as
   *     by a style that returns what it had before, or for more at once than there are workers: JMH
   *     then fails the fork
   */
  void stop() {
    double nanos = System.nanoTime() - startNanos;
    double cpuNanos = system.getProcessCpuTime() - startCpuNanos;
    double bytes = threads.getTotalThreadAllocatedBytes() - startBytes - pauseBytes;
    double jitNanos = jit.nanos() - startJitNanos;
    double allCpuNanos = cpuNanos + target.cpuNanos() - startServerCpuNanos;
    double cpu = 100 * allCpuNanos / (nanos * system.getAvailableProcessors());
    List<ScalarResult> observed = new ArrayList<>();
    observed.add(mean("jit", 100 * jitNanos / nanos, "%"));
    observed.add(most("threads", threads.getPeakThreadCount(), "threads"));
    if (flags() > 0) {
      double downloads = cpuNanos - pauseCpuNanos - (jit.isCpuTime() ? jitNanos : 0);
      observed.add(mean("allocated", bytes / flags(), "B/flag"));
      observed.add(mean("cpuPerFlag", downloads / 1000 / flags(), "us/flag"));
    }
    if (mayRefuse && operations.sum() > 0) {
      observed.add(mean("failed", (double) refused.sum() / operations.sum(), "flags/op"));
    }
    observed.addAll(warmUp);
    observed.add(mean("cpu", cpu, "%"));
    observed.add(mean("otherCpu", Math.max(0, 100 * system.getCpuLoad() - cpu), "%"));
    observed.add(sum("repeats", repeats.getAsLong() - startRepeats, "requests"));
    target.statistics().ifPresent(seen -> observed.addAll(checked(seen)));
    results = observed;
  }

  private List<ScalarResult> checked(TargetServer.Statistics seen) {
    long asked = saved.sum() + refused.sum();
    if (seen.requests() < asked) {
      throw new IllegalStateException(
          "%d flags came of %d requests".formatted(asked, seen.requests()));
    }
    if (seen.peakInFlight() > workers) {
      throw new IllegalStateException(
          "%d requests were in flight at once, of %d workers"
              .formatted(seen.peakInFlight(), workers));
    }
    return List.of(
        most("peakInFlight", seen.peakInFlight(), "requests"),
        sum("requests", seen.requests(), "requests"),
        sum("connections", seen.connections(), "connections"),
        mean("serverLate", seen.lateMicros(), "us"));
  }

  private static ScalarResult mean(String name, double value, String unit) {
    return new ScalarResult(name, rounded(value), unit, AggregationPolicy.AVG);
  }

  private static ScalarResult most(String name, double value, String unit) {
    return new ScalarResult(name, value, unit, AggregationPolicy.MAX);
  }

  private static ScalarResult sum(String name, long value, String unit) {
    return new ScalarResult(name, value, unit, AggregationPolicy.SUM);
  }

  /** Three digits, as many as mean something: more would make every result file larger. */
  private static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(THREE_DIGITS).doubleValue() : value;
  }

  /** Of the iteration that was stopped last. */
  List<ScalarResult> results() {
    return results;
  }
}

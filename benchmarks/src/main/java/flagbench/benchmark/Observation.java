package flagbench.benchmark;

import static org.openjdk.jmh.results.AggregationPolicy.AVG;
import static org.openjdk.jmh.results.AggregationPolicy.MAX;
import static org.openjdk.jmh.results.AggregationPolicy.SUM;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Measures the secondary metrics of an iteration, which {@link ObservationProfiler} lists. If the
 * server is embedded, the costs are those of client and server together, otherwise the client's
 * alone.
 *
 * <p>Emptying the sink between two operations is not part of the score, and its cost is left out
 * here as well. It happens in the one thread that calls the benchmark, so the counters of that
 * thread tell its cost.
 */
final class Observation {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final CpuAllowance allowance =
      new CpuAllowance(Path.of("/"), Runtime.getRuntime().availableProcessors());
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
  private long startServerJitNanos;
  private long startRepeats;

  // What the calling thread has used in all pauses of the iteration.
  private long pauseCpuNanos;
  private long pauseBytes;

  private List<ScalarResult> warmUp = List.of();
  private List<ScalarResult> results = List.of();

  /**
   * Prepares to observe.
   *
   * @param mayRefuse whether the server may refuse requests, so that refusals are a metric
   * @param workers how many requests may be in flight
   * @param repeats tells how many requests the client has repeated so far
   */
  Observation(TargetServer target, boolean mayRefuse, int workers, LongSupplier repeats) {
    this.target = target;
    this.mayRefuse = mayRefuse;
    this.workers = workers;
    this.repeats = repeats;
  }

  /** Adds how the warm-up ended to the metrics of every iteration. */
  void warmedUp(WarmUp.Report report) {
    warmUp =
        List.of(
            new ScalarResult("warmUp", rounded(report.seconds()), "s", MAX),
            new ScalarResult("warmUpJit", rounded(report.jitPercent()), "%", MAX),
            mean("warmUpSteady", report.steady() ? 1 : 0, ""));
  }

  /** Begins an iteration. */
  void start() {
    target.resetStatistics();
    List.of(saved, refused, operations).forEach(LongAdder::reset);
    threads.resetPeakThreadCount();
    pauseCpuNanos = 0;
    pauseBytes = 0;
    startRepeats = repeats.getAsLong();
    startServerCpuNanos = target.cpuNanos();
    double unused = allowance.load();
    startJitNanos = jit.nanos();
    startServerJitNanos = target.jitNanos();
    startBytes = threads.getTotalThreadAllocatedBytes();
    startCpuNanos = system.getProcessCpuTime();
    startNanos = System.nanoTime();
  }

  /** Counts an operation, the flags that it saved, and those that the server refused. */
  void downloaded(int flags, int refusals) {
    saved.add(flags);
    refused.add(refusals);
    operations.increment();
  }

  /** How many flags have been saved since the iteration began. */
  long flags() {
    return saved.sum();
  }

  /** Excludes what the calling thread does from the costs, until it calls {@link #resume}. */
  void pause() {
    pauseBytes -= threads.getCurrentThreadAllocatedBytes();
    pauseCpuNanos -= threads.getCurrentThreadCpuTime();
  }

  /** Includes again what the calling thread does, which is the one that called {@link #pause}. */
  void resume() {
    pauseCpuNanos += threads.getCurrentThreadCpuTime();
    pauseBytes += threads.getCurrentThreadAllocatedBytes();
  }

  /**
   * Ends the iteration.
   *
   * @throws IllegalStateException if the benchmark cheats, so that JMH fails the fork: the server
   *     got fewer requests than flags were downloaded, as if a style returned flags that it had
   *     before, or more requests at once than there are workers
   */
  void stop() {
    double nanos = System.nanoTime() - startNanos;
    double cpuNanos = system.getProcessCpuTime() - startCpuNanos;
    double bytes = threads.getTotalThreadAllocatedBytes() - startBytes - pauseBytes;
    double jitNanos = jit.nanos() - startJitNanos;
    double bothJitNanos = jitNanos + target.jitNanos() - startServerJitNanos;
    double coresUsed = (cpuNanos + target.cpuNanos() - startServerCpuNanos) / nanos;
    double percent = 100 / allowance.cores();
    List<ScalarResult> observed = new ArrayList<>();
    observed.add(mean("jit", 100 * bothJitNanos / nanos, "%"));
    observed.add(new ScalarResult("threads", threads.getPeakThreadCount(), "threads", MAX));
    if (flags() > 0) {
      double downloads = cpuNanos - pauseCpuNanos - (jit.isCpuTime() ? jitNanos : 0);
      observed.add(mean("allocated", bytes / flags(), "B/flag"));
      observed.add(mean("cpuPerFlag", downloads / 1000 / flags(), "us/flag"));
    }
    if (mayRefuse && operations.sum() > 0) {
      observed.add(mean("failed", (double) refused.sum() / operations.sum(), "flags/op"));
    }
    observed.addAll(warmUp);
    observed.add(new ScalarResult("operations", operations.sum(), "ops", SUM));
    observed.add(mean("cpu", percent * coresUsed, "%"));
    observed.add(mean("otherCpu", percent * allowance.takenByOthers(coresUsed), "%"));
    observed.add(new ScalarResult("repeats", repeats.getAsLong() - startRepeats, "requests", SUM));
    target.statistics().ifPresent(seen -> observed.addAll(checked(seen)));
    results = observed;
  }

  private List<ScalarResult> checked(TargetServer.Statistics seen) {
    long asked = saved.sum() + refused.sum();
    if (seen.requests() < asked) {
      throw new IllegalStateException(
          "%d flags were downloaded by only %d requests".formatted(asked, seen.requests()));
    }
    if (seen.peakInFlight() > workers) {
      throw new IllegalStateException(
          "%d requests were in flight at once, of %d workers"
              .formatted(seen.peakInFlight(), workers));
    }
    return List.of(
        new ScalarResult("peakInFlight", seen.peakInFlight(), "requests", MAX),
        new ScalarResult("requests", seen.requests(), "requests", SUM),
        new ScalarResult("connections", seen.connections(), "connections", SUM),
        mean("serverLate", seen.lateMicros(), "us"));
  }

  private static ScalarResult mean(String name, double value, String unit) {
    return new ScalarResult(name, rounded(value), unit, AVG);
  }

  /** Rounds to three digits. Further digits would be noise, and make result files larger. */
  private static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(THREE_DIGITS).doubleValue() : value;
  }

  /** The metrics of the iteration that ended last. */
  List<ScalarResult> results() {
    return results;
  }
}

package flagbench.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.ScalarResult;

/** What happens in a fork during one iteration, beside the score. */
final class Observation {
  private static final MathContext THREE_DIGITS = new MathContext(3);

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final TargetServer target;
  private final Cost cost;
  private final int workers;
  private final LongSupplier repeats;

  private long startRepeats;
  private long startNanos;
  private long startCpuNanos;
  private List<ScalarResult> warmUp = List.of();
  private List<ScalarResult> results = List.of();

  /**
   * Observes nothing yet.
   *
   * @param workers how many requests may be in flight
   * @param repeats how many requests the client has made again so far
   */
  Observation(TargetServer target, Cost cost, int workers, LongSupplier repeats) {
    this.target = target;
    this.cost = cost;
    this.workers = workers;
    this.repeats = repeats;
  }

  /** Adds how the warm-up ended to every iteration. */
  void warmedUp(WarmUp.Report report) {
    warmUp =
        List.of(
            new ScalarResult("warmUp", rounded(report.seconds()), "s", AggregationPolicy.MAX),
            new ScalarResult("warmUpJit", rounded(report.jitPercent()), "%", AggregationPolicy.MAX),
            new ScalarResult("warmUpSteady", report.steady() ? 1 : 0, "", AggregationPolicy.AVG));
  }

  void start() {
    target.resetStatistics();
    startRepeats = repeats.getAsLong();
    // The bean reports the load since it was last asked.
    double unused = system.getCpuLoad();
    startCpuNanos = cpuNanos();
    startNanos = System.nanoTime();
    cost.start();
  }

  /**
   * Ends the iteration.
   *
   * @throws IllegalStateException if the server was asked for fewer flags than were downloaded, as
   *     by a style that returns what it had before, or for more at once than there are workers: JMH
   *     then fails the fork
   */
  void stop() {
    List<ScalarResult> observed = new ArrayList<>(cost.stop());
    observed.addAll(warmUp);
    double nanos = (double) (System.nanoTime() - startNanos) * system.getAvailableProcessors();
    double own = 100 * (cpuNanos() - startCpuNanos) / nanos;
    double others = Math.max(0, 100 * system.getCpuLoad() - own);
    observed.add(new ScalarResult("cpu", rounded(own), "%", AggregationPolicy.AVG));
    observed.add(new ScalarResult("otherCpu", rounded(others), "%", AggregationPolicy.AVG));
    observed.add(
        new ScalarResult(
            "repeats", repeats.getAsLong() - startRepeats, "requests", AggregationPolicy.SUM));
    target
        .statistics()
        .ifPresent(seen -> {
          if (seen.requests() < cost.asked()) {
            throw new IllegalStateException(
                "%d flags came of %d requests".formatted(cost.asked(), seen.requests()));
          }
          if (seen.peakInFlight() > workers) {
            throw new IllegalStateException(
                "%d requests were in flight at once, of %d workers"
                    .formatted(seen.peakInFlight(), workers));
          }
          observed.add(
              new ScalarResult(
                  "peakInFlight", seen.peakInFlight(), "requests", AggregationPolicy.MAX));
          observed.add(
              new ScalarResult("requests", seen.requests(), "requests", AggregationPolicy.SUM));
          observed.add(
              new ScalarResult(
                  "connections", seen.connections(), "connections", AggregationPolicy.SUM));
          observed.add(
              new ScalarResult(
                  "serverLate", rounded(seen.lateMicros()), "us", AggregationPolicy.AVG));
        });
    results = observed;
  }

  /** Three digits, as many as mean something: more would make every result file larger. */
  static double rounded(double value) {
    return Double.isFinite(value) ? new BigDecimal(value).round(THREE_DIGITS).doubleValue() : value;
  }

  /** Of this JVM and of the server's process, where one was started. */
  private long cpuNanos() {
    return system.getProcessCpuTime() + target.cpuNanos();
  }

  /** Of the iteration that was stopped last. */
  List<ScalarResult> results() {
    return results;
  }
}

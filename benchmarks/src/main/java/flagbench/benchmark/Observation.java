package flagbench.benchmark;

import com.sun.management.OperatingSystemMXBean;
import flagbench.server.ServerStatistics;
import java.lang.management.ManagementFactory;
import java.util.List;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.ScalarResult;

/** What happens in a fork during one iteration, beside the score. */
final class Observation {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ServerStatistics server;

  private long startNanos;
  private long startCpuNanos;
  private List<ScalarResult> results = List.of();

  Observation(ServerStatistics server) {
    this.server = server;
  }

  void start() {
    server.reset();
    // The bean reports the load since it was last asked.
    double unused = system.getCpuLoad();
    startCpuNanos = system.getProcessCpuTime();
    startNanos = System.nanoTime();
  }

  void stop() {
    double nanos = (double) (System.nanoTime() - startNanos) * system.getAvailableProcessors();
    double own = 100 * (system.getProcessCpuTime() - startCpuNanos) / nanos;
    double others = Math.max(0, 100 * system.getCpuLoad() - own);
    results =
        List.of(
            new ScalarResult(
                "peakInFlight", server.peakInFlight(), "requests", AggregationPolicy.MAX),
            new ScalarResult("requests", server.requests(), "requests", AggregationPolicy.SUM),
            new ScalarResult("cpu", own, "%", AggregationPolicy.AVG),
            new ScalarResult("otherCpu", others, "%", AggregationPolicy.AVG));
  }

  /** Of the iteration that was stopped last. */
  List<ScalarResult> results() {
    return results;
  }
}

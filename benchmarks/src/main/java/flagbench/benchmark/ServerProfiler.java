package flagbench.benchmark;

import flagbench.server.ServerStatistics;
import flagbench.server.ServerStatisticsMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import javax.management.JMException;
import javax.management.JMX;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds what the embedded server saw to every iteration: {@code requests} and {@code peakInFlight}.
 * JMH makes profilers and states apart from each other, so the statistics travel through JMX.
 */
public final class ServerProfiler implements InternalProfiler {
  private static final String NAME = "flagbench:type=ServerStatistics";

  private final MBeanServer beans = ManagementFactory.getPlatformMBeanServer();

  /**
   * Makes a server's statistics those that this JVM's profiler reads, in place of an earlier one's.
   */
  static void watch(ServerStatistics statistics) throws JMException {
    MBeanServer beans = ManagementFactory.getPlatformMBeanServer();
    ObjectName name = ObjectName.getInstance(NAME);
    if (beans.isRegistered(name)) {
      beans.unregisterMBean(name);
    }
    beans.registerMBean(statistics, name);
  }

  @Override
  public String getDescription() {
    return "What the flag server saw: requests and their peak in flight";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    // Before a fork's first iteration there is no server yet.
    watched().forEach(ServerStatisticsMXBean::reset);
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return watched().stream()
        .flatMap(seen ->
            List.of(
                new ScalarResult(
                    "peakInFlight", seen.getPeakInFlight(), "requests", AggregationPolicy.MAX),
                new ScalarResult("requests", seen.getRequests(), "requests", AggregationPolicy.SUM))
                .stream())
        .toList();
  }

  private List<ServerStatisticsMXBean> watched() {
    try {
      ObjectName name = ObjectName.getInstance(NAME);
      return beans.isRegistered(name)
          ? List.of(JMX.newMXBeanProxy(beans, name, ServerStatisticsMXBean.class))
          : List.of();
    } catch (JMException e) {
      throw new IllegalStateException(e);
    }
  }
}

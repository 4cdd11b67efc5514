package flagbench.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds to every iteration how much of all cores this JVM used, embedded server included, and how
 * much everybody else did: {@code cpu} and {@code otherCpu}, in percent.
 */
public final class CpuProfiler implements InternalProfiler {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  private long startNanos;
  private long startCpuNanos;

  @Override
  public String getDescription() {
    return "CPU of this JVM and of everybody else, in percent of all cores";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    // The bean reports the load since it was last asked.
    double unused = system.getCpuLoad();
    startCpuNanos = system.getProcessCpuTime();
    startNanos = System.nanoTime();
  }

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = (double) (System.nanoTime() - startNanos) * system.getAvailableProcessors();
    double own = 100 * (system.getProcessCpuTime() - startCpuNanos) / nanos;
    double all = 100 * system.getCpuLoad();
    return List.of(
        new ScalarResult("cpu", own, "%", AggregationPolicy.AVG),
        new ScalarResult("otherCpu", Math.max(0, all - own), "%", AggregationPolicy.AVG));
  }
}

package flagbench.result;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/** Metrics under the names of ours, aggregated as ours are. */
public final class CountingProfiler implements InternalProfiler {
  private int iterations;

  @Override
  public String getDescription() {
    return "counts";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    iterations++;
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    return List.of(
        new ScalarResult("peakInFlight", iterations * 7 % 5, "requests", AggregationPolicy.MAX),
        new ScalarResult("threads", iterations * 5 % 7, "threads", AggregationPolicy.MAX),
        new ScalarResult("warmUp", 100.5 - iterations, "MiB", AggregationPolicy.MAX),
        new ScalarResult("allocated", 0.5 * iterations, "B/flag", AggregationPolicy.AVG),
        new ScalarResult("cpuPerFlag", iterations - 2, "us/flag", AggregationPolicy.AVG),
        new ScalarResult("requests", iterations, "requests", AggregationPolicy.SUM),
        new ScalarResult("repeats", iterations % 3, "requests", AggregationPolicy.SUM),
        new ScalarResult("cpu", iterations, "%", AggregationPolicy.AVG));
  }
}

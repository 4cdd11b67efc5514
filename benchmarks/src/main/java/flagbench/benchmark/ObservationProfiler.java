package flagbench.benchmark;

import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.ScalarResult;

/**
 * Adds to every iteration, as secondary metrics, what {@link Network} observed: {@code requests}
 * and {@code peakInFlight} that the server saw, {@code cpu} of this JVM and of its server, and
 * {@code otherCpu} of everybody else in percent of all cores. The state observes and not this
 * class, because a profiler's first iteration begins before the state's set-up, heating included.
 */
public final class ObservationProfiler implements InternalProfiler {

  /** JMH makes profilers and states apart; in a fork, one of each, they can only meet here. */
  private static volatile @Nullable Observation current;

  static void report(Observation observation) {
    current = observation;
  }

  @Override
  public String getDescription() {
    return "What the flag server saw, and the CPU of this JVM, its server and everybody else";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {}

  @Override
  public Collection<ScalarResult> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    @Nullable Observation observation = current;
    return observation == null ? List.of() : observation.results();
  }
}

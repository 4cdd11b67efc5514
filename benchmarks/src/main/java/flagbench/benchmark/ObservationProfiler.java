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
 * Adds to every iteration, as secondary metrics, what {@link Network} observed:
 *
 * <ul>
 *   <li>{@code requests} and {@code peakInFlight} that the server saw, and {@code repeats}, those
 *       that the client made again because a kept connection ended under them;
 *   <li>{@code connections} that opened while the iteration ran, and {@code serverLate}, by how
 *       many microseconds the server answered later than the latency asks, in the median: neither
 *       is of a style's making;
 *   <li>{@code warmUp}, how many seconds the warm-up took, {@code warmUpJit}, what the JIT used of
 *       one core at its end in percent, and {@code warmUpSteady}, 1 if it ended because the JVM was
 *       steady and 0 if its time was over; {@code jit}, what the JIT uses of one core while the
 *       iteration is measured;
 *   <li>{@code cpu} of this JVM and of its server, and {@code otherCpu} of everybody else, in
 *       percent of all cores;
 *   <li>what the downloads cost this JVM, the client's alone unless the server is embedded: {@code
 *       threads}, the most platform threads alive at once, in which virtual threads count through
 *       their carriers, and JMH's own and the server's are included; {@code allocated}, heap in
 *       bytes per flag, by threads of either kind, ended or alive; and {@code cpuPerFlag}, user and
 *       system time in microseconds, the collector's included, the JIT's on Linux not.
 * </ul>
 *
 * <p>A JVM learns its CPU time in steps of 10 ms, so that {@code cpuPerFlag} means little for one
 * iteration of few flags, where it may even fall below 0; the steps even out over iterations, which
 * are averaged. Emptying the sink, which is no part of the score, counts in {@code cpu} alone.
 *
 * <p>The state observes and not this class, because a profiler's first iteration begins before the
 * state's set-up, which includes the warm-up.
 */
public final class ObservationProfiler implements InternalProfiler {

  /** JMH makes profilers and states apart; in a fork, one of each, they can only meet here. */
  private static volatile @Nullable Observation current;

  static void report(Observation observation) {
    current = observation;
  }

  @Override
  public String getDescription() {
    return "What the flag server saw, the CPU of all, and threads, memory and CPU that a flag costs";
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

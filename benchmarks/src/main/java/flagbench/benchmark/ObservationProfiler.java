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
 * Adds what {@link Network} observed during an iteration to JMH's result, as secondary metrics:
 *
 * <ul>
 *   <li>{@code requests} and {@code peakInFlight}: how many requests the server got, and how many
 *       at the same time; {@code repeats}: how many of them the client had to repeat because the
 *       server closed a kept connection.
 *   <li>{@code connections}: how many connections opened while the iteration ran; {@code
 *       serverLate}: the median of how many microseconds later than its conditions demand the
 *       server answered. Both slow an iteration down, but are not the style's doing.
 *   <li>{@code operations}: how many operations the iteration had.
 *   <li>{@code failed}: how many flags of an operation the server refused, where its conditions let
 *       it refuse any.
 *   <li>{@code warmUp}: how many seconds the warm-up took; {@code warmUpJit}: what the JIT used of
 *       one core at its end, in percent; {@code warmUpSteady}: 1 if the warm-up ended because the
 *       JVM was steady, 0 if it ended because its time was over; {@code jit}: what the JIT uses of
 *       one core during the iteration, in percent. A server in a process of its own counts as well.
 *   <li>{@code cpu}: what this JVM and the process of its server use of the cores that they may
 *       use, in percent; {@code otherCpu}: what other processes take of them ({@link
 *       CpuAllowance}).
 *   <li>{@code threads}: the largest number of platform threads alive at the same time, including
 *       those of JMH and of an embedded server, and the carriers of virtual threads; {@code
 *       allocated}: bytes of heap per flag, allocated by threads of any kind; {@code cpuPerFlag}:
 *       microseconds of CPU time per flag, including the garbage collector's and, except on Linux,
 *       the JIT's. They are costs of this JVM, which does not include a server elsewhere.
 * </ul>
 *
 * <p>The CPU time of a JVM advances in steps of 10 ms. Therefore {@code cpuPerFlag} of one
 * iteration with few flags means little and may even be negative; the mean of many iterations is
 * right. Emptying the sink, which is not part of the score, is included in {@code cpu} alone.
 *
 * <p>The observing itself is the state's and not this class's work, because the first iteration of
 * a profiler begins before the set-up of the state, which includes the warm-up.
 */
public final class ObservationProfiler implements InternalProfiler {

  /**
   * The observation of this fork. It is static because JMH creates the profiler and the state, one
   * of each in a fork, and gives neither a reference to the other.
   */
  private static volatile @Nullable Observation current;

  static void report(Observation observation) {
    current = observation;
  }

  @Override
  public String getDescription() {
    return "What the flag server counted, and the CPU time, memory and threads that a flag costs";
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

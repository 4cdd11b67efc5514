package flagbench.benchmark;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Decides from the last moments of a warm-up whether the JVM runs at a steady speed. Two conditions
 * must hold: the JIT is quiet, and operations do not get faster. Neither is enough alone. If calls
 * are rare, the JIT is quiet although much code is still interpreted. And operations may take
 * equally long for a while although a compilation is under way that will halve their time.
 */
final class SteadyState {

  /**
   * The JIT counts as quiet if it uses less than this percentage of one core. {@code
   * results/reference/steady.md} compares cells that were warmed up by this rule with forks that
   * ran for much longer.
   */
  private static final double MOST_JIT_PERCENT = 5;

  /**
   * Several operations in a row.
   *
   * @param operationNanos how long an operation took on average
   * @param nanos how long all of them took, including what was done between them
   * @param jitNanos how long the JIT worked meanwhile
   */
  record Batch(double operationNanos, long nanos, long jitNanos) {}

  private final Deque<Batch> window = new ArrayDeque<>();
  private final long windowNanos;
  private long seenNanos;

  /**
   * Creates a decision that has seen no batch yet.
   *
   * @param windowNanos how long the last moments are: the window holds the last batches that
   *     together took at least this long, and no more of them than that needs
   */
  SteadyState(long windowNanos) {
    this.windowNanos = windowNanos;
  }

  /** Adds the batch that ran last. */
  void add(Batch batch) {
    window.addLast(batch);
    seenNanos += batch.nanos;
    while (seenNanos - window.getFirst().nanos >= windowNanos) {
      seenNanos -= window.removeFirst().nanos;
    }
  }

  /** Whether both conditions hold over a whole window. */
  boolean isReached() {
    return seenNanos >= windowNanos
        && jitPercent() < MOST_JIT_PERCENT
        && !Trend.isFalling(window.stream().mapToDouble(Batch::operationNanos).toArray());
  }

  /** What the JIT used of one core during the window, in percent. */
  double jitPercent() {
    return 100.0 * window.stream().mapToLong(Batch::jitNanos).sum() / seenNanos;
  }
}

package flagbench.benchmark;

import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Tells from the last moments of a warm-up whether the JVM runs at a steady speed. Two conditions
 * must hold: the JIT is quiet, and operations do not get faster. Neither is enough by itself. Where
 * calls are rare, the JIT pauses while much is still interpreted; and operations take equally long
 * for a while before the compilation ends that halves their time.
 */
final class SteadyState {

  /** The JIT is quiet below this share of one core. */
  private static final double MOST_JIT_PERCENT = 5;

  /**
   * Several operations in a row.
   *
   * @param operationNanos how long one took on average
   * @param nanos how long all took, with what was done between them
   * @param jitNanos how long the JIT worked meanwhile
   */
  record Batch(double operationNanos, long nanos, long jitNanos) {}

  private final Deque<Batch> window = new ArrayDeque<>();
  private final long windowNanos;
  private long seenNanos;

  /** Looks at the last batches that together took this long or, by at most one batch, longer. */
  SteadyState(long windowNanos) {
    this.windowNanos = windowNanos;
  }

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

  /** What the JIT used of one core. */
  double jitPercent() {
    return 100.0 * window.stream().mapToLong(Batch::jitNanos).sum() / seenNanos;
  }
}

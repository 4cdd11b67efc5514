package flagbench.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.Executor;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Admission control: at most {@code capacity} requests are served at once, and the others wait in
 * the order in which they came. When {@code refuse} requests are served or wait, any more are
 * refused.
 */
final class Admission {
  private final int capacity;
  private final int refuse;
  private final Queue<LongConsumer> waiting = new ArrayDeque<>();
  private int served;

  /**
   * Creates an admission control that serves nothing yet.
   *
   * @param capacity {@link Integer#MAX_VALUE} for no limit
   * @param refuse {@link Integer#MAX_VALUE} to refuse nothing
   */
  Admission(int capacity, int refuse) {
    this.capacity = capacity;
    this.refuse = refuse;
  }

  /**
   * A request arrives. Unless it is refused, {@link #leave} must be called when it ends.
   *
   * @param serve receives the instant from which the request is served: at once if there is
   *     capacity, and otherwise by the executor when another request leaves
   * @return false if the request is refused, so that {@code serve} is never called
   */
  boolean arrive(long atNanos, Executor executor, LongConsumer serve) {
    synchronized (this) {
      if (served + waiting.size() >= refuse) {
        return false;
      }
      if (served == capacity) {
        waiting.add(
            freeNanos -> executor.execute(() -> serve.accept(Math.max(atNanos, freeNanos))));
        return true;
      }
      served++;
    }
    serve.accept(atNanos);
    return true;
  }

  /**
   * A request that was served ends. The next one that waits is served in its place.
   *
   * @param atNanos when it should have ended: a response that is late does not lower the capacity
   */
  void leave(long atNanos) {
    @Nullable LongConsumer next;
    synchronized (this) {
      next = waiting.poll();
      served -= next == null ? 1 : 0;
    }
    if (next != null) {
      next.accept(atNanos);
    }
  }

  /** The number of requests that wait. */
  synchronized int queued() {
    return waiting.size();
  }
}

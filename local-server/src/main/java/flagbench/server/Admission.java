package flagbench.server;

import java.util.ArrayDeque;
import java.util.Queue;
import java.util.function.LongConsumer;

/**
 * Decides which requests are served: at most {@code capacity} at once, while the rest wait in the
 * order they came; beyond {@code refuse} that are served or wait, further ones are refused.
 */
final class Admission {

  /** What becomes of a request when it arrives. */
  enum Decision {
    SERVED,
    WAITING,
    REFUSED
  }

  private final int capacity;
  private final int refuse;
  private final Queue<LongConsumer> waiting = new ArrayDeque<>();
  private int served;

  /**
   * @param capacity {@link Integer#MAX_VALUE} for no limit
   * @param refuse {@link Integer#MAX_VALUE} to refuse nothing
   */
  Admission(int capacity, int refuse) {
    this.capacity = capacity;
    this.refuse = refuse;
  }

  boolean isLimited() {
    return capacity != Integer.MAX_VALUE || refuse != Integer.MAX_VALUE;
  }

  /**
   * A request arrives. Unless it is refused, {@link #leave} must follow when it has been answered.
   *
   * @param serve called if the request has to wait, by whoever leaves and makes room for it; gets
   *     the instant at which there was room
   */
  synchronized Decision arrive(LongConsumer serve) {
    if (served + waiting.size() >= refuse) {
      return Decision.REFUSED;
    }
    if (served < capacity) {
      served++;
      return Decision.SERVED;
    }
    waiting.add(serve);
    return Decision.WAITING;
  }

  /**
   * A request that was served has been answered; the next one that waits takes its place.
   *
   * @param atNanos when its answer was due, so that being late costs no capacity
   */
  void leave(long atNanos) {
    LongConsumer next;
    synchronized (this) {
      next = waiting.poll();
      if (next == null) {
        served--;
        return;
      }
    }
    next.accept(atNanos);
  }

  /** How many requests wait. */
  synchronized int queued() {
    return waiting.size();
  }
}

package flagbench.server;

import java.util.ArrayDeque;
import java.util.Queue;

/** Lets so many in at once; the rest wait in the order they came. */
final class Admission {
  private final int limit;
  private final Queue<Runnable> waiting = new ArrayDeque<>();
  private int admitted;

  Admission(int limit) {
    this.limit = limit;
  }

  boolean isLimited() {
    return limit != Integer.MAX_VALUE;
  }

  /**
   * Runs a task now, on this thread, or when {@link #leave} makes room, on the thread that does.
   */
  void enter(Runnable task) {
    synchronized (waiting) {
      if (admitted == limit) {
        waiting.add(task);
        return;
      }
      admitted++;
    }
    task.run();
  }

  /** Whoever was let in leaves; the next in line enters. */
  void leave() {
    Runnable next;
    synchronized (waiting) {
      next = waiting.poll();
      if (next == null) {
        admitted--;
        return;
      }
    }
    next.run();
  }

  /** How many wait. */
  int queued() {
    synchronized (waiting) {
      return waiting.size();
    }
  }
}

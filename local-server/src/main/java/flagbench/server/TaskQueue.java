package flagbench.server;

import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a {@link DelayTimer}, and the decision when its thread has to look at them again. It
 * knows no threads and no clock but the one it is given, so that a test can count how often the
 * thread wakes up.
 */
final class TaskQueue {

  /**
   * A task that is due so soon is waited for by looking again at once. A wake-up from outside costs
   * more CPU than that: another thread wakes, writes to a pipe, and this thread returns from its
   * selector. Until November 2026 it was 100 µs; tasks 100 µs apart then kept the thread busy
   * although it had nothing to do.
   */
  private static final long LOOK_AGAIN_NANOS = 30_000;

  /**
   * A wake-up is asked for at most so long before its task is due. On the machine where it was
   * measured, a virtual one of two cores, wake-ups take 150 to 200 µs; longer ones are those that
   * found no free core, which asking earlier would not bring forward.
   */
  private static final long MAX_LEAD_NANOS = 200_000;

  /**
   * The timer is overloaded when a task is later than this, which is about as long as a thread
   * waits for a busy core. It then runs several tasks before its thread looks after other things.
   */
  private static final long OVERLOAD_NANOS = 4_000_000;

  private static final int TASKS_WHEN_OVERLOADED = 16;

  private record Task(long dueNanos, LongConsumer action) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return Long.signum(dueNanos - other.dueNanos);
    }
  }

  private final LongSupplier clock;
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();

  /** How long a wake-up takes at least, from the instant it is asked for: see {@link #wokenUp}. */
  private long leadNanos;

  /**
   * @param clock as {@link System#nanoTime}
   */
  TaskQueue(LongSupplier clock) {
    this.clock = clock;
  }

  /** Returns whether the task is now the first, so that a wake-up may have to be set anew. */
  boolean add(long dueNanos, LongConsumer action) {
    var task = new Task(dueNanos, action);
    tasks.add(task);
    return task.equals(tasks.peek());
  }

  /** Runs the first task if it is due; several if the timer is overloaded. */
  void runDue() {
    long now = clock.getAsLong();
    @Nullable Task first = tasks.peek();
    int most = first != null && now - first.dueNanos > OVERLOAD_NANOS ? TASKS_WHEN_OVERLOADED : 1;
    for (int i = 0; i < most && first != null && first.dueNanos - now <= 0; i++) {
      tasks.remove();
      first.action.accept(now - first.dueNanos);
      first = tasks.peek();
      now = clock.getAsLong();
    }
  }

  boolean isEmpty() {
    return tasks.isEmpty();
  }

  /** Whether a task is due, or so soon that a wake-up would cost more than looking again. */
  boolean mustLookAgain() {
    @Nullable Task first = tasks.peek();
    return first != null && first.dueNanos - clock.getAsLong() <= LOOK_AGAIN_NANOS;
  }

  /**
   * When to ask for a wake-up so that it comes when the first task is due: earlier by as long as a
   * wake-up takes at least, so that most come a little late rather than early and none has to be
   * asked for twice.
   *
   * @throws java.util.NoSuchElementException if there is no task
   */
  long wakeUpAtNanos() {
    return tasks.element().dueNanos - leadNanos;
  }

  /**
   * Learns how long wake-ups take on this machine: about as long as the shortest of late, since the
   * estimate falls to any shorter one at once and rises slowly.
   *
   * @param askedNanos the instant for which the wake-up that just came was asked
   */
  void wokenUp(long askedNanos) {
    long took = Math.min(clock.getAsLong() - askedNanos, MAX_LEAD_NANOS);
    if (took >= 0) {
      leadNanos = took < leadNanos ? took : leadNanos + (took - leadNanos) / 64;
    }
  }
}

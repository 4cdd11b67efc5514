package flagbench.server;

import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The tasks of a {@link DelayTimer}, and the decision when its thread has to wake up for them. This
 * class knows no threads and reads only the clock it is given, so that a test can count how often
 * the thread would wake up.
 */
final class TaskQueue {

  /**
   * For a task that is due within this time the thread polls instead of sleeping, since waking it
   * again would cost as much CPU: another thread wakes up and writes to a pipe, and this thread
   * returns from its selector.
   */
  private static final long POLL_NANOS = 50_000;

  /**
   * The longest that a wake-up may be scheduled before its task is due. Wake-ups took 0.2 to 0.5 ms
   * on the machine where this was measured, a virtual one with two cores. Those that took longer
   * had to wait for a free core, and scheduling them earlier did not bring them forward.
   */
  private static final long MAX_LEAD_NANOS = 400_000;

  /** By how much {@link #leadNanos} rises: so little that no single wake-up changes it much. */
  private static final long LEAD_STEP_NANOS = 2_000;

  /**
   * The timer is overloaded when its first task is later than this, which is about as long as a
   * thread waits for a busy core. Then it runs several tasks before its thread does other work.
   */
  private static final long OVERLOAD_NANOS = 4_000_000;

  /**
   * How many tasks an overloaded timer runs before its thread looks at its connections again: a
   * convention.
   */
  private static final int TASKS_WHEN_OVERLOADED = 16;

  private record Task(long dueNanos, LongConsumer action) {}

  private final LongSupplier clock;
  private final PriorityQueue<Task> tasks =
      // The difference, because System.nanoTime may overflow.
      new PriorityQueue<>((one, other) -> Long.signum(one.dueNanos - other.dueNanos));

  /** How long a wake-up takes from the instant for which it was scheduled: see {@link #wokeUp}. */
  private long leadNanos;

  /**
   * Creates an empty queue.
   *
   * @param clock returns what {@link System#nanoTime} does
   */
  TaskQueue(LongSupplier clock) {
    this.clock = clock;
  }

  /** Returns whether the task is now the first one, so that a wake-up has to be scheduled anew. */
  boolean add(long dueNanos, LongConsumer action) {
    var task = new Task(dueNanos, action);
    tasks.add(task);
    return task.equals(tasks.peek());
  }

  /** Runs the first task if it is due, and several if the timer is overloaded. */
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

  /** Whether a task is due, or so soon that the thread should poll instead of sleeping. */
  boolean shouldPoll() {
    @Nullable Task first = tasks.peek();
    return first != null && first.dueNanos - clock.getAsLong() <= POLL_NANOS;
  }

  /**
   * When to schedule the wake-up for the first task: before the task is due, by the time that a
   * wake-up is expected to take.
   *
   * @throws java.util.NoSuchElementException if there is no task
   */
  long wakeUpNanos() {
    return tasks.element().dueNanos - leadNanos;
  }

  /**
   * Learns how long wake-ups take on this machine. The estimate falls by three steps after a
   * wake-up that took less and rises by one step after any other, so it settles where a quarter of
   * the wake-ups take less. With a longer estimate the thread would often wake up too early and
   * have to poll.
   *
   * @param scheduledNanos the instant for which this wake-up had been scheduled
   */
  void wokeUp(long scheduledNanos) {
    long took = clock.getAsLong() - scheduledNanos;
    long step = took < leadNanos ? -3 * LEAD_STEP_NANOS : LEAD_STEP_NANOS;
    leadNanos = Math.clamp(leadNanos + step, 0, MAX_LEAD_NANOS);
  }
}

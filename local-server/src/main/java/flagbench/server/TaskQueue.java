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
   * A task that is due so soon is waited for by looking again at once, since a wake-up from outside
   * costs as much CPU: another thread wakes, writes to a pipe, and this thread returns from its
   * selector.
   */
  private static final long LOOK_AGAIN_NANOS = 50_000;

  /**
   * A wake-up is asked for at most so long before its task is due. On the machine where it was
   * measured, a virtual one of two cores, wake-ups take 0.2 to 0.5 ms; longer ones are those that
   * find no free core, which asking earlier would not bring forward.
   */
  private static final long MAX_LEAD_NANOS = 400_000;

  /** How fast {@link #leadNanos} follows. */
  private static final long LEAD_STEP_NANOS = 2_000;

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

  /**
   * How long most wake-ups take from the instant for which they are asked: see {@link #wokenUp}.
   */
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
   * When to ask for a wake-up for the first task: earlier than it is due by as long as most
   * wake-ups take.
   *
   * @throws java.util.NoSuchElementException if there is no task
   */
  long wakeUpAtNanos() {
    return tasks.element().dueNanos - leadNanos;
  }

  /**
   * Learns how long wake-ups take on this machine: a quarter of them come sooner than the estimate,
   * which falls by three steps for each of those and rises by one for each of the others. Were it
   * longer, the thread would often come too early and have to wait by looking again.
   *
   * @param askedNanos the instant for which the wake-up that just came was asked
   */
  void wokenUp(long askedNanos) {
    long took = clock.getAsLong() - askedNanos;
    long step = took < leadNanos ? -3 * LEAD_STEP_NANOS : LEAD_STEP_NANOS;
    leadNanos = Math.clamp(leadNanos + step, 0, MAX_LEAD_NANOS);
  }
}

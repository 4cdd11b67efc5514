package flagbench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.PriorityQueue;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelPipe;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Runs tasks on an I/O thread at an instant of {@link System#nanoTime}, never before it and late by
 * as little as the operating system allows. A waiting task is an entry in a heap and holds no
 * thread.
 *
 * <p>An I/O thread's own timers count whole milliseconds. Here an alarm rings when the first task
 * is due: it writes a byte to a pipe, which the I/O thread selects beside its connections. While
 * tasks are due the byte stays there, so the thread runs one, looks after the requests that came
 * meanwhile, and returns for the next. To run all that are due at once lets requests wait for
 * milliseconds in their sockets, so only a timer that is far behind runs several; to run them on
 * another thread makes that thread, this one and the clients wait for a core.
 */
final class DelayTimer implements AutoCloseable {

  /**
   * Nanoseconds: an alarm rings so early, which is about as long as its thread oversleeps and this
   * one takes to wake.
   */
  private static final long LEAD = 200_000;

  /**
   * Nanoseconds: a task due so soon is looked for again, since an alarm would cost more. Looking
   * takes CPU from the clients.
   */
  private static final long SOON = 100_000;

  /**
   * Nanoseconds: about as long as a thread waits for a busy core; more, and it is capacity that
   * lacks.
   */
  private static final long BEHIND = 4_000_000;

  /** So many tasks run at a time when the timer is behind. */
  private static final int BATCH = 16;

  private record Task(long dueNanos, LongConsumer action) implements Comparable<Task> {
    @Override
    public int compareTo(Task other) {
      return Long.signum(dueNanos - other.dueNanos);
    }
  }

  private final XnioIoThread thread;
  private final ScheduledExecutorService alarms;
  private final StreamSourceChannel bell;
  private final StreamSinkChannel rope;

  // The I/O thread's own:
  private final ByteBuffer rung = ByteBuffer.allocateDirect(8);
  private final PriorityQueue<Task> tasks = new PriorityQueue<>();
  private boolean ringing;
  private @Nullable Future<?> alarm;

  /**
   * A timer for one I/O thread.
   *
   * @param alarms rings, which takes microseconds
   * @throws UncheckedIOException if the process has no more files for the pipe
   */
  DelayTimer(XnioIoThread thread, ScheduledExecutorService alarms) {
    this.thread = thread;
    this.alarms = alarms;
    try {
      ChannelPipe<StreamSourceChannel, StreamSinkChannel> pipe = thread.createHalfDuplexPipe();
      bell = pipe.getLeftSide();
      rope = pipe.getRightSide();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    bell.getReadSetter().set(channel -> runDue());
    bell.resumeReads();
  }

  /**
   * Runs a task at an instant. To be called by any thread.
   *
   * @param task gets by how many nanoseconds it is late
   */
  void at(long dueNanos, LongConsumer task) {
    if (Thread.currentThread().equals(thread)) {
      add(new Task(dueNanos, task));
    } else {
      thread.execute(() -> add(new Task(dueNanos, task)));
    }
  }

  private void add(Task task) {
    tasks.add(task);
    if (!ringing && task.equals(tasks.peek())) {
      setAlarm(task);
    }
  }

  private void setAlarm(Task first) {
    if (alarm != null) {
      alarm.cancel(false);
    }
    alarm =
        alarms.schedule(
            this::ring, first.dueNanos - LEAD - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  private void ring() {
    try {
      int unused = rope.write(ByteBuffer.wrap(new byte[1]));
    } catch (IOException e) {
      // Closed: the tasks are forgotten.
    }
  }

  /** Called again and again while the bell rings. */
  private void runDue() {
    ringing = true;
    long now = System.nanoTime();
    @Nullable Task first = tasks.peek();
    int batch = first != null && now - first.dueNanos > BEHIND ? BATCH : 1;
    for (int i = 0; i < batch && first != null && first.dueNanos - now <= 0; i++) {
      tasks.remove();
      first.action.accept(now - first.dueNanos);
      first = tasks.peek();
      now = System.nanoTime();
    }
    if (first == null || first.dueNanos - now > SOON) {
      silence();
      if (first != null) {
        setAlarm(first);
      }
    }
  }

  private void silence() {
    ringing = false;
    rung.clear();
    try {
      int unused = bell.read(rung);
    } catch (IOException e) {
      // Closed, as above.
    }
  }

  /** Forgets what waits. */
  @Override
  public void close() {
    IoUtils.safeClose(bell, rope);
  }
}

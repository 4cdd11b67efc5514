package flagbench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
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
 * as little as the operating system allows. A waiting task is an entry in a {@link TaskQueue} and
 * holds no thread.
 *
 * <p>An I/O thread's own timers count whole milliseconds. So a scheduler's thread wakes it when the
 * first task is due, by writing a byte to a pipe that the I/O thread selects beside its
 * connections. While tasks are due, the byte stays in the pipe: the thread runs one task, looks
 * after the requests that came meanwhile, and returns for the next. Two other ways were tried. When
 * all tasks that are due run at once, requests wait for milliseconds in their sockets, so only an
 * overloaded timer runs several. When tasks run on a thread of their own, that thread, this one and
 * the clients wait for each other's cores.
 */
final class DelayTimer implements AutoCloseable {
  private final XnioIoThread thread;
  private final ScheduledExecutorService scheduler;
  private final StreamSourceChannel wakeUps;
  private final StreamSinkChannel wakeUpSink;

  // Used by the I/O thread alone:
  private final TaskQueue tasks = new TaskQueue(System::nanoTime);
  private final ByteBuffer readBytes = ByteBuffer.allocateDirect(8);
  private @Nullable WakeUp next;

  /** Whether the pipe holds a byte, so that the thread will look again without a wake-up. */
  private boolean isAwake;

  private record WakeUp(long atNanos, Future<?> scheduled) {}

  /**
   * A timer for one I/O thread.
   *
   * @param scheduler wakes the I/O thread, which takes its thread some microseconds
   * @throws UncheckedIOException if the process may open no more files for the pipe
   */
  DelayTimer(XnioIoThread thread, ScheduledExecutorService scheduler) {
    this.thread = thread;
    this.scheduler = scheduler;
    try {
      ChannelPipe<StreamSourceChannel, StreamSinkChannel> pipe = thread.createHalfDuplexPipe();
      wakeUps = pipe.getLeftSide();
      wakeUpSink = pipe.getRightSide();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    wakeUps.getReadSetter().set(channel -> onReadable());
    wakeUps.resumeReads();
  }

  /**
   * Runs a task at an instant. May be called by any thread.
   *
   * @param task gets by how many nanoseconds it is late
   */
  void at(long dueNanos, LongConsumer task) {
    if (Thread.currentThread().equals(thread)) {
      add(dueNanos, task);
    } else {
      thread.execute(() -> add(dueNanos, task));
    }
  }

  private void add(long dueNanos, LongConsumer task) {
    if (tasks.add(dueNanos, task) && !isAwake) {
      scheduleWakeUp();
    }
  }

  private void scheduleWakeUp() {
    if (next != null) {
      next.scheduled.cancel(false);
    }
    long now = System.nanoTime();
    long delayNanos = Math.max(0, tasks.wakeUpAtNanos() - now);
    next =
        new WakeUp(
            now + delayNanos, scheduler.schedule(this::wakeUp, delayNanos, TimeUnit.NANOSECONDS));
  }

  private void wakeUp() {
    try {
      int unused = wakeUpSink.write(ByteBuffer.wrap(new byte[1]));
    } catch (IOException e) {
      // The timer has been closed, and its tasks are forgotten.
    }
  }

  /** The selector calls this again and again while the pipe holds a byte. */
  private void onReadable() {
    if (!isAwake && next != null) {
      tasks.wokenUp(next.atNanos);
    }
    isAwake = true;
    tasks.runDue();
    if (!tasks.mustLookAgain()) {
      isAwake = false;
      emptyPipe();
      if (!tasks.isEmpty()) {
        scheduleWakeUp();
      }
    }
  }

  private void emptyPipe() {
    readBytes.clear();
    try {
      int unused = wakeUps.read(readBytes);
    } catch (IOException e) {
      // Closed, as above.
    }
  }

  /** Forgets the tasks that wait. */
  @Override
  public void close() {
    IoUtils.safeClose(wakeUps, wakeUpSink);
  }
}

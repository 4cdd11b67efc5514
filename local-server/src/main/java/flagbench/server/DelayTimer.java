package flagbench.server;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongConsumer;
import org.xnio.ChannelPipe;
import org.xnio.IoUtils;
import org.xnio.XnioIoThread;
import org.xnio.channels.StreamSinkChannel;
import org.xnio.channels.StreamSourceChannel;

/**
 * Runs tasks on an I/O thread at given instants of {@link System#nanoTime}: never early, and late
 * by as little as the operating system allows. A waiting task is an entry in a {@link TaskQueue}
 * and blocks no thread.
 *
 * <p>The timers of XNIO's I/O threads count whole milliseconds, which is too coarse. Therefore the
 * I/O thread selects a pipe beside its connections, and the thread of a scheduler writes a byte to
 * that pipe when the first task is due. As long as tasks are due the byte stays in the pipe, so
 * that the I/O thread returns from its selector at once: it runs one task, handles the requests
 * that have arrived meanwhile, and comes back for the next task.
 *
 * <p>Two other designs were tried. When all due tasks ran at once, new requests waited in their
 * sockets for milliseconds; so only an overloaded timer runs several. When tasks ran on a thread of
 * their own, that thread, the I/O thread and the clients waited for each other's cores.
 */
final class DelayTimer implements AutoCloseable {
  private final XnioIoThread thread;
  private final ScheduledExecutorService scheduler;
  private final ChannelPipe<StreamSourceChannel, StreamSinkChannel> pipe;

  // Only the I/O thread uses these:
  private final TaskQueue tasks = new TaskQueue(System::nanoTime);
  private Future<?> wakeUp = CompletableFuture.completedFuture(null);
  private long wakeUpNanos;

  /** Whether the pipe holds a byte, so that the thread comes back without another wake-up. */
  private boolean isPolling;

  /**
   * Creates the timer of one I/O thread.
   *
   * @param scheduler its thread wakes the I/O thread, which takes it some microseconds
   * @throws UncheckedIOException if the process may not open another pipe
   */
  DelayTimer(XnioIoThread thread, ScheduledExecutorService scheduler) {
    this.thread = thread;
    this.scheduler = scheduler;
    try {
      pipe = thread.createHalfDuplexPipe();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    pipe.getLeftSide().getReadSetter().set(channel -> onReadable());
    pipe.getLeftSide().resumeReads();
  }

  /**
   * Runs a task at an instant. Any thread may call this.
   *
   * @param task receives by how many nanoseconds it is late
   */
  void at(long dueNanos, LongConsumer task) {
    if (!Thread.currentThread().equals(thread)) {
      thread.execute(() -> at(dueNanos, task));
    } else if (tasks.add(dueNanos, task) && !isPolling) {
      scheduleWakeUp();
    }
  }

  private void scheduleWakeUp() {
    wakeUp.cancel(false);
    long now = System.nanoTime();
    long delayNanos = Math.max(0, tasks.wakeUpNanos() - now);
    wakeUpNanos = now + delayNanos;
    wakeUp = scheduler.schedule(this::writeByte, delayNanos, TimeUnit.NANOSECONDS);
  }

  private void writeByte() {
    try {
      int unused = pipe.getRightSide().write(ByteBuffer.wrap(new byte[1]));
    } catch (IOException e) {
      // The timer has been closed, and its tasks will never run.
    }
  }

  /** The selector calls this again and again while the pipe holds a byte. */
  private void onReadable() {
    if (!isPolling) {
      tasks.wokeUp(wakeUpNanos);
    }
    isPolling = true;
    tasks.runDue();
    if (!tasks.shouldPoll()) {
      isPolling = false;
      try {
        int unused = pipe.getLeftSide().read(ByteBuffer.allocate(8));
      } catch (IOException e) {
        // The timer has been closed.
      }
      if (!tasks.isEmpty()) {
        scheduleWakeUp();
      }
    }
  }

  /** Waiting tasks will never run. */
  @Override
  public void close() {
    IoUtils.safeClose(pipe.getLeftSide(), pipe.getRightSide());
  }
}

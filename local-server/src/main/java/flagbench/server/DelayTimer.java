package flagbench.server;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Delayed;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks at an instant of {@link System#nanoTime}, never before it and late by as little as the
 * operating system allows. A waiting task is an entry in a heap and holds no thread.
 *
 * <p>Whoever finds a task due runs it: the timer's thread, or an I/O thread that has come to add
 * one. Handing every task to the connection's I/O thread would cost a second wake-up, and that
 * thread's own timers count whole milliseconds; leaving all to the timer's thread makes all wait
 * where the kernel lets it wait, on busy cores for up to a tick.
 */
final class DelayTimer implements AutoCloseable {

  /** Nanoseconds by which a sleeping thread typically oversleeps, so it is woken so much early. */
  private static final long LEAD = 100_000;

  /** Nanoseconds: after so long without a task the next is worth spinning for. */
  private static final long QUIET = 150_000;

  private final ScheduledThreadPoolExecutor threads;
  private volatile long lastRunNanos = System.nanoTime();

  /** With so many threads, started at once since starting one takes longer than any task. */
  DelayTimer(int threadCount) {
    threads =
        new ScheduledThreadPoolExecutor(
            threadCount, Thread.ofPlatform().daemon().name("flag-timer-", 0).factory());
    // A server that is being closed forgets what comes too late.
    threads.setRejectedExecutionHandler(new ThreadPoolExecutor.DiscardPolicy());
    threads.prestartAllCoreThreads();
  }

  /**
   * Runs a task at an instant.
   *
   * @param task gets by how many nanoseconds it is late
   */
  void at(long dueNanos, LongConsumer task) {
    Future<?> unused =
        threads.schedule(
            () -> run(dueNanos, task), dueNanos - LEAD - System.nanoTime(), TimeUnit.NANOSECONDS);
  }

  /**
   * Runs a task that should have run already, if there is one; or, where another thread was
   * quicker, at worst the next one when its time has come, {@link #LEAD} from now. Not to be called
   * by a task.
   */
  void help() {
    BlockingQueue<Runnable> queue = threads.getQueue();
    if (queue.peek() instanceof Delayed first && first.getDelay(TimeUnit.NANOSECONDS) <= -LEAD) {
      @Nullable Runnable overdue = queue.poll();
      if (overdue != null) {
        overdue.run();
      }
    }
  }

  private void run(long dueNanos, LongConsumer task) {
    long now = System.nanoTime();
    // Among many tasks it spins for none: others need the core.
    boolean quiet = now - lastRunNanos > QUIET;
    while (now - dueNanos < 0) {
      if (quiet) {
        Thread.onSpinWait();
      } else {
        LockSupport.parkNanos(dueNanos - now);
      }
      now = System.nanoTime();
    }
    try {
      task.accept(now - dueNanos);
    } catch (RuntimeException e) {
      // The future, which would hold it, is nobody's.
      Thread thread = Thread.currentThread();
      thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
    }
    lastRunNanos = System.nanoTime();
  }

  /** Forgets what waits. */
  @Override
  public void close() {
    threads.shutdownNow();
  }
}

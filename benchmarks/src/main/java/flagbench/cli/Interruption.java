package flagbench.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * What Ctrl-C does between opening and closing this; the JVM then waits a moment for the thread
 * that opened it to come to its end.
 */
final class Interruption implements AutoCloseable {
  private static final long GRACE_MILLIS = 900;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Begins.
   *
   * @param stop makes the calling thread, which it is given, come to its end
   */
  Interruption(Consumer<Thread> stop) {
    Thread caller = Thread.currentThread();
    hook =
        new Thread(() -> {
          stop.accept(caller);
          try {
            boolean unused = ended.await(GRACE_MILLIS, TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            // Then the JVM ends without waiting.
          }
        });
    Runtime.getRuntime().addShutdownHook(hook);
  }

  @Override
  public void close() {
    ended.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is on its way out, and the hook with it.
    }
  }
}

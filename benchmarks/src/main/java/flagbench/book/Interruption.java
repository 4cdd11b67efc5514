package flagbench.book;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Says what Ctrl-C does from the opening of this to its closing. The JVM then waits a moment for
 * the thread that opened it, so that this thread can print what it has done.
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

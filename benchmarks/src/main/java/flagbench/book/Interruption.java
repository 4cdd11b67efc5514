package flagbench.book;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Decides what Ctrl-C does from the creation of this object until {@link #close()}. The JVM ends as
 * soon as its shutdown hooks have ended. The hook of this class stops the thread that created it,
 * and then waits until that thread has printed what was downloaded so far, but not for long.
 */
final class Interruption implements AutoCloseable {

  /** How long the hook waits. Service managers wait for seconds before they kill a process. */
  private static final long GRACE_MILLIS = 900;

  private final CountDownLatch ended = new CountDownLatch(1);
  private final Thread hook;

  /**
   * Registers what Ctrl-C does.
   *
   * @param stop is called with the thread that creates this, and makes it stop
   */
  Interruption(Consumer<Thread> stop) {
    Thread caller = Thread.currentThread();
    hook =
        new Thread(() -> {
          stop.accept(caller);
          try {
            boolean unused = ended.await(GRACE_MILLIS, TimeUnit.MILLISECONDS);
          } catch (InterruptedException e) {
            // Nothing interrupts a shutdown hook. If something did, the JVM would end at once.
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
      // The JVM is shutting down, so the hook runs already.
    }
  }
}

package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DelayTimerTest {

  @Test
  void everyTaskRunsOnceAndNoneBeforeItsTime() throws InterruptedException {
    var random = new Random(1);
    Queue<Long> late = new ConcurrentLinkedQueue<>();
    var done = new CountDownLatch(2000);
    try (var timer = new DelayTimer(2)) {
      for (int i = 0; i < 2000; i++) {
        long due = System.nanoTime() + random.nextInt(20_000_000) - 1_000_000;
        timer.at(
            due,
            nanos -> {
              late.add(Math.min(nanos, System.nanoTime() - due));
              done.countDown();
            });
        timer.help();
      }
      assertTrue(done.await(30, TimeUnit.SECONDS));
    }
    assertEquals(2000, late.size());
    assertTrue(late.stream().allMatch(nanos -> nanos >= 0), late::toString);
  }

  @Test
  void whoHelpsRunsOneOverdueTaskAtMost() throws InterruptedException {
    var busy = new CountDownLatch(1);
    var started = new CountDownLatch(1);
    Queue<Thread> ran = new ConcurrentLinkedQueue<>();
    try (var timer = new DelayTimer(1)) {
      timer.at(
          System.nanoTime(),
          late -> {
            started.countDown();
            awaitUninterruptibly(busy);
          });
      started.await();
      long overdue = System.nanoTime() - 1_000_000;
      timer.at(overdue, late -> ran.add(Thread.currentThread()));
      timer.at(overdue, late -> ran.add(Thread.currentThread()));
      do {
        timer.help();
      } while (ran.isEmpty());
      assertEquals(1, ran.size());
      assertEquals(Thread.currentThread(), ran.peek());
      busy.countDown();
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

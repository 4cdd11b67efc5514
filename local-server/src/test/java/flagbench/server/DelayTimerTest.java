package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.xnio.OptionMap;
import org.xnio.Options;
import org.xnio.Xnio;
import org.xnio.XnioIoThread;
import org.xnio.XnioWorker;

@Timeout(60)
class DelayTimerTest {
  /** Held here, because the level of a logger that nobody holds is forgotten. */
  private static final Logger XNIO = Logger.getLogger("org.xnio");

  private final ScheduledExecutorService alarms = Executors.newSingleThreadScheduledExecutor();
  private XnioWorker worker;
  private XnioIoThread thread;
  private DelayTimer timer;

  @BeforeEach
  void start() throws IOException {
    // XNIO prints its version as it starts, unless a FlagServer was there first.
    XNIO.setLevel(Level.SEVERE);
    worker =
        Xnio.getInstance()
            .createWorker(
                OptionMap.create(Options.WORKER_IO_THREADS, 1, Options.WORKER_NAME, "timer-test"));
    thread = worker.getIoThread();
    timer = new DelayTimer(thread, alarms);
  }

  @AfterEach
  void stop() throws InterruptedException {
    timer.close();
    alarms.shutdownNow();
    worker.shutdownNow();
    assertTrue(worker.awaitTermination(30, TimeUnit.SECONDS));
  }

  @Test
  void everyTaskRunsOnceOnTheThreadAndNoneBeforeItsTime() throws InterruptedException {
    var random = new Random(1);
    var early = new AtomicInteger();
    var elsewhere = new AtomicInteger();
    List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
    var done = new CountDownLatch(2000);
    for (int i = 0; i < 2000; i++) {
      int task = i;
      long due = System.nanoTime() + random.nextInt(20_000_000) - 1_000_000;
      timer.at(
          due,
          late -> {
            if (late < 0 || System.nanoTime() - due < late) {
              early.incrementAndGet();
            }
            if (!Thread.currentThread().equals(thread)) {
              elsewhere.incrementAndGet();
            }
            ran.add(task);
            done.countDown();
          });
    }
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertEquals(0, early.get());
    assertEquals(0, elsewhere.get());
    assertEquals(2000, ran.stream().distinct().count());
    assertEquals(2000, ran.size());
  }

  @Test
  void tasksRunInTheOrderInWhichTheyAreDue() throws InterruptedException {
    List<Integer> ran = Collections.synchronizedList(new ArrayList<>());
    var done = new CountDownLatch(100);
    thread.execute(() -> {
      long now = System.nanoTime();
      for (int i = 99; i >= 0; i--) {
        int task = i;
        timer.at(
            now + 1_000_000 + i * 20_000L,
            late -> {
              ran.add(task);
              done.countDown();
            });
      }
    });
    assertTrue(done.await(30, TimeUnit.SECONDS));
    assertEquals(ran.stream().sorted().toList(), ran);
  }

  @Test
  void howeverManyTasksAreDueTheThreadLooksAfterOtherThingsBetweenThem() throws Exception {
    var lookedAfter = new CompletableFuture<Boolean>();
    var other = new AtomicBoolean();
    thread.execute(() -> {
      long overdue = System.nanoTime() - 1_000_000_000;
      timer.at(overdue, late -> thread.execute(() -> other.set(true)));
      for (int i = 1; i < 100; i++) {
        timer.at(overdue + i, late -> {});
      }
      timer.at(overdue + 100, late -> lookedAfter.complete(other.get()));
    });
    assertTrue(lookedAfter.get(30, TimeUnit.SECONDS));
  }
}

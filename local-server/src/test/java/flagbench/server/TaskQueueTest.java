package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * How often the thread wakes up and how often it looks in vain, in a model of the machine: the
 * clock moves only when the thread waits, and by a few microseconds each time it looks.
 */
class TaskQueueTest {
  private static final long MICRO = 1000;

  /** One turn of the selector. */
  private static final long LOOK = 3 * MICRO;

  private long now;
  private int wakeUps;
  private int looks;
  private final List<Long> lateness = new ArrayList<>();
  private final TaskQueue queue = new TaskQueue(() -> now);

  @ParameterizedTest
  @CsvSource({"20", "60", "100", "150", "190"})
  void aTaskWakesTheThreadOnceHoweverFastWakeUpsAre(long wakeUpMicros) {
    run(2000, 1000 * MICRO, wakeUpMicros * MICRO);
    assertTrue(wakeUps <= 2000 * 1.05, () -> wakeUps + " wake-ups");
    assertTrue(looks <= 2 * 2000, () -> looks + " looks");
  }

  @ParameterizedTest
  @ValueSource(longs = {60, 80, 99, 150, 250})
  void tasksThatAreCloseTogetherDoNotKeepTheThreadLooking(long apartMicros) {
    run(2000, apartMicros * MICRO, 100 * MICRO);
    assertTrue(looks <= 6 * 2000, () -> looks + " looks");
    assertTrue(wakeUps <= 2000 * 1.05, () -> wakeUps + " wake-ups");
  }

  @ParameterizedTest
  @ValueSource(longs = {20, 60, 150})
  void onceWakeUpsAreKnownTasksAreHardlyLate(long wakeUpMicros) {
    run(2000, 1000 * MICRO, wakeUpMicros * MICRO);
    List<Long> later = lateness.subList(1000, 2000);
    assertTrue(later.stream().allMatch(late -> late >= 0 && late <= 30 * MICRO), later::toString);
  }

  @Test
  void aWakeUpThatComesEarlyIsNotAskedForAgainAndAgain() {
    run(500, 1000 * MICRO, 180 * MICRO);
    int before = wakeUps;
    // Now they are faster, and each of them comes 160 µs early until that has been learned.
    lateness.clear();
    run(500, 1000 * MICRO, 20 * MICRO);
    int after = wakeUps - before;
    assertTrue(after <= 550, () -> after + " wake-ups");
    assertTrue(lateness.stream().allMatch(late -> late >= 0));
  }

  @Test
  void anOverloadedTimerRunsSeveralTasksAtATime() {
    List<Integer> ran = new ArrayList<>();
    now = 1_000_000 * MICRO;
    for (int i = 0; i < 40; i++) {
      int task = i;
      queue.add(i, late -> ran.add(task));
    }
    queue.runDue();
    assertEquals(16, ran.size());
    assertTrue(queue.mustLookAgain());
    now = 4000 * MICRO;
    queue.runDue();
    assertEquals(17, ran.size(), "one at a time when it is 4 ms late at most");
  }

  /** Runs tasks so far apart, on a machine where a wake-up takes so long. */
  private void run(int tasks, long apart, long wakeUpTakes) {
    int done = lateness.size() + tasks;
    long first = now + 10 * apart;
    for (int i = 0; i < tasks; i++) {
      queue.add(first + i * apart, lateness::add);
    }
    while (lateness.size() < done) {
      long asked = Math.max(now, queue.wakeUpAtNanos());
      now = asked + wakeUpTakes;
      wakeUps++;
      queue.wokenUp(asked);
      do {
        queue.runDue();
        looks++;
        now += LOOK;
      } while (queue.mustLookAgain());
    }
  }
}

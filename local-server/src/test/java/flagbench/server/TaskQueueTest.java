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
 * Counts how often the thread wakes up and polls, in a model of the machine. The model's clock
 * moves only while the thread waits for a wake-up, and by a few microseconds each time it polls.
 */
class TaskQueueTest {
  private static final long MICRO = 1000;

  /** How long the selector takes to return once. */
  private static final long POLL = 3 * MICRO;

  private long now;
  private int wakeUps;
  private int polls;
  private final List<Long> lateness = new ArrayList<>();
  private final TaskQueue queue = new TaskQueue(() -> now);

  @ParameterizedTest
  @CsvSource({"20", "60", "100", "150", "190"})
  void aTaskWakesTheThreadOnceHoweverFastWakeUpsAre(long wakeUpMicros) {
    run(2000, 1000 * MICRO, wakeUpMicros * MICRO);
    assertTrue(wakeUps <= 2000 * 1.05, () -> wakeUps + " wake-ups");
    assertTrue(polls <= 2 * 2000, () -> polls + " polls");
  }

  @ParameterizedTest
  @ValueSource(longs = {60, 80, 99, 150, 250})
  void tasksThatAreCloseTogetherDoNotKeepTheThreadLooking(long apartMicros) {
    run(2000, apartMicros * MICRO, 100 * MICRO);
    assertTrue(polls <= 6 * 2000, () -> polls + " polls");
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
    // Wake-ups become faster, and come 160 µs too early until the queue has learned that.
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
    assertTrue(queue.shouldPoll());
    now = 4000 * MICRO;
    queue.runDue();
    assertEquals(17, ran.size(), "one at a time when it is 4 ms late at most");
  }

  /** Runs tasks at a given distance on a machine where a wake-up takes a given time. */
  private void run(int tasks, long apart, long wakeUpTakes) {
    int done = lateness.size() + tasks;
    long first = now + 10 * apart;
    for (int i = 0; i < tasks; i++) {
      queue.add(first + i * apart, lateness::add);
    }
    while (lateness.size() < done) {
      long scheduled = Math.max(now, queue.wakeUpNanos());
      now = scheduled + wakeUpTakes;
      wakeUps++;
      queue.wokeUp(scheduled);
      do {
        queue.runDue();
        polls++;
        now += POLL;
      } while (queue.shouldPoll());
    }
  }
}

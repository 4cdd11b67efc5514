package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private final List<Long> servedFrom = new ArrayList<>();
  private final List<Runnable> executed = new ArrayList<>();

  @Test
  void neverMoreThanTheCapacityAreServedAndAllInTheOrderTheyCame() {
    var random = new Random(1);
    for (int capacity = 1; capacity < 20; capacity++) {
      var admission = new Admission(capacity, Integer.MAX_VALUE);
      List<Integer> served = new ArrayList<>();
      int came = 0;
      int left = 0;
      while (left < 200) {
        if (came < 200 && random.nextBoolean()) {
          int number = came++;
          assertTrue(admission.arrive(0, Runnable::run, from -> served.add(number)));
        } else if (left < served.size()) {
          left++;
          admission.leave(0);
        }
        assertTrue(served.size() - left <= capacity);
        assertEquals(came - served.size(), admission.queued());
      }
      assertEquals(IntStream.range(0, 200).boxed().toList(), served);
    }
  }

  @Test
  void whoComesBeyondTheMostAtOnceIsRefusedAndTakesNoPlace() {
    var admission = new Admission(2, 5);
    for (int i = 0; i < 5; i++) {
      assertTrue(arrive(admission, i));
    }
    for (int i = 5; i < 8; i++) {
      assertFalse(arrive(admission, i));
    }
    assertEquals(List.of(0L, 1L), servedFrom);
    assertEquals(3, admission.queued());
    admission.leave(0);
    assertTrue(arrive(admission, 8), "one has left");
    assertFalse(arrive(admission, 9));
    assertEquals(3, admission.queued());
  }

  @Test
  void whoWaitedIsServedByItsExecutorFromWhenThereWasRoom() {
    var admission = new Admission(1, Integer.MAX_VALUE);
    arrive(admission, 5);
    arrive(admission, 6);
    arrive(admission, 7);
    admission.leave(9);
    assertEquals(List.of(5L), servedFrom);
    executed.removeFirst().run();
    assertEquals(List.of(5L, 9L), servedFrom);
  }

  @Test
  void nobodyIsServedFromBeforeTheyCame() {
    var admission = new Admission(1, Integer.MAX_VALUE);
    arrive(admission, 5);
    arrive(admission, 8);
    admission.leave(7);
    executed.removeFirst().run();
    assertEquals(List.of(5L, 8L), servedFrom);
  }

  private boolean arrive(Admission admission, long atNanos) {
    return admission.arrive(atNanos, executed::add, servedFrom::add);
  }
}

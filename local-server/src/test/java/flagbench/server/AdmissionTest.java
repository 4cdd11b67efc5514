package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.server.Admission.Decision;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

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
          if (admission.arrive(at -> served.add(number)) == Decision.SERVED) {
            served.add(number);
          }
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
    List<Decision> decisions = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      decisions.add(admission.arrive(at -> {}));
    }
    assertEquals(
        List.of(
            Decision.SERVED,
            Decision.SERVED,
            Decision.WAITING,
            Decision.WAITING,
            Decision.WAITING,
            Decision.REFUSED,
            Decision.REFUSED,
            Decision.REFUSED),
        decisions);
    admission.leave(0);
    assertEquals(Decision.WAITING, admission.arrive(at -> {}), "one has left");
    assertEquals(Decision.REFUSED, admission.arrive(at -> {}));
  }

  @Test
  void whoWaitedLearnsWhenThereWasRoom() {
    var admission = new Admission(1, Integer.MAX_VALUE);
    List<Long> since = new ArrayList<>();
    admission.arrive(since::add);
    admission.arrive(since::add);
    admission.leave(7);
    assertEquals(List.of(7L), since);
  }

  @Test
  void withoutConditionsNothingIsLimited() {
    assertFalse(new Admission(Integer.MAX_VALUE, Integer.MAX_VALUE).isLimited());
    assertTrue(new Admission(1, Integer.MAX_VALUE).isLimited());
    assertTrue(new Admission(Integer.MAX_VALUE, 1).isLimited());
  }
}

package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AdmissionTest {

  @Test
  void neverMoreThanTheLimitAreInAndAllEnterInTheOrderTheyCame() {
    var random = new Random(1);
    for (int limit = 1; limit < 20; limit++) {
      var admission = new Admission(limit);
      List<Integer> entered = new ArrayList<>();
      int came = 0;
      int left = 0;
      while (left < 200) {
        if (came < 200 && random.nextBoolean()) {
          int number = came++;
          admission.enter(() -> entered.add(number));
        } else if (left < entered.size()) {
          left++;
          admission.leave();
        }
        assertTrue(entered.size() - left <= limit);
        assertEquals(came - entered.size(), admission.queued());
      }
      assertEquals(IntStream.range(0, 200).boxed().toList(), entered);
    }
  }
}

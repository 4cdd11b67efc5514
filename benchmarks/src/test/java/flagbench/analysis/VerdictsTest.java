package flagbench.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class VerdictsTest {

  /** 12 % slower; its interval alone is beyond 5 %, with a probability of 0.008 against nothing. */
  private static final Ratio BARELY = ratio(0.112, 0.026);

  private static final Ratio EQUAL = ratio(0.001, 0.01);

  @Test
  void whatIsSlowerByItselfMayBeChanceAmongMany() {
    assertEquals(List.of(Verdict.SLOWER), Verdicts.of(List.of(Optional.of(BARELY)), 0.05));
    assertEquals(List.of(Verdict.SLOWER, Verdict.SAME), of(BARELY, 1));
    assertEquals(Verdict.INCONCLUSIVE, of(BARELY, 100).getFirst());
    assertEquals(Verdict.SAME, of(BARELY, 100).getLast());
  }

  @Test
  void aFasterRowMayBeChanceAmongMany() {
    assertEquals(Verdict.FASTER, of(BARELY.inverse(), 1).getFirst());
    assertEquals(Verdict.INCONCLUSIVE, of(BARELY.inverse(), 100).getFirst());
  }

  @Test
  void manyThatAreSlowerBearEachOtherOut() {
    List<Optional<Ratio>> rows = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      rows.add(Optional.of(i % 2 == 0 ? BARELY : EQUAL));
    }
    assertEquals(Verdict.SLOWER, Verdicts.of(rows, 0.05).getFirst());
  }

  @Test
  void aRowThatCannotBeJudgedIsInconclusiveAndCountsForNoOther() {
    List<Optional<Ratio>> rows = new ArrayList<>(List.of(Optional.of(BARELY)));
    for (int i = 0; i < 100; i++) {
      rows.add(Optional.empty());
    }
    assertEquals(Verdict.SLOWER, Verdicts.of(rows, 0.05).getFirst());
    assertEquals(Verdict.INCONCLUSIVE, Verdicts.of(rows, 0.05).getLast());
  }

  private static List<Verdict> of(Ratio first, int others) {
    List<Optional<Ratio>> rows = new ArrayList<>(List.of(Optional.of(first)));
    for (int i = 0; i < others; i++) {
      rows.add(Optional.of(EQUAL));
    }
    return Verdicts.of(rows, 0.05);
  }

  /** Of five pairs. */
  private static Ratio ratio(double mean, double deviation) {
    double step = deviation / Math.sqrt(2.5);
    return Ratio.paired(
        new double[] {mean - 2 * step, mean - step, mean, mean + step, mean + 2 * step});
  }
}

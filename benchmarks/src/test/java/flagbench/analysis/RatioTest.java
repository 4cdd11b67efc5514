package flagbench.analysis;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class RatioTest {

  /** Pairs of runs to simulate, of 27 cells each; {@code -Dflagbench.trials=5000} for more. */
  private static final int TRIALS = Integer.getInteger("flagbench.trials", 200);

  private static final int CELLS = 27;

  @Test
  void anIntervalIsWelchsOnTheLogarithmsOfForkMeans() {
    // Logarithms 0, 1, 2 and 2, 4: means 1 and 3, variances 1 and 2, so 1/3 + 2/2 in all;
    // (4/3)^2 / ((1/3)^2 / 2 + 1^2 / 1) = 1.684 degrees of freedom, of which t is 5.176.
    Ratio ratio = Ratio.of(forks(1, Math.E, Math.exp(2)), forks(Math.exp(2), Math.exp(4)), 1);
    assertEquals(Math.exp(2), ratio.value(), 1e-9);
    assertEquals(5.176 * Math.sqrt(4 / 3.0), ratio.half(), 0.001);
  }

  @Test
  void anIntervalHoldsTheTrueRatioInNineteenOfTwentyTrials() {
    var random = new Random(11);
    int held = 0;
    for (int i = 0; i < TRIALS * CELLS; i++) {
      double truth = Math.exp(0.2 * random.nextGaussian());
      Ratio ratio = Ratio.of(noisy(random, 100, 0.03), noisy(random, 100 * truth, 0.06), 1);
      held += ratio.lower() <= truth && truth <= ratio.upper() ? 1 : 0;
    }
    assertEquals(0.95, (double) held / (TRIALS * CELLS), 0.02);
  }

  @Test
  void ofEqualDistributionsHardlyAnyIsCalledFasterOrSlower() {
    var random = new Random(12);
    int wrong = 0;
    for (int i = 0; i < TRIALS * CELLS; i++) {
      double noise = new double[] {0.01, 0.03, 0.10}[i % 3];
      Verdict verdict =
          Ratio.of(noisy(random, 100, noise), noisy(random, 100, noise), 1).verdict(0.05);
      wrong += verdict == Verdict.SLOWER || verdict == Verdict.FASTER ? 1 : 0;
    }
    assertTrue(wrong < 0.01 * TRIALS * CELLS, wrong + " of " + TRIALS * CELLS);
  }

  @Test
  void aTrueDifferenceIsSeenWhereNoiseIsSmall() {
    var random = new Random(13);
    int seen = 0;
    for (int i = 0; i < 500; i++) {
      seen +=
          Ratio.of(noisy(random, 100, 0.01), noisy(random, 110, 0.01), 1).verdict(0.05)
                  == Verdict.SLOWER
              ? 1
              : 0;
    }
    assertTrue(seen > 450, seen + " of 500");
  }

  /**
   * Resampling forks, and iterations within them, knows nothing of normal distributions; with many
   * forks it must agree.
   */
  @Test
  void aHierarchicalBootstrapAgrees() {
    var random = new Random(14);
    for (int i = 0; i < 5; i++) {
      CellResult before = noisy(random, 100, 0.05, 40);
      CellResult after = noisy(random, 120, 0.08, 30);
      Ratio ratio = Ratio.of(before, after, 1);
      double[] resampled =
          IntStream.range(0, 2000)
              .mapToDouble(unused -> resampledMean(random, after) - resampledMean(random, before))
              .sorted()
              .toArray();
      double lower = resampled[49];
      double upper = resampled[1949];
      assertEquals(Math.log(ratio.lower()), lower, 0.25 * ratio.half());
      assertEquals(Math.log(ratio.upper()), upper, 0.25 * ratio.half());
    }
  }

  @Test
  void atTheStatedSpreadTheIntervalOfEqualForksJustFits() {
    for (int forks : new int[] {5, 10}) {
      double spread = Ratio.welch(new double[forks], new double[forks]).spreadForSame(0.05);
      double[] logs = ofDeviation(spread, forks);
      assertEquals(Math.log1p(0.05), Ratio.welch(logs, logs).half(), 1e-9);
      // The difference of two forks spreads by the root of two more than each.
      double paired = Ratio.paired(new double[forks]).spreadForSame(0.05);
      assertEquals(Math.log1p(0.05), Ratio.paired(ofDeviation(paired, forks)).half(), 1e-9);
    }
  }

  private static double[] ofDeviation(double deviation, int count) {
    double[] values = new double[count];
    Arrays.setAll(values, i -> i);
    double mean = Arrays.stream(values).average().orElseThrow();
    double scale = deviation / Estimate.deviation(values);
    Arrays.setAll(values, i -> (i - mean) * scale);
    return values;
  }

  @Test
  void anIntervalOfPairsIsStudentsOnTheDifferencesOfLogarithms() {
    // Differences 1, 2, 3: mean 2, standard error 1/sqrt(3), t of 2 degrees of freedom 4.303.
    Ratio ratio = Ratio.paired(new double[] {1, 2, 3});
    assertEquals(Math.exp(2), ratio.value(), 1e-9);
    assertEquals(4.303 / Math.sqrt(3), ratio.half(), 0.001);
  }

  @Test
  void forksOfOneRoundOfTwoArmsArePairsWhateverTheirOrderInTheFile() {
    CellResult before = arm("A", new int[] {1, 2, 3}, 100, 200, 400);
    CellResult after = arm("B", new int[] {3, 1, 2}, 440, 110, 220);
    Ratio ratio = Ratio.of(before, after, 1);
    assertTrue(ratio.isPaired());
    assertEquals(1.1, ratio.value(), 1e-9);
    assertEquals(0, ratio.half(), 1e-9);
  }

  @Test
  void aRoundThatOneArmLacksIsNoPairAndRunsApartHaveNone() {
    CellResult before = arm("A", new int[] {1, 2, 3}, 100, 200, 400);
    Ratio two = Ratio.of(before, arm("B", new int[] {1, 3}, 110, 440), 1);
    assertEquals(2, two.forks());
    assertEquals(1.1, two.value(), 1e-9);
    assertFalse(Ratio.of(before, before, 1).isPaired());
    var apart = before.json().withObject("/run").put("pair", "another").put("arm", "B");
    assertFalse(Ratio.of(before, before.with("run", apart), 1).isPaired());
  }

  @Test
  void aProbabilityIsThatOfTheInterval() {
    Ratio ratio = Ratio.paired(new double[] {0.1, 0.12, 0.11, 0.08, 0.09});
    assertEquals(0.025, ratio.pValue(ratio.log() - ratio.half()), 1e-6);
    assertEquals(0.5, ratio.pValue(ratio.log()), 1e-9);
    assertEquals(1, Ratio.of(forks(1), forks(2), 1).pValue(0));
  }

  private static CellResult arm(String letter, int[] rounds, double... means) {
    CellResult result = forks(means);
    var run = result.json().withObject("/run").put("pair", "one run").put("arm", letter);
    for (int i = 0; i < rounds.length; i++) {
      ((ObjectNode) run.path("forks").path(i)).put("round", rounds[i]);
    }
    return result.with("run", run);
  }

  @Test
  void oneForkTellsNoInterval() {
    Ratio ratio = Ratio.of(forks(100, 101), forks(200), 1);
    assertEquals(2, ratio.value(), 0.02);
    assertFalse(ratio.isBounded());
    assertEquals(Verdict.INCONCLUSIVE, ratio.verdict(0.05));
  }

  @Test
  void aScoreThatIsNotAboveZeroHasNoRatio() {
    for (double score : new double[] {0, -1, Double.NaN}) {
      assertThrows(IllegalArgumentException.class, () -> Ratio.of(forks(1, 2), forks(1, score), 1));
    }
  }

  @Test
  void scoresWithoutSpreadHaveAnIntervalOfOnePoint() {
    Ratio ratio = Ratio.of(forks(100, 100), forks(110, 110), 1);
    assertEquals(ratio.lower(), ratio.upper());
    assertEquals(Verdict.SLOWER, ratio.verdict(0.05));
  }

  @Test
  void whereForksWereAddedTheSpreadIsThePilots() {
    CellResult before = forks(99, 101, 100, 100, 100, 100);
    var run = before.json().withObject("/run").put("pilotForks", 2);
    Ratio all = Ratio.of(before, before, 1);
    Ratio pilot = Ratio.of(before.with("run", run), before.with("run", run), 1);
    assertTrue(pilot.half() > 3 * all.half(), pilot + " " + all);
  }

  private static CellResult forks(double... means) {
    return result(
        cell("async"),
        Arrays.stream(means).mapToObj(mean -> new double[] {mean}).toArray(double[][]::new));
  }

  private static CellResult noisy(Random random, double median, double forkNoise) {
    return noisy(random, median, forkNoise, 5);
  }

  /** Log-normal noise between forks, and a tenth of it between a fork's three iterations. */
  private static CellResult noisy(Random random, double median, double forkNoise, int forks) {
    double[][] scores = new double[forks][3];
    for (double[] fork : scores) {
      double mean = median * Math.exp(forkNoise * random.nextGaussian());
      Arrays.setAll(fork, i -> mean * Math.exp(0.1 * forkNoise * random.nextGaussian()));
    }
    return result(cell("async"), scores);
  }

  private static double resampledMean(Random random, CellResult result) {
    double[][] forks = result.forks();
    double sum = 0;
    for (int i = 0; i < forks.length; i++) {
      double[] fork = forks[random.nextInt(forks.length)];
      double iterations = 0;
      for (int j = 0; j < fork.length; j++) {
        iterations += fork[random.nextInt(fork.length)];
      }
      sum += Math.log(iterations / fork.length);
    }
    return sum / forks.length;
  }
}

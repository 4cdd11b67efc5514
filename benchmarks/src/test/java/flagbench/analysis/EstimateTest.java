package flagbench.analysis;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimateTest {

  @Test
  void anIntervalIsStudentsOverForkMeans() {
    // Mean 3, standard deviation sqrt(2.5), t(4) = 2.7764.
    Estimate estimate = Estimate.of(new double[] {1, 2, 3, 4, 5});
    assertEquals(3, estimate.mean());
    assertEquals(2.7764 * Math.sqrt(2.5 / 5), estimate.half(), 1e-4);
    assertEquals(5, estimate.forks());
  }

  @Test
  void quantilesOfFractionalDegreesOfFreedomAreTheLibrarys() {
    for (double degrees = 1; degrees < 40; degrees += 0.07) {
      double library = Estimate.quantile(degrees, 0.95);
      assertEquals(1, Estimate.quantile(degrees) / library, 1e-6, degrees + " degrees");
    }
  }

  @Test
  void oneForkSaysNothingAboutItsError() {
    assertEquals(Double.POSITIVE_INFINITY, Estimate.of(new double[] {42}).half());
    assertThrows(IllegalArgumentException.class, () -> Estimate.of(new double[0]));
  }

  @Test
  void aNegativeNumberOfPilotForksInADamagedFileGivesNoInterval() {
    CellResult result = result(cell("async"), new double[][] {{50}, {51}, {52}});
    var run = result.json().withObject("/run").put("pilotForks", -1);
    assertEquals(Double.POSITIVE_INFINITY, Estimate.of(result.with("run", run)).half());
  }

  @Test
  void anIntervalHoldsTheTrueMeanInNineteenOfTwentyRuns() {
    var random = new Random(7);
    int trials = 4000;
    int held = 0;
    for (int i = 0; i < trials; i++) {
      double[] forks = random.doubles(5).map(unused -> 100 + 3 * random.nextGaussian()).toArray();
      Estimate estimate = Estimate.of(forks);
      held += Math.abs(estimate.mean() - 100) <= estimate.half() ? 1 : 0;
    }
    assertEquals(0.95, (double) held / trials, 0.012);
  }

  @Test
  void twoStagesHoldTheTrueMeanInNineteenOfTwentyRunsAndAreAsNarrowAsAsked() {
    assertEquals(0.95, twoStages(5), 0.012);
  }

  /** Why the spread is the pilot's: with that of all forks the interval holds 92 %. */
  @Test
  void lookingAtTheSpreadAgainWouldPromiseTooMuch() {
    assertTrue(twoStages(Integer.MAX_VALUE) < 0.93);
  }

  private static double twoStages(int forksThatTellTheSpread) {
    var random = new Random(8);
    int trials = 4000;
    int held = 0;
    for (int i = 0; i < trials; i++) {
      double[] pilot = random.doubles(5).map(unused -> 100 + 5 * random.nextGaussian()).toArray();
      double[] all = Arrays.copyOf(pilot, Estimate.forksNeeded(pilot, 0.03));
      for (int j = pilot.length; j < all.length; j++) {
        all[j] = 100 + 5 * random.nextGaussian();
      }
      Estimate estimate = Estimate.of(all, forksThatTellTheSpread);
      assertTrue(
          forksThatTellTheSpread > 5 || estimate.half() <= 0.0301 * Estimate.of(pilot).mean());
      held += Math.abs(estimate.mean() - 100) <= estimate.half() ? 1 : 0;
    }
    return (double) held / trials;
  }

  @Test
  void aPilotThatIsPreciseEnoughNeedsNoFurtherFork() {
    assertEquals(5, Estimate.forksNeeded(new double[] {100, 100.1, 99.9, 100, 100.1}, 0.03));
  }

  @Test
  void aNoisyPilotNeedsMoreForksTheNarrowerTheIntervalIsToBe() {
    double[] pilot = {90, 110, 100, 95, 105};
    int some = Estimate.forksNeeded(pilot, 0.05);
    int many = Estimate.forksNeeded(pilot, 0.025);
    assertEquals((int) Math.ceil(Math.pow(2.776445 * Estimate.deviation(pilot) / 5, 2)), some);
    assertEquals(4.0, (double) many / some, 0.2);
  }
}

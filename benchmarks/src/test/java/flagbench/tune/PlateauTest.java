package flagbench.tune;

import static flagbench.result.Results.cell;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalInt;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Execution(ExecutionMode.CONCURRENT)
class PlateauTest {

  @ParameterizedTest
  @CsvSource({
    "200, 50ms, 1000, 1 2 3 4 5 6 8 10 12 15 20 25 29 40 50 67 100 200",
    "200, 0ms, 1000, 1 2 3 4 5 6 8 10 12 15 20 25 30 40 50 60 80 100 120 150 200",
    "20, 50ms, 1000, 1 2 3 4 5 7 10 20",
    "2000, 5ms, 16, 1 2 3 4 5 6 8 10 12 15 16",
    "7, book, 1000, 1 2 3 4 5 6 7",
    "1, 50ms, 1000, 1",
  })
  void numbersOfWorkersGrowByAQuarterAndSkipThoseThatNeedAsManyRounds(
      int flags, String latency, int most, String expected) {
    var counts = new WorkerCounts(cell("async", "flags=" + flags, "latency=" + latency), most, 0);
    assertEquals(
        Arrays.stream(expected.split(" ", -1)).map(Integer::valueOf).toList(),
        List.copyOf(counts.all()));
    assertTrue(counts.all().containsAll(counts.every(3)));
    assertTrue(counts.every(3).containsAll(counts.every(6)));
    assertEquals(counts.all().last(), counts.every(6).last());
  }

  /** Only a file that somebody changed has so many flags, and it must not stop a report. */
  @Test
  void aBillionFlagsHaveNumbersOfWorkersToo() {
    var counts = new WorkerCounts(cell("async", "flags=999999999"), 999_999_999, 0);
    assertEquals(1, counts.all().first());
    assertEquals(999_999_999, counts.all().last());
  }

  @Test
  void aCurveThatRisesAndFallsIsItsOwnFit() {
    double[] curve = {1, 2, 4, 4, 3, 0};
    assertArrayEquals(curve, Unimodal.fit(curve, new double[] {1, 2, 1, 3, 1, 1}));
  }

  /** Compares with the definition of isotonic regression, for every place of the peak. */
  @Test
  void noOtherCurveThatRisesAndFallsIsNearer() {
    var random = new SplittableRandom(7);
    for (int trial = 0; trial < 500; trial++) {
      int length = 1 + random.nextInt(8);
      double[] values = random.doubles(length, 0, 1).toArray();
      double[] weights = random.doubles(length, 0.5, 3).toArray();
      double[] fitted = Unimodal.fit(values, weights);
      assertTrue(risesThenFalls(fitted), () -> Arrays.toString(fitted));
      double least = Double.POSITIVE_INFINITY;
      for (int peak = 0; peak <= length; peak++) {
        least = Math.min(least, error(values, weights, bestWithPeak(values, weights, peak)));
      }
      assertEquals(least, error(values, weights, fitted), 1e-9);
    }
  }

  @Test
  void theSmallestNumberThatIsAsGoodAsTheBestIsTheAnswer() {
    var plateau = new Plateau(makespans("10=200 20=104 40=100 80=100 160=130"), 0.05, 1);
    assertEquals(20, plateau.recommended());
    assertEquals(20, plateau.from());
    assertEquals(80, plateau.to());
    assertEquals(1, plateau.relative(40));
    assertEquals(100.0 / 130, plateau.relative(160), 1e-9);
  }

  @Test
  void oneForkUnlikeItsThreeSiblingsIsNamedAndMovesTheirNumberByLittle() {
    NavigableMap<Integer, double[]> makespans = makespans("10=200 20=100 40=100");
    double half = new Plateau(makespans, 0.05, 1).makespan(20).half();
    assertEquals(OptionalInt.empty(), new Plateau(makespans, 0.05, 1).outlier());
    makespans.put(20, new double[] {100, 250, 100, 100});
    var plateau = new Plateau(makespans, 0.05, 1);
    assertEquals(OptionalInt.of(20), plateau.outlier());
    assertTrue(plateau.makespan(20).mean() > 100.5, "it counts");
    assertEquals(100, plateau.makespan(20).mean(), 3);
    assertTrue(plateau.makespan(20).half() > 1.2 * half);
    assertEquals(20, plateau.recommended());
  }

  @Test
  void twoModesLeaveTheirNumberUncertain() {
    NavigableMap<Integer, double[]> makespans = makespans("10=200 20=100 40=100");
    makespans.put(20, new double[] {100, 125, 100, 125});
    var plateau = new Plateau(makespans, 0.05, 1);
    assertEquals(40, plateau.recommended());
    assertTrue(plateau.agreement(20) > 0.05, "it may still be as good as the best");
    assertTrue(plateau.makespan(20).half() > 4 * plateau.makespan(40).half());
  }

  /** Forks scatter by 15 %, as was measured without latency, so that 20 may be much slower. */
  @Test
  void whereNoNumberIsCertainTheMostProbableIsTheAnswer() {
    NavigableMap<Integer, double[]> makespans = new TreeMap<>();
    makespans.put(10, new double[] {210, 170, 190});
    makespans.put(20, new double[] {112, 90, 126, 104});
    makespans.put(40, new double[] {88, 116, 95, 110});
    makespans.put(80, new double[] {150, 115, 132});
    var plateau = new Plateau(makespans, 0.05, 1);
    assertTrue(plateau.agreement(20) > 0.5, "20 probably are as good as the best");
    assertTrue(plateau.agreement(40) < Plateau.CONFIDENCE, "40 are not certain either");
    assertEquals(40, plateau.recommended());
    assertEquals(20, plateau.probable());
  }

  /** The spread is 1 % with few workers and 6 % with many, as was measured without latency. */
  @Test
  void everyNumberHasASpreadOfItsOwn() {
    var random = new SplittableRandom(5);
    NavigableMap<Integer, double[]> makespans = new TreeMap<>();
    for (int workers : List.of(5, 10, 20, 40)) {
      double spread = workers == 40 ? 0.06 : 0.01;
      makespans.put(
          workers,
          random
              .doubles(12)
              .map(unused -> 100 * Math.exp(spread * random.nextGaussian()))
              .toArray());
    }
    var plateau = new Plateau(makespans, 0.05, 1);
    assertTrue(plateau.makespan(40).half() > 2 * plateau.makespan(5).half());
    assertEquals(1, plateau.agreement(5), 0.02);
  }

  /**
   * If the true throughput is exactly at the edge, a certain answer may be wrong 1 time of 20.
   * {@code -Dflagbench.trials=5000} tries it more often.
   */
  @ParameterizedTest
  @CsvSource({"0.01, 2", "0.01, 4", "0.03, 3", "0.05, 3", "0.1, 4"})
  void whatIsSureIsSeldomWrong(double noise, int forks) {
    var random = new SplittableRandom(11);
    int wrong = 0;
    int trials = Integer.getInteger("flagbench.trials", 500);
    for (int trial = 0; trial < trials; trial++) {
      NavigableMap<Integer, double[]> makespans = new TreeMap<>();
      for (int workers : List.of(10, 20, 40, 80)) {
        double truth = workers == 10 ? 100 / 0.95 : 100;
        makespans.put(
            workers,
            random
                .doubles(forks)
                .map(unused -> truth * Math.exp(noise * random.nextGaussian()))
                .toArray());
      }
      wrong += new Plateau(makespans, 0.05, trial).agreement(10) >= Plateau.CONFIDENCE ? 1 : 0;
    }
    assertTrue(wrong <= 0.07 * trials, wrong + " of " + trials);
  }

  /** Four forks of each number of workers, which differ by half a percent. */
  private static NavigableMap<Integer, double[]> makespans(String means) {
    NavigableMap<Integer, double[]> makespans = new TreeMap<>();
    for (String mean : means.split(" ", -1)) {
      List<String> parts = List.of(mean.split("=", -1));
      double millis = Double.parseDouble(parts.getLast());
      makespans.put(
          Integer.valueOf(parts.getFirst()),
          new double[] {millis, millis * 1.005, millis / 1.005, millis});
    }
    return makespans;
  }

  /**
   * The best fit that rises before a place and falls from there on, by the definition of isotonic
   * regression as the maximum of minima of means (Barlow et al.).
   */
  private static double[] bestWithPeak(double[] values, double[] weights, int peak) {
    double[] best = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      boolean rising = i < peak;
      double outer = Double.NEGATIVE_INFINITY;
      for (int far = rising ? 0 : peak; far <= (rising ? i : values.length - 1); far++) {
        if (rising || far >= i) {
          double inner = Double.POSITIVE_INFINITY;
          for (int near = rising ? i : peak; near <= (rising ? peak - 1 : i); near++) {
            inner =
                Math.min(inner, mean(values, weights, Math.min(far, near), Math.max(far, near)));
          }
          outer = Math.max(outer, inner);
        }
      }
      best[i] = outer;
    }
    return best;
  }

  private static double mean(double[] values, double[] weights, int from, int to) {
    double sum = 0;
    double weight = 0;
    for (int i = from; i <= to; i++) {
      sum += weights[i] * values[i];
      weight += weights[i];
    }
    return sum / weight;
  }

  private static boolean risesThenFalls(double[] values) {
    List<Double> changes = new ArrayList<>();
    for (int i = 1; i < values.length; i++) {
      if (values[i] != values[i - 1]) {
        changes.add(Math.signum(values[i] - values[i - 1]));
      }
    }
    int falling = changes.indexOf(-1.0);
    return falling < 0 || !changes.subList(falling, changes.size()).contains(1.0);
  }

  private static double error(double[] values, double[] weights, double[] fitted) {
    double error = 0;
    for (int i = 0; i < values.length; i++) {
      error += weights[i] * (values[i] - fitted[i]) * (values[i] - fitted[i]);
    }
    return error;
  }
}

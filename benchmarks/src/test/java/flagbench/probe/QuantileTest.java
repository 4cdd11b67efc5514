package flagbench.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Checks intervals of samples from several distributions, whose true quantiles are known. */
@Execution(ExecutionMode.CONCURRENT)
class QuantileTest {
  private static final int TRIALS = 200;
  private static final int VALUES = 40;
  private static final double[] SHARES = {0.5, 0.9, 0.99};

  /** Distributions of the time to the first byte, in milliseconds. */
  enum Delays {
    LOG_NORMAL(random -> 120 * Math.exp(0.5 * random.nextGaussian())),
    UNIFORM(random -> 20 + 60 * random.nextDouble()),
    EXPONENTIAL_TAIL(random -> 50 - 10 * Math.log(1 - random.nextDouble())),
    TWO_PATHS(random -> (random.nextInt(5) == 0 ? 180 : 60) + 5 * random.nextDouble()),
    ALMOST_FIXED(random -> 50 + 0.01 * random.nextDouble());

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final ToDoubleFunction<Random> draw;

    Delays(ToDoubleFunction<Random> draw) {
      this.draw = draw;
    }

    private List<Double> sample(int count, long seed) {
      var random = new Random(seed);
      return IntStream.range(0, count).mapToObj(i -> draw.applyAsDouble(random)).toList();
    }

    /** The true quantiles, as far as 200,000 values tell them. */
    private List<Double> sorted() {
      return sample(200_000, -1).stream().sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource
  void theTrueQuantileIsInNineOfTenIntervals(Delays delays) {
    List<Double> sorted = delays.sorted();
    for (double share : SHARES) {
      double truth = sorted.get((int) (share * sorted.size()));
      long covering =
          IntStream.range(0, TRIALS)
              .mapToObj(seed -> Quantile.of(delays.sample(VALUES, seed), share))
              .filter(quantile -> quantile.low() <= truth && truth <= quantile.high())
              .count();
      assertTrue(covering >= 0.85 * TRIALS, () -> share + ": " + covering);
    }
  }

  /** An interval could always contain the true quantile if it might be arbitrarily wide. */
  @ParameterizedTest
  @EnumSource
  void theMediansIntervalLeavesOutMostOfTheSample(Delays delays) {
    List<Double> values = delays.sample(VALUES, 1);
    Quantile median = Quantile.of(values, 0.5);
    long inside =
        values.stream().filter(value -> median.low() <= value && value <= median.high()).count();
    assertTrue(inside < VALUES / 2, () -> inside + " of " + VALUES);
    assertEquals(Double.POSITIVE_INFINITY, Quantile.of(values, 0.99).high());
  }
}

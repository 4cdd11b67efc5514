package flagbench.tune;

import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/**
 * The forks of several numbers of workers, as logarithms, on whose scale noise adds up. No number
 * has forks enough to tell its own spread, and one spread for all would be wrong, since it may grow
 * sixfold along the curve. So each variance is its number's own, moderated by that of all of them
 * together, as if that rested on {@value #WEIGHT} further forks (Smyth, Statistical Applications in
 * Genetics and Molecular Biology 3, 2004).
 *
 * <p>A fork that is far from its siblings counts, but as no farther from their median than {@value
 * #CLIP} spreads (Huber's metrically winsorized values, <em>Robust Statistics</em>, 1981, chapter
 * 1.6). The spread is here the pooled one or, where a number's own forks fall apart, as they do
 * where the JIT compiles one of two ways by chance, that of its own: 1.4826 times their median
 * absolute deviation. So one slow fork of four moves a number by little, and two of four leave it
 * uncertain.
 */
final class PooledForks {

  /**
   * The spread before any is measured, a common one under latency, and how many degrees of freedom
   * it weighs: with one fork of each number there is nothing to pool, and with two not much.
   */
  private static final double PRIOR_SPREAD = 0.03;

  private static final int PRIOR_WEIGHT = 4;

  /** How many degrees of freedom the pooled variance weighs beside a number's own. */
  private static final int WEIGHT = 8;

  /** A fork so many standard deviations from the mean of its siblings is unlike them. */
  private static final double UNLIKE = 5;

  private static final double CLIP = 3;

  private final List<double[]> numbers;
  private final List<double[]> clipped;
  private final OptionalInt odd;

  PooledForks(Collection<double[]> logs) {
    numbers = List.copyOf(logs);
    odd = findOdd();
    double spread = Math.sqrt(variance());
    clipped = numbers.stream().map(forks -> clipped(forks, spread)).toList();
  }

  /** The place of the number of which a fork is most unlike its siblings, if one is. */
  OptionalInt odd() {
    return odd;
  }

  /** Every number's mean. */
  double[] means() {
    return clipped.stream().mapToDouble(PooledForks::mean).toArray();
  }

  /** How many forks a number has. */
  int size(int place) {
    return numbers.get(place).length;
  }

  /** The variance from fork to fork of one number. */
  double variance(int place) {
    return (WEIGHT * variance() + squares(clipped.get(place))) / degreesOfFreedom(place);
  }

  /** What {@link #variance(int)} rests on. */
  int degreesOfFreedom(int place) {
    return WEIGHT + size(place) - 1;
  }

  /** The weight of a number's mean in a least-squares fit. */
  double precision(int place) {
    return size(place) / variance(place);
  }

  /** The variance from fork to fork of all numbers, without the one that {@link #odd()} names. */
  double variance() {
    return varianceWithout(odd.orElse(-1));
  }

  /** What {@link #variance()} rests on. */
  int degreesOfFreedom() {
    return degreesOfFreedomWithout(odd.orElse(-1));
  }

  /** Whether any number has two forks, without which the variance is only assumed. */
  boolean isSpreadMeasured() {
    return numbers.stream().anyMatch(forks -> forks.length > 1);
  }

  private double varianceWithout(int place) {
    double squares = PRIOR_WEIGHT * PRIOR_SPREAD * PRIOR_SPREAD;
    for (int i = 0; i < numbers.size(); i++) {
      squares += i == place ? 0 : squares(numbers.get(i));
    }
    return squares / degreesOfFreedomWithout(place);
  }

  private int degreesOfFreedomWithout(int place) {
    int all = PRIOR_WEIGHT + numbers.stream().mapToInt(forks -> forks.length - 1).sum();
    return place < 0 ? all : all - (size(place) - 1);
  }

  private OptionalInt findOdd() {
    OptionalInt found = OptionalInt.empty();
    double farthest = UNLIKE;
    for (int i = 0; i < numbers.size(); i++) {
      double distance = farthest(numbers.get(i)) / Math.sqrt(varianceWithout(i));
      if (distance > farthest) {
        farthest = distance;
        found = OptionalInt.of(i);
      }
    }
    return found;
  }

  /**
   * The greatest distance of a fork from the mean of its siblings, in units in which its standard
   * deviation is the spread from fork to fork; 0 if it has none.
   */
  private static double farthest(double[] forks) {
    double mean = mean(forks);
    double deviation = Arrays.stream(forks).map(fork -> Math.abs(fork - mean)).max().orElseThrow();
    // With n forks, from the siblings' mean it is n / (n - 1) times as far as from that of all.
    return forks.length == 1 ? 0 : deviation * Math.sqrt(forks.length / (forks.length - 1.0));
  }

  private static double[] clipped(double[] forks, double spread) {
    double median = median(forks);
    double own =
        1.4826 * median(Arrays.stream(forks).map(fork -> Math.abs(fork - median)).toArray());
    double most = CLIP * Math.max(spread, own);
    return Arrays.stream(forks)
        .map(fork -> Math.clamp(fork, median - most, median + most))
        .toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Squared deviations from the mean. */
  private static double squares(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
  }
}

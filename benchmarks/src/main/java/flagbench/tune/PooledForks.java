package flagbench.tune;

import flagbench.analysis.Estimate;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.apache.commons.math3.stat.StatUtils;

/**
 * The forks of several numbers of workers, and how much they vary from fork to fork. All values are
 * logarithms of throughputs, on whose scale the noise of a measurement is additive.
 *
 * <p>A number has too few forks to estimate its own variance well, and a common variance for all
 * numbers would be wrong, because the spread may grow sixfold from few workers to many. So the
 * variance of each number is a weighted mean of its own and of the pooled one, in which the pooled
 * one weighs as much as {@value #WEIGHT} further forks (Smyth, Statistical Applications in Genetics
 * and Molecular Biology 3, 2004).
 *
 * <p>A fork that is far from the others of its number counts as if it were {@value #CLIP} standard
 * deviations from their median (Huber's metrically winsorized values, <em>Robust Statistics</em>,
 * 1981, chapter 1.6). The standard deviation is here the pooled one, or 1.4826 times the number's
 * own median absolute deviation if that is larger, as it is where the JIT compiles the code in one
 * of two ways by chance. Therefore one slow fork of four changes the mean of a number only a
 * little, and two slow forks of four make it uncertain.
 */
final class PooledForks {

  /**
   * The standard deviation that is assumed before any is measured, a common one under latency, and
   * how many degrees of freedom that assumption has. With one fork of each number there is nothing
   * else to go by, and with two forks little.
   */
  private static final double PRIOR_SPREAD = 0.03;

  private static final int PRIOR_WEIGHT = 4;

  /**
   * How much the pooled variance weighs, in degrees of freedom. A number's own variance has one or
   * two, because most numbers have two or three forks. {@code PlateauTest} tries this weight where
   * the spread grows sixfold.
   */
  private static final int WEIGHT = 8;

  /**
   * A fork this many standard deviations from the mean of the others is called unlike them. If
   * noise is normally distributed and its variance has 10 degrees of freedom, one fork in 2,000 is.
   */
  private static final double OUTLIER = 5;

  private static final double CLIP = 3;

  /**
   * The forks of one number of workers.
   *
   * @param variance from fork to fork
   * @param degreesOfFreedom of the variance
   */
  record Moderated(double mean, int size, double variance, int degreesOfFreedom) {

    /** The weight of the mean in a fit by least squares: the reciprocal of the mean's variance. */
    double precision() {
      return size / variance;
    }

    /** The makespan, whose logarithm is the negative of this mean, with its 95 % interval. */
    Estimate makespan() {
      double makespan = Math.exp(-mean);
      double half = Estimate.quantile(degreesOfFreedom) * Math.sqrt(variance / size);
      return new Estimate(makespan, makespan * Math.expm1(half), size);
    }
  }

  private final List<double[]> numbers;
  private final OptionalInt outlier;

  /**
   * Pools the forks.
   *
   * @param logs for every number of workers the logarithms of its forks, at least one each
   */
  PooledForks(Collection<double[]> logs) {
    numbers = List.copyOf(logs);
    outlier = findOutlier();
  }

  /** The place of the number of which a fork is most unlike the others, if there is such a fork. */
  OptionalInt outlier() {
    return outlier;
  }

  /** Every number of workers with its own variance. */
  List<Moderated> moderated() {
    return numbers.stream()
        .map(forks -> {
          double[] clipped = clipped(forks);
          int degreesOfFreedom = WEIGHT + forks.length - 1;
          double variance = (WEIGHT * variance() + squares(clipped)) / degreesOfFreedom;
          return new Moderated(StatUtils.mean(clipped), forks.length, variance, degreesOfFreedom);
        })
        .toList();
  }

  /** Forks of a number that does not belong to these, with the pooled variance. */
  Moderated unmoderated(double mean, int size) {
    int degreesOfFreedom = degreesOfFreedomWithout(outlier.orElse(-1));
    return new Moderated(mean, size, variance(), degreesOfFreedom);
  }

  /** The pooled variance from fork to fork, without the number that {@link #outlier()} names. */
  double variance() {
    return varianceWithout(outlier.orElse(-1));
  }

  /**
   * The pooled standard deviation; empty if no number has two forks, so that it is only an
   * assumption.
   */
  OptionalDouble spread() {
    return numbers.stream().anyMatch(forks -> forks.length > 1)
        ? OptionalDouble.of(Math.sqrt(variance()))
        : OptionalDouble.empty();
  }

  /** The pooled variance without one number, or of all numbers if the place is negative. */
  private double varianceWithout(int place) {
    double squares = PRIOR_WEIGHT * PRIOR_SPREAD * PRIOR_SPREAD;
    for (int i = 0; i < numbers.size(); i++) {
      squares += i == place ? 0 : squares(numbers.get(i));
    }
    return squares / degreesOfFreedomWithout(place);
  }

  private int degreesOfFreedomWithout(int place) {
    int all = PRIOR_WEIGHT + numbers.stream().mapToInt(forks -> forks.length - 1).sum();
    return place < 0 ? all : all - (numbers.get(place).length - 1);
  }

  private OptionalInt findOutlier() {
    OptionalInt found = OptionalInt.empty();
    double farthest = OUTLIER;
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
   * The greatest distance of a fork from the mean of the other forks of its number, scaled so that
   * its standard deviation is that from fork to fork; 0 if there are no other forks.
   */
  private static double farthest(double[] forks) {
    double mean = StatUtils.mean(forks);
    double deviation = Math.max(StatUtils.max(forks) - mean, mean - StatUtils.min(forks));
    // A fork is n / (n - 1) times as far from the mean of the n - 1 others as from that of all n,
    // and the standard deviation of that distance is sqrt(n / (n - 1)) times that of a fork.
    return forks.length == 1 ? 0 : deviation * Math.sqrt(forks.length / (forks.length - 1.0));
  }

  private double[] clipped(double[] forks) {
    double median = StatUtils.percentile(forks, 50);
    double[] deviations = Arrays.stream(forks).map(fork -> Math.abs(fork - median)).toArray();
    double own = 1.4826 * StatUtils.percentile(deviations, 50);
    double most = CLIP * Math.max(Math.sqrt(variance()), own);
    return Arrays.stream(forks)
        .map(fork -> Math.clamp(fork, median - most, median + most))
        .toArray();
  }

  /** The sum of squared deviations from the mean. */
  private static double squares(double[] values) {
    return (values.length - 1) * StatUtils.variance(values);
  }
}

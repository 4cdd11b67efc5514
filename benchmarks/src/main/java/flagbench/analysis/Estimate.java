package flagbench.analysis;

import java.util.Arrays;
import org.apache.commons.statistics.distribution.TDistribution;

/**
 * A mean with its 95 % confidence interval by Student's t. The unit of repetition is the fork: the
 * iterations of one fork share its memory layout and compiled code and are not independent
 * (Kalibera and Jones, <em>Rigorous benchmarking in reasonable time</em>, ISMM 2013).
 *
 * @param half half the interval's width, in the unit of the mean; infinite with one fork
 * @param forks how many forks it rests on
 */
public record Estimate(double mean, double half, int forks) {
  private static final double CONFIDENCE = 0.95;

  /**
   * Estimates from the means of forks.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Estimate of(double[] forkMeans) {
    int forks = forkMeans.length;
    double mean =
        Arrays.stream(forkMeans)
            .average()
            .orElseThrow(() -> new IllegalArgumentException("no fork"));
    double half =
        forks == 1
            ? Double.POSITIVE_INFINITY
            : quantile(forks - 1) * deviation(forkMeans) / Math.sqrt(forks);
    return new Estimate(mean, half, forks);
  }

  /** Whether the two intervals have a value in common. */
  public boolean overlaps(Estimate other) {
    return Math.abs(mean - other.mean) <= half + other.half;
  }

  /**
   * How many forks in all make the half-interval as narrow as asked: the second stage of Stein's
   * two (Annals of Mathematical Statistics 16, 1945). The number is fixed once, from the pilot;
   * whoever looks again after each fork and stops when the interval happens to be narrow covers
   * less than 95 %.
   *
   * @param pilot the means of the first forks, at least two
   * @param precision the half-interval aimed at, as a share of the mean
   * @return at least the pilot's forks
   */
  public static int forksNeeded(double[] pilot, double precision) {
    double mean = Arrays.stream(pilot).average().orElseThrow();
    double ratio = quantile(pilot.length - 1) * deviation(pilot) / (precision * mean);
    return Math.max(pilot.length, (int) Math.ceil(ratio * ratio));
  }

  /** The sample's standard deviation. */
  static double deviation(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    double squares = Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
    return Math.sqrt(squares / (values.length - 1));
  }

  /** Student's t that holds the middle 95 %. */
  static double quantile(int degreesOfFreedom) {
    return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - CONFIDENCE) / 2);
  }
}

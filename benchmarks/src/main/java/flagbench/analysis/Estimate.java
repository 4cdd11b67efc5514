package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * A mean with its 95 % confidence interval by Student's t. The unit of repetition is the fork: the
 * iterations of one fork share its memory layout and compiled code and are not independent
 * (Kalibera and Jones, <em>Rigorous benchmarking in reasonable time</em>, ISMM 2013).
 *
 * @param half half the width of the interval, in the unit of the mean; infinite with one fork
 * @param forks how many forks the mean is of
 */
public record Estimate(double mean, double half, int forks) {
  private static final double CONFIDENCE = 0.95;

  /** {@link #quantile(double)} of 0 to 30 degrees of freedom; of 0 there is none. */
  private static final double[] QUANTILES =
      IntStream.rangeClosed(0, 30)
          .mapToDouble(degrees -> degrees == 0 ? Double.NaN : quantile(degrees, CONFIDENCE))
          .toArray();

  /**
   * Estimates the makespan of a cell from its forks' means. If forks were added because the pilot
   * forks scattered, the mean is of all forks, but the spread is the pilot's. The spread of all of
   * them would come out too small on average, because forks were added only where the pilot's
   * happened to be large.
   */
  public static Estimate of(CellResult result) {
    return of(result.forkMeans(), result.pilotForks());
  }

  /**
   * Estimates from the means of forks whose number was fixed beforehand.
   *
   * @throws IllegalArgumentException if there is none
   */
  public static Estimate of(double[] forkMeans) {
    return of(forkMeans, forkMeans.length);
  }

  static Estimate of(double[] forkMeans, int pilotForks) {
    double mean =
        Arrays.stream(forkMeans)
            .average()
            .orElseThrow(() -> new IllegalArgumentException("no fork"));
    double[] pilot = Arrays.copyOf(forkMeans, Math.min(pilotForks, forkMeans.length));
    double half =
        pilot.length < 2
            ? Double.POSITIVE_INFINITY
            : quantile(pilot.length - 1) * deviation(pilot) / Math.sqrt(forkMeans.length);
    return new Estimate(mean, half, forkMeans.length);
  }

  /**
   * How many forks in all make the half-interval as narrow as asked: the second of Stein's two
   * stages (Annals of Mathematical Statistics 16, 1945). The number is fixed once, from the pilot.
   * An interval that is looked at after each fork, until it happens to be narrow enough, holds the
   * true mean less often than in 95 % of runs.
   *
   * @param pilot the means of the first forks, at least two
   * @param precision the half-interval aimed at, as a share of the mean
   * @return at least as many as the pilot has
   */
  public static int forksNeeded(double[] pilot, double precision) {
    double share = precision * StatUtils.mean(pilot);
    double ratio = quantile(pilot.length - 1) * deviation(pilot) / share;
    return Math.max(pilot.length, (int) Math.ceil(ratio * ratio));
  }

  /** The standard deviation of a sample. */
  static double deviation(double[] values) {
    return new StandardDeviation().evaluate(values);
  }

  /**
   * The number t for which 95 % of Student's distribution lies between -t and t. Welch's intervals
   * have fractional degrees of freedom. For these it is found by six steps of Newton's method,
   * which begins between the neighbours: comparing 10,000 cells asks for 30,000 such numbers, and
   * the library's own search evaluates the distribution far more often.
   */
  public static double quantile(double degreesOfFreedom) {
    int below = (int) degreesOfFreedom;
    if (below < 1 || below + 1 >= QUANTILES.length) {
      return quantile(degreesOfFreedom, CONFIDENCE);
    }
    // Between two neighbours the quantile is nearly linear in the reciprocal.
    double share = (below + 1) * (degreesOfFreedom - below) / degreesOfFreedom;
    double quantile = QUANTILES[below] + share * (QUANTILES[below + 1] - QUANTILES[below]);
    var distribution = new TDistribution(null, degreesOfFreedom);
    for (int step = 0; share > 0 && step < 6; step++) {
      double beyond = distribution.cumulativeProbability(quantile) - (1 + CONFIDENCE) / 2;
      quantile -= beyond / distribution.density(quantile);
    }
    return quantile;
  }

  /** Likewise for another share of the values. */
  static double quantile(double degreesOfFreedom, double confidence) {
    return new TDistribution(null, degreesOfFreedom)
        .inverseCumulativeProbability((1 + confidence) / 2);
  }
}

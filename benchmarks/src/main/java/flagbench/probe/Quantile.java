package flagbench.probe;

import java.util.List;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * A quantile of a sample, with an interval that contains the true quantile in at least 90 % of all
 * samples, whatever the distribution. The ends of the interval are two values of the sample, whose
 * ranks follow from the binomial distribution (David and Nagaraja, <em>Order Statistics</em>, 3rd
 * edition, chapter 7.1).
 *
 * @param value the quantile of the sample
 * @param low the lower end of the interval; 0 if the sample is too small to have one
 * @param high the upper end; infinite if the sample is too small to have one, as a sample of 40
 *     values is for a 99th percentile
 */
public record Quantile(double value, double low, double high) {

  /** The probability that the true quantile lies below the interval, and that it lies above. */
  private static final double TAIL = 0.05;

  /**
   * Estimates a quantile.
   *
   * @param values the sample, of at least one value, in any order
   * @param share the share of the distribution below the quantile, such as 0.5 for the median
   */
  public static Quantile of(List<Double> values, double share) {
    double[] sorted = values.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    var below = new BinomialDistribution(null, sorted.length, share);
    int low = below.inverseCumulativeProbability(TAIL);
    int high = below.inverseCumulativeProbability(1 - TAIL) + 1;
    int middle = Math.clamp((int) Math.ceil(share * sorted.length), 1, sorted.length);
    return new Quantile(
        sorted[middle - 1],
        low == 0 ? 0 : sorted[low - 1],
        high > sorted.length ? Double.POSITIVE_INFINITY : sorted[high - 1]);
  }
}

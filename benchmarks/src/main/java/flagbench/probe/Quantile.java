package flagbench.probe;

import java.util.List;
import org.apache.commons.math3.distribution.BinomialDistribution;

/**
 * A quantile of a sample with an interval that holds the true one in at least 90 % of samples,
 * whatever the distribution: between two order statistics, whose ranks follow from the binomial
 * distribution (David and Nagaraja, <em>Order Statistics</em>, 3rd edition, chapter 7.1).
 *
 * @param value the sample's own quantile
 * @param low the interval's lower end; 0 where the sample is too small for one
 * @param high its upper end; infinite where the sample is too small for one, as 40 values are for a
 *     99th percentile
 */
public record Quantile(double value, double low, double high) {

  /** What may lie below the interval, and as much above. */
  private static final double TAIL = 0.05;

  /**
   * Estimates a quantile.
   *
   * @param values at least one, in any order
   * @param share of the distribution below the quantile, such as 0.5 for the median
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

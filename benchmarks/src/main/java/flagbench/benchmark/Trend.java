package flagbench.benchmark;

/**
 * The Mann-Kendall test for a trend (Mann, Econometrica 13, 1945; Kendall, <em>Rank Correlation
 * Methods</em>, 1948). It compares every value with every later one and counts how often the later
 * one is larger or smaller. Only the order of the values matters and not their size, so a single
 * slow operation cannot decide the result.
 */
final class Trend {

  /** The quantile of the standard normal distribution for a one-sided test at the level 5 %. */
  private static final double SIGNIFICANT = 1.645;

  private Trend() {}

  /**
   * Whether the values fall more than chance explains, at the level 5 %. The result is false for
   * fewer than five values, which are too few to tell.
   */
  static boolean isFalling(double[] values) {
    long sum = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        sum += (long) Math.signum(values[j] - values[i]);
      }
    }
    double n = values.length;
    double variance = n * (n - 1) * (2 * n + 5) / 18;
    // The 1 is the correction for continuity: the sum can only change in steps of two.
    return n >= 5 && (sum + 1) / Math.sqrt(variance) < -SIGNIFICANT;
  }
}

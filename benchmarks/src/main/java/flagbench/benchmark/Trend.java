package flagbench.benchmark;

/**
 * The test of Mann (Econometrica 13, 1945) and Kendall (<em>Rank Correlation Methods</em>, 1948)
 * for a trend: it compares every value with every later one and counts which is larger. It looks at
 * the order of values alone, so that a single slow operation does not decide.
 */
final class Trend {

  /** The standard normal quantile of a one-sided test at 5 %. */
  private static final double SIGNIFICANT = 1.645;

  private Trend() {}

  /**
   * Whether values fall more than chance would explain, at a level of 5 %. Of fewer than five
   * values none can be told to.
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
    // Corrected for continuity: the sum changes in steps of two.
    return n >= 5 && (sum + 1) / Math.sqrt(variance) < -SIGNIFICANT;
  }
}

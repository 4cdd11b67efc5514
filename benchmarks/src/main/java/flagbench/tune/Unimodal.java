package flagbench.tune;

import java.util.Arrays;

/**
 * Fits a curve that rises to a peak and then falls, where either part may be missing: of all such
 * curves the one with the least weighted sum of squared errors. More workers help until they
 * hinder, so a dip between two peaks of a measured curve is taken for noise.
 *
 * <p>The curve consists of two isotonic regressions, a rising and a falling one, each computed by
 * pooling adjacent violators (Barlow et al., <em>Statistical Inference under Order
 * Restrictions</em>, 1972). They meet where the sum of their errors is smallest (Stout,
 * Computational Statistics and Data Analysis 53, 2008). An instance is one regression, which rises
 * along its values.
 */
final class Unimodal {

  // The regression is constant on each of its blocks, which are runs of neighbouring values.
  private final double[] means;
  private final double[] weights;
  private final int[] sizes;
  private int blocks;

  /** The weighted sum of squared errors of the first 0, 1, 2 … values. */
  private final double[] errors;

  /** Regresses the first {@code count} values, or the last ones, beginning with the very last. */
  private Unimodal(double[] values, double[] weights, int count, boolean backwards) {
    means = new double[count];
    this.weights = new double[count];
    sizes = new int[count];
    errors = new double[count + 1];
    for (int i = 0; i < count; i++) {
      int place = backwards ? values.length - 1 - i : i;
      errors[i + 1] = errors[i] + add(values[place], weights[place]);
    }
  }

  /**
   * Fits the curve.
   *
   * @param weights of the values' squared errors, above 0
   * @return the curve's values at the places of the given ones
   */
  static double[] fit(double[] values, double[] weights) {
    int length = values.length;
    double[] rising = new Unimodal(values, weights, length, false).errors;
    double[] falling = new Unimodal(values, weights, length, true).errors;
    int peak = 0;
    for (int count = 1; count <= length; count++) {
      if (rising[count] + falling[length - count] < rising[peak] + falling[length - peak]) {
        peak = count;
      }
    }
    double[] fitted = new double[length];
    int at = 0;
    var left = new Unimodal(values, weights, peak, false);
    for (int block = 0; block < left.blocks; block++) {
      Arrays.fill(fitted, at, at + left.sizes[block], left.means[block]);
      at += left.sizes[block];
    }
    var right = new Unimodal(values, weights, length - peak, true);
    for (int block = right.blocks - 1; block >= 0; block--) {
      Arrays.fill(fitted, at, at + right.sizes[block], right.means[block]);
      at += right.sizes[block];
    }
    return fitted;
  }

  /**
   * Adds a value as a block of its own, and merges blocks as long as the last but one is higher
   * than the last.
   *
   * @return by how much that increases the error
   */
  private double add(double value, double weight) {
    means[blocks] = value;
    weights[blocks] = weight;
    sizes[blocks] = 1;
    blocks++;
    double error = 0;
    while (blocks > 1 && means[blocks - 2] > means[blocks - 1]) {
      blocks--;
      int into = blocks - 1;
      double all = weights[into] + weights[blocks];
      double gap = means[into] - means[blocks];
      error += weights[into] * weights[blocks] / all * gap * gap;
      means[into] = (weights[into] * means[into] + weights[blocks] * means[blocks]) / all;
      weights[into] = all;
      sizes[into] += sizes[blocks];
    }
    return error;
  }
}

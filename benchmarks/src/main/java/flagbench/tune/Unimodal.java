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
 * Computational Statistics and Data Analysis 53, 2008). An instance is one rising regression.
 */
final class Unimodal {

  // The regression is constant on each of its blocks, which are runs of neighbouring values.
  private final double[] means;
  private final double[] weights;
  private final int[] sizes;
  private int blocks;

  /** The weighted sum of squared errors of the first 0, 1, 2 … values. */
  private final double[] errors;

  /** Regresses the first {@code count} values. */
  private Unimodal(double[] values, double[] weights, int count) {
    means = new double[count];
    this.weights = new double[count];
    sizes = new int[count];
    errors = new double[count + 1];
    for (int i = 0; i < count; i++) {
      errors[i + 1] = errors[i] + add(values[i], weights[i]);
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
    double[] backwards = reversed(values);
    double[] weightsBackwards = reversed(weights);
    double[] rising = new Unimodal(values, weights, length).errors;
    double[] falling = new Unimodal(backwards, weightsBackwards, length).errors;
    int peak = 0;
    for (int count = 1; count <= length; count++) {
      if (rising[count] + falling[length - count] < rising[peak] + falling[length - peak]) {
        peak = count;
      }
    }
    double[] fitted = Arrays.copyOf(new Unimodal(values, weights, peak).fitted(), length);
    double[] tail = new Unimodal(backwards, weightsBackwards, length - peak).fitted();
    System.arraycopy(reversed(tail), 0, fitted, peak, tail.length);
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

  private double[] fitted() {
    double[] fitted = new double[means.length];
    int at = 0;
    for (int block = 0; block < blocks; block++) {
      Arrays.fill(fitted, at, at + sizes[block], means[block]);
      at += sizes[block];
    }
    return fitted;
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    return reversed;
  }
}

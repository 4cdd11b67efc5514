package flagbench.tune;

import java.util.Arrays;

/**
 * The values nearest to given ones, by least weighted squares, that rise to a peak and then fall
 * (either part may be missing): two isotonic regressions that meet where their errors add up to
 * least, each by pooling adjacent violators (Barlow et al., <em>Statistical Inference under Order
 * Restrictions</em>, 1972; Stout, Computational Statistics and Data Analysis 53, 2008). Workers
 * that are added help until they hinder, so a dip between two peaks is noise.
 */
final class Unimodal {
  private final double[] means;
  private final double[] weights;
  private final int[] sizes;
  private int blocks;
  private double error;

  private Unimodal(int length) {
    means = new double[length];
    weights = new double[length];
    sizes = new int[length];
  }

  static double[] fit(double[] values, double[] weights) {
    int length = values.length;
    double[] rising = errors(values, weights);
    double[] falling = errors(reversed(values), reversed(weights));
    int risingCount = 0;
    for (int count = 1; count <= length; count++) {
      if (rising[count] + falling[length - count]
          < rising[risingCount] + falling[length - risingCount]) {
        risingCount = count;
      }
    }
    double[] fitted = Arrays.copyOf(isotonic(values, weights, risingCount), length);
    double[] tail = isotonic(reversed(values), reversed(weights), length - risingCount);
    System.arraycopy(reversed(tail), 0, fitted, risingCount, tail.length);
    return fitted;
  }

  /** The squared error of the isotonic regression of the first 0, 1, 2… values. */
  private static double[] errors(double[] values, double[] weights) {
    var regression = new Unimodal(values.length);
    double[] errors = new double[values.length + 1];
    for (int i = 0; i < values.length; i++) {
      regression.add(values[i], weights[i]);
      errors[i + 1] = regression.error;
    }
    return errors;
  }

  /** The first values, made to rise. */
  private static double[] isotonic(double[] values, double[] weights, int count) {
    var regression = new Unimodal(values.length);
    for (int i = 0; i < count; i++) {
      regression.add(values[i], weights[i]);
    }
    double[] fitted = new double[count];
    int at = 0;
    for (int block = 0; block < regression.blocks; block++) {
      Arrays.fill(fitted, at, at + regression.sizes[block], regression.means[block]);
      at += regression.sizes[block];
    }
    return fitted;
  }

  private void add(double value, double weight) {
    means[blocks] = value;
    weights[blocks] = weight;
    sizes[blocks] = 1;
    blocks++;
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
  }

  private static double[] reversed(double[] values) {
    double[] reversed = new double[values.length];
    for (int i = 0; i < values.length; i++) {
      reversed[i] = values[values.length - 1 - i];
    }
    return reversed;
  }
}

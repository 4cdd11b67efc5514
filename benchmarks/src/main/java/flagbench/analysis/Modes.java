package flagbench.analysis;

import java.util.Arrays;

/**
 * Tells whether the forks of a cell fall into two groups, as they do if the JIT by chance compiles
 * the code in one of two ways. Then a mean says little, and a few forks may all be of one group.
 */
final class Modes {

  /** The smallest gap that matters, as a difference of logarithms. */
  private static final double SMALLEST_GAP = 0.05;

  /**
   * How many standard deviations within the groups the gap between them must have. With 6, the
   * simulation in {@code GateTest} takes 0.7 % of cells for two groups whose five forks are
   * normally distributed, and 85 % of cells of which every other fork is 25 % slower by chance.
   */
  private static final double GAP = 6;

  private Modes() {}

  /** Whether the means of forks fall into two groups. */
  static boolean isBimodal(double[] means) {
    double[] sorted = Arrays.stream(means).map(Math::log).toArray();
    if (sorted.length < Ratio.FEWEST_FORKS || !Arrays.stream(sorted).allMatch(Double::isFinite)) {
      return false;
    }
    Arrays.sort(sorted);
    int split = 1;
    for (int i = 2; i < sorted.length; i++) {
      if (sorted[i] - sorted[i - 1] > sorted[split] - sorted[split - 1]) {
        split = i;
      }
    }
    double gap = sorted[split] - sorted[split - 1];
    double squares =
        squares(Arrays.copyOf(sorted, split))
            + squares(Arrays.copyOfRange(sorted, split, sorted.length));
    return gap > SMALLEST_GAP && gap > GAP * Math.sqrt(squares / (sorted.length - 2));
  }

  private static double squares(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
  }
}

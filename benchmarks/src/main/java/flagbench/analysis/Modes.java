package flagbench.analysis;

import java.util.Arrays;

/**
 * Whether forks of one cell fall into two groups, as they do where the JIT compiles one of two ways
 * by chance. Then a mean says little, and few forks may all be of one group.
 */
final class Modes {

  /** A smaller gap matters to nobody. On the scale of logarithms. */
  private static final double SMALLEST_GAP = 0.05;

  /**
   * The gap between the groups over the standard deviation within them. With 6, as {@code GateTest}
   * has it, 0.7 % of cells of five normal forks are taken for two groups, and 85 % of those whose
   * forks are 25 % slower every other time by chance.
   */
  private static final double GAP = 6;

  private Modes() {}

  /** Whether the means of forks have two groups. */
  static boolean areTwo(double[] means) {
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

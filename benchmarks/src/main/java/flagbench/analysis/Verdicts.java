package flagbench.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Judges all rows of a comparison together. The more rows there are, the more of their intervals
 * lie beyond the threshold by chance. A row is therefore slower only if its interval lies beyond
 * the threshold and its ratio still differs from 1 after the correction of Benjamini and Hochberg
 * (Journal of the Royal Statistical Society B 57, 1995) over all rows. If in truth no row is
 * slower, at most 2.5 % of comparisons call any row slower (Simes, Biometrika 73, 1986); likewise
 * for faster. {@code GateTest} tries this rule and six others in simulations, whose results are in
 * results/README.md.
 */
final class Verdicts {

  /** The probability of a one-sided error: half of the 5 % that a 95 % interval leaves. */
  private static final double LEVEL = 0.025;

  private Verdicts() {}

  /**
   * Judges rows together.
   *
   * @param slowness how many times as long the candidate takes, row by row; empty for a row that
   *     cannot be judged and is inconclusive
   * @param threshold the smallest difference of practical interest, as a share
   */
  static List<Verdict> of(List<Optional<Ratio>> slowness, double threshold) {
    List<Ratio> judged = slowness.stream().flatMap(Optional::stream).toList();
    double slower =
        stepUp(judged.parallelStream().mapToDouble(row -> row.pValue(0)).toArray(), LEVEL);
    double faster =
        stepUp(
            judged.parallelStream().mapToDouble(row -> row.inverse().pValue(0)).toArray(), LEVEL);
    return slowness.stream()
        .map(row -> row.map(ratio -> of(ratio, threshold, slower, faster)))
        .map(verdict -> verdict.orElse(Verdict.INCONCLUSIVE))
        .toList();
  }

  /** The verdict on one row, whose p-value must not be above a limit. */
  private static Verdict of(Ratio ratio, double threshold, double slower, double faster) {
    Verdict alone = ratio.verdict(threshold);
    boolean isChance =
        (alone == Verdict.SLOWER && ratio.pValue(0) > slower)
            || (alone == Verdict.FASTER && ratio.inverse().pValue(0) > faster);
    return isChance ? Verdict.INCONCLUSIVE : alone;
  }

  /**
   * The step-up procedure of Benjamini and Hochberg.
   *
   * @return the largest p-value that is small enough; -1 if none is
   */
  static double stepUp(double[] pValues, double level) {
    double[] sorted = pValues.clone();
    Arrays.sort(sorted);
    for (int rank = sorted.length; rank > 0; rank--) {
      if (sorted[rank - 1] <= level * rank / sorted.length) {
        return sorted[rank - 1];
      }
    }
    return -1;
  }
}

package flagbench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * The verdicts on all rows of a comparison, of which chance must not make any slower or faster. The
 * more rows there are, the more of their intervals lie beyond the threshold by chance alone. So a
 * row is slower only if, besides, its difference from nothing withstands the correction of
 * Benjamini and Hochberg (Journal of the Royal Statistical Society B 57, 1995) over all rows. Where
 * no row is slower in truth, a run says so in at most 2.5 % of cases (Simes, Biometrika 73, 1986),
 * and likewise of faster. {@code GateTest} tried this rule and six others; results/README.md has
 * the table.
 */
final class Verdicts {

  /** One-sided, as a 95 % interval is. */
  private static final double LEVEL = 0.025;

  private Verdicts() {}

  /**
   * Judges rows together.
   *
   * @param slowness how much longer the candidate takes, row by row; empty where a row cannot be
   *     judged, which is then inconclusive
   * @param threshold the smallest difference of practical interest, as a share
   */
  static List<Verdict> of(List<Optional<Ratio>> slowness, double threshold) {
    List<Ratio> judged = slowness.stream().flatMap(Optional::stream).toList();
    double slower = stepUp(judged.stream().mapToDouble(row -> row.probability(0)).toArray(), LEVEL);
    double faster =
        stepUp(judged.stream().mapToDouble(row -> row.inverse().probability(0)).toArray(), LEVEL);
    List<Verdict> verdicts = new ArrayList<>();
    for (Optional<Ratio> row : slowness) {
      Verdict alone = row.map(ratio -> ratio.verdict(threshold)).orElse(Verdict.INCONCLUSIVE);
      boolean chance =
          row.isPresent()
              && switch (alone) {
                case SLOWER -> row.get().probability(0) > slower;
                case FASTER -> row.get().inverse().probability(0) > faster;
                default -> false;
              };
      verdicts.add(chance ? Verdict.INCONCLUSIVE : alone);
    }
    return verdicts;
  }

  /**
   * The step-up procedure of Benjamini and Hochberg.
   *
   * @return the largest probability that is rejected, and with it all below; -1 if none is
   */
  static double stepUp(double[] probabilities, double level) {
    double[] sorted = probabilities.clone();
    Arrays.sort(sorted);
    for (int rank = sorted.length; rank > 0; rank--) {
      if (sorted[rank - 1] <= level * rank / sorted.length) {
        return sorted[rank - 1];
      }
    }
    return -1;
  }
}

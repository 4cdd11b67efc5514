package flagbench.analysis;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * Rules by which a comparison of many rows may say that something is slower. All of them ask at 2.5
 * %, one-sided, as a 95 % interval does. The last is the one that was chosen, as the product has
 * it; the others are what it was chosen from.
 */
enum Gate {
  ROW("interval beyond the threshold"),
  MEAN("geometric mean beyond 1"),
  HOLM_LIMIT("Holm against the threshold"),
  YEKUTIELI_LIMIT("Benjamini-Yekutieli against the threshold"),
  ROW_AND_HOLM("interval, and Holm against 1"),
  ROW_AND_YEKUTIELI("interval, and Benjamini-Yekutieli against 1"),
  CHOSEN("interval, and Benjamini-Hochberg against 1");

  static final double THRESHOLD = 0.05;
  private static final double LEVEL = 0.025;

  private final String label;

  Gate(String label) {
    this.label = label;
  }

  String label() {
    return label;
  }

  /**
   * Whether a comparison says that something is slower.
   *
   * @param mean of all rows in each round
   */
  boolean alarms(List<Ratio> rows, Ratio mean) {
    double[] limit = probabilities(rows, Math.log1p(THRESHOLD));
    double[] nothing = probabilities(rows, 0);
    double bonferroni = LEVEL / rows.size();
    return switch (this) {
      case ROW -> isAnyBelow(limit, LEVEL);
      case MEAN -> mean.pValue(0) <= LEVEL;
      // Holm's first step decides whether there is any rejection.
      case HOLM_LIMIT -> isAnyBelow(limit, bonferroni);
      case YEKUTIELI_LIMIT -> Verdicts.stepUp(limit, LEVEL / harmonic(rows.size())) >= 0;
      case ROW_AND_HOLM -> both(limit, nothing, bonferroni);
      case ROW_AND_YEKUTIELI ->
          both(limit, nothing, Verdicts.stepUp(nothing, LEVEL / harmonic(rows.size())));
      case CHOSEN ->
          Verdicts.of(rows.stream().map(Optional::of).toList(), THRESHOLD).contains(Verdict.SLOWER);
    };
  }

  private static double[] probabilities(List<Ratio> rows, double limit) {
    return rows.stream().mapToDouble(row -> row.pValue(limit)).toArray();
  }

  private static boolean isAnyBelow(double[] probabilities, double level) {
    return Arrays.stream(probabilities).anyMatch(probability -> probability <= level);
  }

  private static boolean both(double[] limit, double[] nothing, double level) {
    for (int row = 0; row < limit.length; row++) {
      if (limit[row] <= LEVEL && nothing[row] <= level) {
        return true;
      }
    }
    return false;
  }

  private static double harmonic(int rows) {
    double sum = 0;
    for (int row = 1; row <= rows; row++) {
      sum += 1.0 / row;
    }
    return sum;
  }
}

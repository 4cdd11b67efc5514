package flagbench.analysis;

import flagbench.result.Cell;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a cost that does not depend on the clock differs between two sides. It is judged by the
 * threshold as times are, on different machines as well.
 *
 * @param ratio candidate over baseline, with Welch's interval
 * @param word the verdict: {@code more}, {@code less}, {@code same} or {@code inconclusive}
 */
public record CostChange(Cost cost, Cell cell, Ratio ratio, String word) {

  /** A secondary metric of our benchmarks: bytes allocated per flag, or threads alive at once. */
  public enum Cost {
    ALLOCATED,
    THREADS;

    /** The name of the metric in the file. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Judges a cost in every row of a comparison of which both sides recorded it in enough forks. */
  public static List<CostChange> of(Cost cost, Comparison comparison) {
    List<CostChange> alone =
        comparison.rows().parallelStream()
            .flatMap(row -> of(cost, row.cell(), comparison).stream())
            .toList();
    List<Optional<Ratio>> ratios =
        alone.stream().map(change -> Optional.of(change.ratio())).toList();
    Iterator<Verdict> together = Verdicts.of(ratios, comparison.threshold()).iterator();
    return alone.stream()
        .map(change -> new CostChange(cost, change.cell, change.ratio, word(together.next())))
        .toList();
  }

  private static Optional<CostChange> of(Cost cost, Cell cell, Comparison comparison) {
    double[] before = means(cost, comparison.baseline(), cell);
    double[] after = means(cost, comparison.candidate(), cell);
    if (Math.min(before.length, after.length) < Ratio.FEWEST_FORKS) {
      return Optional.empty();
    }
    Ratio ratio = Ratio.welch(Ratio.logs(before, 1), Ratio.logs(after, 1));
    return Optional.of(new CostChange(cost, cell, ratio, word(Verdict.INCONCLUSIVE)));
  }

  /** The means of forks; none if one is not above zero. */
  private static double[] means(Cost cost, Side side, Cell cell) {
    double[] means = side.result(cell).secondaryForkMeans(cost.toString());
    return Arrays.stream(means).allMatch(mean -> mean > 0) ? means : new double[0];
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case SLOWER, PERHAPS_SLOWER -> "more";
      case FASTER, PERHAPS_FASTER -> "less";
      case SAME, INCONCLUSIVE -> verdict.toString();
    };
  }
}

package flagbench.analysis;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.ArrayList;
import java.util.Arrays;
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
    List<Cell> cells = new ArrayList<>();
    List<Optional<Ratio>> ratios = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      CellResult before = comparison.baseline().result(row.cell());
      CellResult after = comparison.candidate().result(row.cell());
      Optional<Ratio> ratio =
          ratio(
              before.secondaryForkMeans(cost.toString()),
              after.secondaryForkMeans(cost.toString()));
      if (ratio.isPresent()) {
        cells.add(row.cell());
        ratios.add(ratio);
      }
    }
    List<Verdict> verdicts = Verdicts.of(ratios, comparison.threshold());
    List<CostChange> changes = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      Ratio ratio = ratios.get(i).orElseThrow();
      changes.add(new CostChange(cost, cells.get(i), ratio, word(verdicts.get(i))));
    }
    return changes;
  }

  private static String word(Verdict verdict) {
    return switch (verdict) {
      case SLOWER, PERHAPS_SLOWER -> "more";
      case FASTER, PERHAPS_FASTER -> "less";
      case SAME, INCONCLUSIVE -> verdict.toString();
    };
  }

  private static Optional<Ratio> ratio(double[] before, double[] after) {
    boolean isKnown =
        Math.min(before.length, after.length) >= Ratio.FEWEST_FORKS
            && Arrays.stream(before).allMatch(value -> value > 0)
            && Arrays.stream(after).allMatch(value -> value > 0);
    return isKnown
        ? Optional.of(Ratio.welch(Ratio.logs(before, 1), Ratio.logs(after, 1)))
        : Optional.empty();
  }
}

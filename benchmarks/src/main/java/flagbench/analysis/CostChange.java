package flagbench.analysis;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * How a cost that no clock disturbs differs between two sides: bytes allocated for a flag, and
 * threads alive at once. It may be held to the threshold across machines, too.
 *
 * @param ratio candidate over baseline, in Welch's interval
 * @param verdict slower means more, and faster less
 */
public record CostChange(Cost cost, Cell cell, Ratio ratio, Verdict verdict) {

  /** A secondary metric of our benchmarks. */
  public enum Cost {
    ALLOCATED,
    THREADS;

    /** As the file names the metric. */
    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Of one cost in every row of a comparison where both sides recorded it in forks enough. */
  public static List<CostChange> of(Cost cost, Comparison comparison) {
    List<Cell> cells = new ArrayList<>();
    List<Optional<Ratio>> ratios = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      CellResult before = comparison.baseline().result(row.cell());
      CellResult after = comparison.candidate().result(row.candidateCell());
      ratio(before.secondaryForkMeans(cost.toString()), after.secondaryForkMeans(cost.toString()))
          .ifPresent(ratio -> {
            cells.add(row.cell());
            ratios.add(Optional.of(ratio));
          });
    }
    List<Verdict> verdicts = Verdicts.of(ratios, comparison.threshold());
    List<CostChange> changes = new ArrayList<>();
    for (int i = 0; i < cells.size(); i++) {
      changes.add(new CostChange(cost, cells.get(i), ratios.get(i).orElseThrow(), verdicts.get(i)));
    }
    return changes;
  }

  /** {@code more}, {@code less}, {@code same} or {@code inconclusive}. */
  public String word() {
    return switch (verdict) {
      case SLOWER, PERHAPS_SLOWER -> "more";
      case FASTER, PERHAPS_FASTER -> "less";
      case SAME, INCONCLUSIVE -> verdict.toString();
    };
  }

  private static Optional<Ratio> ratio(double[] before, double[] after) {
    boolean known =
        Math.min(before.length, after.length) >= Ratio.FEWEST_FORKS
            && Arrays.stream(before).allMatch(value -> value > 0)
            && Arrays.stream(after).allMatch(value -> value > 0);
    return known
        ? Optional.of(Ratio.welch(Ratio.logs(before, 1), Ratio.logs(after, 1)))
        : Optional.empty();
  }
}

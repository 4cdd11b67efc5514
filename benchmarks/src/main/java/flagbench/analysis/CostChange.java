package flagbench.analysis;

import flagbench.result.Cell;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
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
    Map<Cell, Optional<Ratio>> ratios = new LinkedHashMap<>();
    for (Comparison.Row row : comparison.rows()) {
      double[] before = means(cost, comparison.baseline(), row.cell());
      double[] after = means(cost, comparison.candidate(), row.cell());
      if (Math.min(before.length, after.length) >= Ratio.FEWEST_FORKS) {
        Ratio ratio = Ratio.welch(Ratio.logs(before, 1), Ratio.logs(after, 1));
        ratios.put(row.cell(), Optional.of(ratio));
      }
    }
    Iterator<Verdict> verdicts =
        Verdicts.of(List.copyOf(ratios.values()), comparison.threshold()).iterator();
    return ratios.entrySet().stream()
        .map(entry -> {
          Ratio ratio = entry.getValue().orElseThrow();
          return new CostChange(cost, entry.getKey(), ratio, word(verdicts.next()));
        })
        .toList();
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

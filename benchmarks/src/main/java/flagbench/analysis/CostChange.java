package flagbench.analysis;

import flagbench.result.Cell;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * How a cost that does not depend on the clock differs between two sides. It is judged by the
 * threshold as times are, on different machines as well.
 *
 * @param ratio candidate over baseline, with Welch's interval
 * @param word the verdict: {@code more}, {@code less}, {@code same} or {@code inconclusive}
 */
public record CostChange(String cost, Cell cell, Ratio ratio, String word) {

  /** Secondary metrics of our benchmarks: bytes allocated per flag, and threads alive at once. */
  public static final List<String> COSTS = List.of("allocated", "threads");

  /** Judges a cost in every row of a comparison of which both sides recorded it in enough forks. */
  public static List<CostChange> of(String cost, Comparison comparison) {
    List<Cell> cells = comparison.rows().stream().map(Comparison.Row::cell).toList();
    List<Optional<Ratio>> ratios =
        cells.parallelStream().map(cell -> ratio(cost, cell, comparison)).toList();
    List<Verdict> verdicts = Verdicts.of(ratios, comparison.threshold());
    return IntStream.range(0, cells.size())
        .boxed()
        .flatMap(i ->
            ratios.get(i).stream()
                .map(ratio -> new CostChange(cost, cells.get(i), ratio, word(verdicts.get(i)))))
        .toList();
  }

  private static Optional<Ratio> ratio(String cost, Cell cell, Comparison comparison) {
    double[] before = means(cost, comparison.baseline(), cell);
    double[] after = means(cost, comparison.candidate(), cell);
    return Math.min(before.length, after.length) < Ratio.FEWEST_FORKS
        ? Optional.empty()
        : Optional.of(Ratio.welch(Ratio.logs(before, 1), Ratio.logs(after, 1)));
  }

  /** The means of forks; none if one is not above zero. */
  private static double[] means(String cost, Side side, Cell cell) {
    double[] means = side.result(cell).secondaryForkMeans(cost);
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

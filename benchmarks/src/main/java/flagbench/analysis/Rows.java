package flagbench.analysis;

import flagbench.analysis.Comparison.Row;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the rows of a comparison. The ratio of each cell is estimated by itself; then all cells
 * that nothing speaks against are judged together.
 */
record Rows(Side baseline, Side candidate, double threshold) {
  private static final String FEW =
      "a verdict needs %d forks a side; with fewer, slower? and faster? say what it would be"
          .formatted(Ratio.FEWEST_FORKS);

  static final String FAILED = "a fork failed";

  static final String SCHEMAS =
      "a file of schema 1 is of JVMs that were still compiling, one of schema 2 of warm ones";

  private static final String ONE_ROUND =
      "one round tells no interval: go on with bench --resume, or measure with --forks 5";

  private static final String CHANCE =
      "beyond the threshold, but with this many rows one may be so by chance";

  /** Judges cells that both sides have. */
  List<Row> of(List<Cell> cells) {
    Set<Cell> failed =
        Stream.of(baseline, candidate)
            .flatMap(side -> side.failures().stream())
            .map(Failure::cell)
            .collect(Collectors.toSet());
    List<Row> rows =
        cells.parallelStream()
            .map(cell -> row(cell, failed.contains(cell)))
            .collect(Collectors.toCollection(ArrayList::new));
    List<Optional<Ratio>> judged =
        rows.stream()
            .map(row -> row.obstacle().isEmpty() ? row.slowness() : Optional.<Ratio>empty())
            .toList();
    Iterator<Verdict> together = Verdicts.of(judged, threshold).iterator();
    rows.replaceAll(row -> {
      Verdict verdict = together.next();
      boolean isChance = row.obstacle().isEmpty() && verdict != row.verdict();
      return isChance ? row.with(verdict, CHANCE) : row;
    });
    return rows;
  }

  /** The row of one cell, judged by itself. */
  private Row row(Cell cell, boolean hasFailed) {
    CellResult before = baseline.result(cell);
    CellResult after = candidate.result(cell);
    Basis basis = Collections.max(List.of(Basis.of(before), Basis.of(after)));
    Set<Mark> marks = Mark.of(before);
    marks.addAll(Mark.of(after));
    double scale = ScoreUnit.factor(after.unit(), before.unit());
    Optional<Ratio> ratio = Optional.empty();
    String obstacle = "";
    if (Double.isNaN(scale)) {
      obstacle = "units '%s' and '%s' do not compare".formatted(before.unit(), after.unit());
    } else {
      try {
        ratio = Optional.of(Ratio.of(before, after, scale));
        obstacle = hasFailed ? FAILED : obstacle(before, after, basis, marks, ratio.get());
      } catch (IllegalArgumentException e) {
        obstacle = String.valueOf(e.getMessage());
      }
    }
    var row =
        new Row(
            cell,
            before.unit(),
            ScoreUnit.isThroughput(before),
            Estimate.of(before).mean(),
            Estimate.of(after).mean() * scale,
            ratio,
            basis != Basis.FORKS,
            marks,
            Verdict.INCONCLUSIVE,
            obstacle);
    Verdict alone =
        row.slowness().map(slowness -> slowness.verdict(threshold)).orElse(row.verdict());
    if (obstacle.isEmpty()) {
      return row.with(alone, obstacle);
    }
    boolean isOfFewForks = obstacle.equals(FEW) || obstacle.equals(basis.obstacle());
    return isOfFewForks ? row.with(alone.ofFewForks(), obstacle) : row;
  }

  /** What speaks against a verdict; empty if nothing does. */
  private static String obstacle(
      CellResult before, CellResult after, Basis basis, Set<Mark> marks, Ratio ratio) {
    if (schema(before) != schema(after)) {
      return SCHEMAS;
    }
    String doubts = Mark.doubts(marks);
    if (!doubts.isEmpty()) {
      return "not to be trusted: " + doubts;
    }
    if (!ratio.isBounded()) {
      return ratio.isPaired() ? ONE_ROUND : Basis.NOTHING.obstacle();
    }
    if (basis != Basis.FORKS) {
      return basis.obstacle();
    }
    return ratio.forks() < Ratio.FEWEST_FORKS ? FEW : "";
  }

  /** The version of the file's format; 0 if the file is not ours. */
  private static int schema(CellResult result) {
    return result.environment().path("schema").asInt(0);
  }
}

package flagbench.analysis;

import flagbench.analysis.Comparison.Row;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Makes the rows of a comparison. The ratio of each cell is estimated by itself; then all cells
 * that nothing speaks against are judged together.
 */
final class Rows {
  private static final String FEW =
      "a verdict takes %d forks a side; slower? and faster? are what fewer say"
          .formatted(Ratio.FEWEST_FORKS);

  private static final String CHANCE =
      "beyond the threshold, but so is one of so many rows by chance";

  private final Side baseline;
  private final Side candidate;
  private final double threshold;
  private final Set<Cell> failed;

  Rows(Side baseline, Side candidate, double threshold) {
    this.baseline = baseline;
    this.candidate = candidate;
    this.threshold = threshold;
    failed =
        Stream.of(baseline, candidate)
            .flatMap(side -> side.failures().stream())
            .map(Failure::cell)
            .collect(Collectors.toSet());
  }

  /** Judges cells that both sides have. */
  List<Row> of(List<Cell> cells) {
    List<Row> rows =
        cells.parallelStream()
            .map(cell -> row(baseline.result(cell), candidate.result(cell)))
            .collect(Collectors.toCollection(ArrayList::new));
    List<Verdict> together =
        Verdicts.of(
            rows.stream()
                .map(row -> row.obstacle().isEmpty() ? row.slowness() : Optional.<Ratio>empty())
                .toList(),
            threshold);
    for (int i = 0; i < rows.size(); i++) {
      Row row = rows.get(i);
      if (row.obstacle().isEmpty() && row.verdict() != together.get(i)) {
        rows.set(i, row.with(together.get(i), CHANCE));
      }
    }
    return rows;
  }

  /** The row of one cell, judged by itself. */
  private Row row(CellResult before, CellResult after) {
    Basis basis = Basis.weakest(Basis.of(before), Basis.of(after));
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    marks.addAll(Mark.of(before));
    marks.addAll(Mark.of(after));
    OptionalDouble scale = ScoreUnit.factor(after.unit(), before.unit());
    Optional<Ratio> ratio = Optional.empty();
    String obstacle = "units '%s' and '%s' do not compare".formatted(before.unit(), after.unit());
    if (scale.isPresent()) {
      try {
        ratio = Optional.of(Ratio.of(before, after, scale.getAsDouble()));
        obstacle = obstacle(before, after, basis, marks, ratio.get());
      } catch (IllegalArgumentException e) {
        obstacle = String.valueOf(e.getMessage());
      }
    }
    var row =
        new Row(
            before.cell(),
            before.unit(),
            ScoreUnit.isThroughput(before),
            Estimate.of(before).mean(),
            Estimate.of(after).mean() * scale.orElse(Double.NaN),
            ratio,
            basis != Basis.FORKS,
            marks,
            Verdict.INCONCLUSIVE,
            obstacle);
    Verdict alone =
        row.slowness().map(slowness -> slowness.verdict(threshold)).orElse(Verdict.INCONCLUSIVE);
    if (obstacle.isEmpty()) {
      return row.with(alone, obstacle);
    }
    boolean isOfFewForks = obstacle.equals(FEW) || obstacle.equals(basis.obstacle());
    return isOfFewForks ? row.with(alone.ofFewForks(), obstacle) : row;
  }

  /** What speaks against a verdict; empty if nothing does. */
  private String obstacle(
      CellResult before, CellResult after, Basis basis, Set<Mark> marks, Ratio ratio) {
    if (failed.contains(before.cell())) {
      return "a fork failed";
    }
    if (schema(before) != schema(after)) {
      return "a file of schema 1 is of JVMs that were still compiling, one of schema 2 of warm ones";
    }
    if (marks.stream().anyMatch(Mark::isDoubt)) {
      return marks.stream()
          .filter(Mark::isDoubt)
          .map(Mark::label)
          .collect(Collectors.joining(", ", "not to be trusted: ", ""));
    }
    if (!ratio.isBounded()) {
      return Basis.NOTHING.obstacle();
    }
    if (basis != Basis.FORKS) {
      return basis.obstacle();
    }
    return ratio.forks() < Ratio.FEWEST_FORKS ? FEW : "";
  }

  /** The version of the file's format; 0 if the file is not ours. */
  private static int schema(CellResult result) {
    return result.fact("environment").path("schema").asInt(0);
  }
}

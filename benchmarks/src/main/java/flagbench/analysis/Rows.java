package flagbench.analysis;

import flagbench.analysis.Comparison.Row;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How cells that both sides have become rows: each is measured by itself, and all that nothing
 * speaks against are judged together.
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

  /**
   * Judges cells.
   *
   * @param cells the baseline's, each with the candidate's that it is compared to
   */
  List<Row> of(Map<Cell, Cell> cells) {
    List<Row> measured = new ArrayList<>();
    cells.forEach(
        (before, after) -> measured.add(row(baseline.result(before), candidate.result(after))));
    List<Verdict> verdicts =
        Verdicts.of(
            measured.stream()
                .map(row -> row.obstacle().isEmpty() ? row.slowness() : Optional.<Ratio>empty())
                .toList(),
            threshold);
    List<Row> judged = new ArrayList<>();
    for (int i = 0; i < measured.size(); i++) {
      Row row = measured.get(i);
      boolean chance =
          row.obstacle().isEmpty()
              && verdicts.get(i) == Verdict.INCONCLUSIVE
              && Math.abs(row.ratio().orElseThrow().log()) - row.ratio().orElseThrow().half()
                  > Math.log1p(threshold);
      judged.add(
          row.obstacle().isEmpty() ? row.judged(verdicts.get(i), chance ? CHANCE : "") : row);
    }
    return judged;
  }

  /** Without a verdict yet, where nothing speaks against one. */
  private Row row(CellResult before, CellResult after) {
    boolean throughput = ScoreUnit.isThroughput(before);
    OptionalDouble scale = ScoreUnit.factor(after.unit(), before.unit());
    Basis basis = Basis.weakest(Basis.of(before), Basis.of(after));
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    marks.addAll(Mark.of(before));
    marks.addAll(Mark.of(after));
    @Nullable Ratio ratio = null;
    Verdict verdict = Verdict.INCONCLUSIVE;
    String obstacle = "";
    if (scale.isEmpty()) {
      obstacle = "units '%s' and '%s' do not compare".formatted(before.unit(), after.unit());
    } else {
      try {
        ratio = Ratio.of(before, after, scale.getAsDouble());
        obstacle = obstacle(before, after, ratio, basis, marks);
        if (obstacle.equals(FEW) || obstacle.equals(basis.obstacle())) {
          verdict = (throughput ? ratio.inverse() : ratio).verdict(threshold).ofFewForks();
        }
      } catch (IllegalArgumentException e) {
        obstacle = String.valueOf(e.getMessage());
      }
    }
    return new Row(
        before.cell(),
        after.cell(),
        before.unit(),
        throughput,
        Estimate.of(before).mean(),
        Estimate.of(after).mean() * scale.orElse(Double.NaN),
        Optional.ofNullable(ratio),
        basis != Basis.FORKS,
        marks,
        verdict,
        obstacle);
  }

  private String obstacle(
      CellResult before, CellResult after, Ratio ratio, Basis basis, Set<Mark> marks) {
    if (isFailed(before, after)) {
      return "a fork failed";
    }
    if (schema(before) != schema(after)) {
      return "a file of schema 1 is of JVMs that were still compiling, one of schema 2 of warm ones";
    }
    if (!isTrusted(marks)) {
      return "not to be trusted: "
          + marks.stream().filter(Mark::isDoubt).map(Mark::label).collect(Collectors.joining(", "));
    }
    if (!ratio.isBounded()) {
      return Basis.NOTHING.obstacle();
    }
    if (basis != Basis.FORKS) {
      return basis.obstacle();
    }
    return ratio.forks() < Ratio.FEWEST_FORKS ? FEW : "";
  }

  /** 0 of files that are not ours. */
  private static int schema(CellResult result) {
    return result.fact("environment").path("schema").asInt(0);
  }

  private boolean isFailed(CellResult before, CellResult after) {
    return failed.contains(before.cell()) || failed.contains(after.cell());
  }

  private static boolean isTrusted(Set<Mark> marks) {
    return marks.stream().noneMatch(Mark::isDoubt);
  }
}

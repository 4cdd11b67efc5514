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

/**
 * How cells that both sides have become rows. The ratio of each cell is estimated by itself; then
 * all cells that nothing speaks against are judged together.
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
    List<Pair> pairs =
        cells.entrySet().stream()
            .map(entry -> pair(baseline.result(entry.getKey()), candidate.result(entry.getValue())))
            .toList();
    List<Verdict> verdicts = Verdicts.of(pairs.stream().map(Pair::judged).toList(), threshold);
    List<Row> rows = new ArrayList<>();
    for (int i = 0; i < pairs.size(); i++) {
      rows.add(row(pairs.get(i), verdicts.get(i)));
    }
    return rows;
  }

  /**
   * A cell of both sides.
   *
   * @param ratio candidate over baseline; empty where there is none
   * @param obstacle what speaks against a verdict; empty where nothing does
   */
  private record Pair(
      CellResult before,
      CellResult after,
      Optional<Ratio> ratio,
      Set<Mark> marks,
      String obstacle) {

    boolean isThroughput() {
      return ScoreUnit.isThroughput(before);
    }

    OptionalDouble scale() {
      return ScoreUnit.factor(after.unit(), before.unit());
    }

    Basis basis() {
      return Basis.weakest(Basis.of(before), Basis.of(after));
    }

    /** How much longer the candidate takes. */
    Optional<Ratio> slowness() {
      return isThroughput() ? ratio.map(Ratio::inverse) : ratio;
    }

    Optional<Ratio> judged() {
      return obstacle.isEmpty() ? slowness() : Optional.empty();
    }
  }

  private Pair pair(CellResult before, CellResult after) {
    Set<Mark> marks = EnumSet.noneOf(Mark.class);
    marks.addAll(Mark.of(before));
    marks.addAll(Mark.of(after));
    var unknown = new Pair(before, after, Optional.empty(), marks, "");
    if (unknown.scale().isEmpty()) {
      String obstacle = "units '%s' and '%s' do not compare".formatted(before.unit(), after.unit());
      return new Pair(before, after, Optional.empty(), marks, obstacle);
    }
    try {
      Ratio ratio = Ratio.of(before, after, unknown.scale().getAsDouble());
      return new Pair(before, after, Optional.of(ratio), marks, obstacle(unknown, ratio));
    } catch (IllegalArgumentException e) {
      return new Pair(before, after, Optional.empty(), marks, String.valueOf(e.getMessage()));
    }
  }

  private String obstacle(Pair pair, Ratio ratio) {
    if (failed.contains(pair.before().cell()) || failed.contains(pair.after().cell())) {
      return "a fork failed";
    }
    if (schema(pair.before()) != schema(pair.after())) {
      return "a file of schema 1 is of JVMs that were still compiling, one of schema 2 of warm ones";
    }
    if (pair.marks().stream().anyMatch(Mark::isDoubt)) {
      return "not to be trusted: "
          + pair.marks().stream()
              .filter(Mark::isDoubt)
              .map(Mark::label)
              .collect(Collectors.joining(", "));
    }
    if (!ratio.isBounded()) {
      return Basis.NOTHING.obstacle();
    }
    if (pair.basis() != Basis.FORKS) {
      return pair.basis().obstacle();
    }
    return ratio.forks() < Ratio.FEWEST_FORKS ? FEW : "";
  }

  /**
   * The row of a cell.
   *
   * @param together what all rows that nothing speaks against say of this one
   */
  private Row row(Pair pair, Verdict together) {
    String obstacle = pair.obstacle();
    Verdict verdict = together;
    boolean isOfFewForks = obstacle.equals(FEW) || obstacle.equals(pair.basis().obstacle());
    if (obstacle.isEmpty()) {
      Verdict alone = pair.slowness().orElseThrow().verdict(threshold);
      obstacle = together == alone ? "" : CHANCE;
    } else if (isOfFewForks && pair.ratio().isPresent()) {
      verdict = pair.slowness().orElseThrow().verdict(threshold).ofFewForks();
    }
    CellResult before = pair.before();
    CellResult after = pair.after();
    return new Row(
        before.cell(),
        after.cell(),
        before.unit(),
        pair.isThroughput(),
        Estimate.of(before).mean(),
        Estimate.of(after).mean() * pair.scale().orElse(Double.NaN),
        pair.ratio(),
        pair.basis() != Basis.FORKS,
        pair.marks(),
        verdict,
        obstacle);
  }

  /** 0 of files that are not ours. */
  private static int schema(CellResult result) {
    return result.fact("environment").path("schema").asInt(0);
  }
}

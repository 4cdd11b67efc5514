package flagbench.analysis;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import flagbench.result.Cell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Compares two machines by what can be compared between them: not by milliseconds, but by the
 * speed-up over sequential on the same machine, by percent of ideal, and by which style is best.
 */
public record MachineComparison(Comparison comparison, List<Row> rows) {

  /** A cell that both have. */
  public record Row(Cell cell, Summary.Row baseline, Summary.Row candidate) {

    /** Whether one of them cannot be ranked, because its makespan is of fewer flags. */
    public boolean hasRefusals() {
      return baseline.hasRefusals() || candidate.hasRefusals();
    }

    /** Whether both come so near to the ideal that their machines matter little. */
    public boolean isPortable() {
      return baseline.comesNearIdeal() && candidate.comesNearIdeal();
    }
  }

  /** The shortest makespan of a workload on each machine. */
  public record Best(Summary.Row baseline, Summary.Row candidate) {}

  /** Two styles with equal workers of which each is faster on one machine, beyond its interval. */
  public record Swap(Cell fasterInBaseline, Cell fasterInCandidate) {}

  /** Takes the cells that both sides of a comparison have. */
  public static MachineComparison of(Comparison comparison) {
    Map<Cell, Summary.Row> before = rows(comparison.baseline());
    Map<Cell, Summary.Row> after = rows(comparison.candidate());
    List<Row> rows =
        comparison.rows().stream()
            .map(Comparison.Row::cell)
            .flatMap(cell ->
                Stream.ofNullable(before.get(cell))
                    .flatMap(one ->
                        Stream.ofNullable(after.get(cell)).map(two -> new Row(cell, one, two))))
            .toList();
    return new MachineComparison(comparison, rows);
  }

  private static Map<Cell, Summary.Row> rows(Side side) {
    return side.summary().workloads().stream()
        .flatMap(workload -> workload.rows().stream())
        .collect(toMap(Summary.Row::cell, row -> row));
  }

  /** The rows of each workload. */
  public Map<SortedMap<String, String>, List<Row>> workloads() {
    return rows.stream()
        .collect(groupingBy(row -> row.cell().workload(), LinkedHashMap::new, toList()));
  }

  /** The rows of each workload of which neither machine's server refused flags. */
  private Stream<List<Row>> ranked() {
    return workloads().values().stream()
        .map(cells -> cells.stream().filter(row -> !row.hasRefusals()).toList());
  }

  /** The best cells of each workload of which more than one cell can be ranked. */
  public List<Best> best() {
    return ranked()
        .filter(cells -> cells.size() > 1)
        .map(cells -> new Best(shortest(cells, Row::baseline), shortest(cells, Row::candidate)))
        .toList();
  }

  private static Summary.Row shortest(List<Row> cells, Function<Row, Summary.Row> side) {
    return cells.stream().map(side).min(Summary.BY_MAKESPAN).orElseThrow();
  }

  /** The pairs of styles that the machines rank differently. */
  public List<Swap> swaps() {
    return ranked()
        .flatMap(cells ->
            cells.stream()
                .flatMap(one ->
                    cells.stream()
                        .filter(other -> isSwapped(one.cell(), other.cell()))
                        .map(other -> new Swap(one.cell(), other.cell()))))
        .toList();
  }

  /** Whether the first of two cells is faster on the baseline's machine alone. */
  private boolean isSwapped(Cell one, Cell other) {
    return Objects.equals(one.parameter("workers"), other.parameter("workers"))
        && isSlower(comparison.baseline(), other, one)
        && isSlower(comparison.candidate(), one, other);
  }

  private static boolean isSlower(Side side, Cell slow, Cell fast) {
    return Ratio.orUnknown(side.result(fast), side.result(slow), 1).isBeyond(0);
  }
}

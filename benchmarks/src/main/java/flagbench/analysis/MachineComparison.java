package flagbench.analysis;

import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Compares two machines by what can be compared between them: not by milliseconds, but by the
 * speed-up over sequential on the same machine, by percent of ideal, and by which style is best.
 */
public record MachineComparison(Comparison comparison, List<Row> rows) {

  /** From this percentage of ideal on, speed-up and percent of ideal mean the same elsewhere. */
  public static final int PORTABLE_PERCENT = 80;

  /** A cell that both have. */
  public record Row(Cell cell, Summary.Row baseline, Summary.Row candidate) {

    /** Whether both come so near to the ideal that their machines matter little. */
    public boolean isPortable() {
      return isNearIdeal(baseline) && isNearIdeal(candidate);
    }
  }

  /** The shortest makespan of a workload on each machine. */
  public record Best(
      SortedMap<String, String> workload, Summary.Row baseline, Summary.Row candidate) {}

  /** Two styles with equal workers of which each is faster on one machine, beyond its interval. */
  public record Swap(Cell fasterInBaseline, Cell fasterInCandidate) {}

  /** Takes the cells that both sides of a comparison have. */
  public static MachineComparison of(Comparison comparison) {
    Map<Cell, Summary.Row> before = rows(comparison.baseline());
    Map<Cell, Summary.Row> after = rows(comparison.candidate());
    List<Row> rows = new ArrayList<>();
    for (Comparison.Row row : comparison.rows()) {
      Summary.@Nullable Row first = before.get(row.cell());
      Summary.@Nullable Row second = after.get(row.cell());
      if (first != null && second != null) {
        rows.add(new Row(row.cell(), first, second));
      }
    }
    return new MachineComparison(comparison, rows);
  }

  /** The best cells of each workload of which there is more than one cell. */
  public List<Best> best() {
    return workloads().stream()
        .map(cells ->
            new Best(
                cells.getFirst().cell().workload(),
                shortest(cells, Row::baseline),
                shortest(cells, Row::candidate)))
        .toList();
  }

  private static Summary.Row shortest(List<Row> cells, Function<Row, Summary.Row> side) {
    return cells.stream().map(side).min(Summary.BY_MAKESPAN).orElseThrow();
  }

  /** The pairs of styles that the machines rank differently. */
  public List<Swap> swaps() {
    List<Swap> swaps = new ArrayList<>();
    for (List<Row> cells : workloads()) {
      for (Row one : cells) {
        for (Row other : cells) {
          if (Objects.equals(one.cell().parameter("workers"), other.cell().parameter("workers"))
              && isSlower(comparison.baseline(), other.baseline(), one.baseline())
              && isSlower(comparison.candidate(), one.candidate(), other.candidate())) {
            swaps.add(new Swap(one.cell(), other.cell()));
          }
        }
      }
    }
    return swaps;
  }

  private Collection<List<Row>> workloads() {
    Map<SortedMap<String, String>, List<Row>> workloads =
        rows.stream()
            .collect(
                Collectors.groupingBy(
                    row -> row.cell().workload(), LinkedHashMap::new, Collectors.toList()));
    workloads.values().removeIf(cells -> cells.size() == 1);
    return workloads.values();
  }

  private static boolean isSlower(Side side, Summary.Row slow, Summary.Row fast) {
    return Ratio.orUnknown(side.result(fast.cell()), side.result(slow.cell()), 1).isBeyond(0);
  }

  private static Map<Cell, Summary.Row> rows(Side side) {
    return side.summary().workloads().stream()
        .flatMap(workload -> workload.rows().stream())
        .collect(Collectors.toMap(Summary.Row::cell, row -> row));
  }

  private static boolean isNearIdeal(Summary.Row row) {
    return row.percentOfIdeal().orElse(0) >= PORTABLE_PERCENT;
  }
}

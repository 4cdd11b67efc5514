package flagbench.analysis;

import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What two machines' results have to say to each other: not milliseconds, but what a style gains
 * over that machine's own sequential one, how near it comes to the ideal, and which style is best.
 */
public record MachineComparison(List<Row> rows, List<Best> best, List<Swap> swaps) {

  /** From here on speed-up and percent of ideal mean the same on another machine. */
  public static final int PORTABLE_PERCENT = 80;

  /** A cell that both have. */
  public record Row(Cell cell, Summary.Row baseline, Summary.Row candidate) {

    /** Whether both are so near the ideal that it is not the machines that decide. */
    public boolean isPortable() {
      return isNearIdeal(baseline) && isNearIdeal(candidate);
    }
  }

  /** The shortest makespan of a workload on each machine. */
  public record Best(
      SortedMap<String, String> workload, Summary.Row baseline, Summary.Row candidate) {}

  /** Two styles with equal workers that the machines rank differently, intervals and all. */
  public record Swap(Cell fasterInBaseline, Cell fasterInCandidate) {}

  /** Sets side by side what a comparison's two sides have in common. */
  public static MachineComparison of(Comparison comparison) {
    Map<Cell, Summary.Row> before = rows(comparison.baseline());
    Map<Cell, Summary.Row> after = rows(comparison.candidate());
    List<Row> rows = new ArrayList<>();
    Map<SortedMap<String, String>, List<Row>> workloads = new LinkedHashMap<>();
    for (Comparison.Row row : comparison.rows()) {
      Summary.@Nullable Row first = before.get(row.cell());
      Summary.@Nullable Row second = after.get(row.candidateCell());
      if (first != null && second != null) {
        var both = new Row(row.cell(), first, second);
        rows.add(both);
        workloads.computeIfAbsent(row.cell().workload(), key -> new ArrayList<>()).add(both);
      }
    }
    List<Best> best = new ArrayList<>();
    List<Swap> swaps = new ArrayList<>();
    workloads.forEach((workload, cells) -> {
      if (cells.size() > 1) {
        best.add(best(workload, cells));
        swaps.addAll(swaps(comparison, cells));
      }
    });
    return new MachineComparison(rows, best, swaps);
  }

  private static Best best(SortedMap<String, String> workload, List<Row> cells) {
    return new Best(
        workload,
        cells.stream().map(Row::baseline).min(Summary.BY_MAKESPAN).orElseThrow(),
        cells.stream().map(Row::candidate).min(Summary.BY_MAKESPAN).orElseThrow());
  }

  private static List<Swap> swaps(Comparison comparison, List<Row> cells) {
    List<Swap> swaps = new ArrayList<>();
    for (Row one : cells) {
      for (Row other : cells) {
        if (Objects.equals(one.cell().parameter("workers"), other.cell().parameter("workers"))
            && isSlower(comparison.baseline(), other.baseline(), one.baseline())
            && isSlower(comparison.candidate(), one.candidate(), other.candidate())) {
          swaps.add(new Swap(one.cell(), other.cell()));
        }
      }
    }
    return swaps;
  }

  private static boolean isSlower(Side side, Summary.Row slow, Summary.Row fast) {
    return Ratio.orUnknown(side.result(fast.cell()), side.result(slow.cell()), 1).isBeyond(0);
  }

  private static Map<Cell, Summary.Row> rows(Side side) {
    return Summary.of(side.results().values(), side.failures()).workloads().stream()
        .flatMap(workload -> workload.rows().stream())
        .collect(Collectors.toMap(Summary.Row::cell, row -> row));
  }

  private static boolean isNearIdeal(Summary.Row row) {
    return row.percentOfIdeal().orElse(0) >= PORTABLE_PERCENT;
  }
}

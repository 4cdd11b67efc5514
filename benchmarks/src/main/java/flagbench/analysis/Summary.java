package flagbench.analysis;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a run says, workload by workload.
 *
 * @param others cells that are not ranked (see {@link #isRanked}), of which only the score is shown
 * @param otherFailures cells of other projects without a score
 */
public record Summary(List<Workload> workloads, List<Other> others, List<Failure> otherFailures) {

  /**
   * From this percentage of ideal on, a speed-up says more about the network than about the
   * machine, and may be compared with that of another machine. This is a convention.
   */
  public static final int PORTABLE_PERCENT = 80;

  /** The shortest makespan first, but last those that are short because flags were refused. */
  static final Comparator<Row> BY_MAKESPAN =
      Comparator.comparing(Row::hasRefusals).thenComparingDouble(row -> row.makespan().mean());

  /** The smallest difference of makespans that matters to somebody who chooses a style. */
  private static final double THRESHOLD = 0.05;

  /**
   * More flags are not downloaded one by one: the sequential time is derived from that of 20. In
   * two runs 200 flags at 20 ms took 10.0 times as long as 20, and a fifth of the whole run.
   */
  private static final int MOST_SEQUENTIAL_FLAGS = 100;

  /**
   * The book's number of flags. The sequential time of many flags is derived from that of these.
   */
  private static final String FEW_FLAGS = "20";

  /**
   * Cells that differ only in style and workers.
   *
   * @param parameters what they have in common: see {@link Cell#workload()}
   * @param tied the rows of which no flag was refused and that cannot be told from the best one:
   *     the interval of their ratio to it is not wholly beyond the practical threshold of 5 %
   */
  public record Workload(
      SortedMap<String, String> parameters,
      List<Row> rows,
      List<Failure> failures,
      List<Row> tied) {

    /** The row with the shortest mean makespan; empty if in every cell flags or forks failed. */
    public Optional<Row> best() {
      return rows.stream().min(BY_MAKESPAN).filter(row -> !row.hasRefusals());
    }

    private static Workload of(
        SortedMap<String, String> parameters,
        List<Row> rows,
        List<Failure> failures,
        Map<Cell, CellResult> results) {
      List<Row> ranked = rows.stream().sorted(BY_MAKESPAN).toList();
      List<Row> tied =
          rows.stream().filter(row -> isTied(results, ranked.getFirst(), row)).toList();
      return new Workload(parameters, rows, failures, tied);
    }

    private static boolean isTied(Map<Cell, CellResult> results, Row best, Row row) {
      CellResult shortest = Objects.requireNonNull(results.get(best.cell()));
      CellResult other = Objects.requireNonNull(results.get(row.cell()));
      Ratio ratio = Ratio.orUnknown(shortest, other, 1);
      return !row.equals(best)
          && !row.hasRefusals()
          && ratio.isBounded()
          && !ratio.isBeyond(THRESHOLD);
    }
  }

  /**
   * One cell.
   *
   * @param makespan in {@code unit}
   * @param speedUp sequential makespan over this one; empty if there is no sequential cell, or if
   *     the server refused flags, so that this makespan is of fewer of them
   * @param speedUpHalf half the speed-up's 95 % interval; 0 for the sequential cell itself
   * @param derived whether the sequential makespan was derived from that of fewer flags
   * @param percentOfIdeal ideal makespan over this one, in percent; empty if there is no ideal, or
   *     if flags were refused
   * @param failed the share of flags that the server refused
   * @param peakInFlight the most requests that the server saw at once, if it tells
   */
  public record Row(
      Cell cell,
      Estimate makespan,
      String unit,
      OptionalDouble speedUp,
      OptionalDouble speedUpHalf,
      boolean derived,
      OptionalDouble percentOfIdeal,
      double failed,
      OptionalDouble peakInFlight,
      Set<Mark> marks) {

    /** Whether it cannot be ranked, because its makespan is of fewer flags. */
    public boolean hasRefusals() {
      return marks.contains(Mark.REFUSED);
    }

    /** Whether it comes so near to the ideal that its machine matters little. */
    public boolean comesNearIdeal() {
      return percentOfIdeal.orElse(0) >= PORTABLE_PERCENT;
    }

    /** Half the 95 % interval of the percentage. */
    public OptionalDouble percentHalf() {
      return percentOfIdeal.stream()
          .map(percent -> percent * makespan.half() / makespan.mean())
          .findFirst();
    }
  }

  /**
   * A cell that is not ranked.
   *
   * @param score in {@code unit}; whether more is better is not known
   * @param basis what the score's interval is computed from
   */
  public record Other(Cell cell, Estimate score, Basis basis, String unit) {}

  /** Sums up the results of one run. A cell of which a fork failed has no row. */
  public static Summary of(Collection<CellResult> results, Collection<Failure> failures) {
    Set<Cell> failed = failures.stream().map(Failure::cell).collect(Collectors.toSet());
    Map<Cell, CellResult> ours = new LinkedHashMap<>();
    List<Other> others = new ArrayList<>();
    for (CellResult result : results) {
      Cell cell = result.cell();
      if (!failed.contains(cell) && isRanked(cell, result.unit())) {
        ours.put(cell, result);
      } else if (!failed.contains(cell)) {
        others.add(new Other(cell, Basis.estimate(result), Basis.of(result), result.unit()));
      }
    }
    Map<SortedMap<String, String>, List<Row>> rows =
        ours.values().stream()
            .map(result -> row(result, ours))
            .collect(groupingBy(row -> row.cell().workload(), LinkedHashMap::new, toList()));
    Map<SortedMap<String, String>, List<Failure>> ourFailures =
        failures.stream()
            .filter(failure -> failure.cell().isOurs())
            .collect(
                groupingBy(failure -> failure.cell().workload(), LinkedHashMap::new, toList()));
    ourFailures.keySet().forEach(workload -> rows.putIfAbsent(workload, List.of()));
    return new Summary(
        rows.entrySet().stream()
            .map(entry ->
                Workload.of(
                    entry.getKey(),
                    entry.getValue(),
                    ourFailures.getOrDefault(entry.getKey(), List.of()),
                    ours))
            .toList(),
        others,
        failures.stream().filter(failure -> !failure.cell().isOurs()).toList());
  }

  /**
   * Whether a cell has a speed-up and a place among the cells of its workload: ours have, if their
   * score is a makespan. JMH's own command line may give them another unit, such as {@code ops/s}.
   */
  public static boolean isRanked(Cell cell, String unit) {
    return cell.isOurs() && unit.equals("ms/op");
  }

  /** Whether there is nothing to show. */
  public boolean isEmpty() {
    return workloads.isEmpty() && others.isEmpty() && otherFailures.isEmpty();
  }

  private static Row row(CellResult result, Map<Cell, CellResult> results) {
    Cell cell = result.cell();
    Estimate makespan = Estimate.of(result);
    boolean isWhole = !Mark.isRefused(result);
    OptionalDouble ideal = isWhole ? Ideal.millis(cell) : OptionalDouble.empty();
    Cell baseline = baseline(cell);
    @Nullable CellResult sequential = isWhole ? results.get(baseline) : null;
    double timesFlags = (double) cell.number("flags") / baseline.number("flags");
    OptionalDouble speedUp = OptionalDouble.empty();
    OptionalDouble half = OptionalDouble.empty();
    if (sequential != null) {
      double times = Estimate.of(sequential).mean() * timesFlags / makespan.mean();
      Ratio ratio = Ratio.orUnknown(result, sequential, timesFlags);
      speedUp = OptionalDouble.of(times);
      half = OptionalDouble.of(cell.equals(baseline) ? 0 : times * ratio.half());
    }
    return new Row(
        cell,
        makespan,
        result.unit(),
        speedUp,
        half,
        sequential != null && timesFlags != 1,
        ideal.stream().map(millis -> 100 * millis / makespan.mean()).findFirst(),
        result.failedShare(),
        result.secondaryMax("peakInFlight"),
        Mark.of(result));
  }

  /** The sequential cell that a cell's speed-up refers to. */
  public static Cell baseline(Cell cell) {
    SortedMap<String, String> parameters = new TreeMap<>(cell.parameters());
    parameters.remove("workers");
    if (cell.number("flags") > MOST_SEQUENTIAL_FLAGS) {
      parameters.put("flags", FEW_FLAGS);
    }
    String benchmark =
        cell.benchmark().substring(0, cell.benchmark().lastIndexOf('.')) + ".sequential";
    return new Cell(benchmark, cell.mode(), cell.threads(), parameters);
  }
}

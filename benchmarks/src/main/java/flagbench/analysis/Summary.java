package flagbench.analysis;

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
 * @param others cells of other projects, of which no more is known than their scores
 * @param otherFailures likewise, without a score
 */
public record Summary(List<Workload> workloads, List<Other> others, List<Failure> otherFailures) {

  /** The shortest first. */
  static final Comparator<Row> BY_MAKESPAN =
      Comparator.comparingDouble(row -> row.makespan().mean());

  /** A smaller difference of makespans matters to nobody who chooses a style. */
  private static final double THRESHOLD = 0.05;

  /**
   * Beyond this many flags the sequential time is derived from that of 20. One by one, 200 flags at
   * 20 ms took 10.0 times as long as 20 in each of two runs, and a fifth of each run's time.
   */
  private static final int MOST_SEQUENTIAL_FLAGS = 100;

  /** The book's number of flags, from which the sequential time of many is derived. */
  private static final String FEW_FLAGS = "20";

  /**
   * Cells that differ in style and workers alone.
   *
   * @param parameters what they have in common: see {@link Cell#workload()}
   * @param tied the rows that are not told apart from the best one: the interval of their ratio to
   *     it is not wholly beyond the practical threshold of 5 %
   */
  public record Workload(
      SortedMap<String, String> parameters,
      List<Row> rows,
      List<Failure> failures,
      List<Row> tied) {

    private Workload(SortedMap<String, String> parameters) {
      this(parameters, new ArrayList<>(), new ArrayList<>(), List.of());
    }

    /** The row of the shortest mean makespan. */
    public Optional<Row> best() {
      return rows.stream().min(BY_MAKESPAN);
    }

    private Workload withTied(Map<Cell, CellResult> results) {
      List<Row> others =
          best().stream()
              .flatMap(best ->
                  rows.stream()
                      .filter(row -> !row.equals(best))
                      .filter(row -> {
                        Ratio ratio =
                            Ratio.orUnknown(result(results, best), result(results, row), 1);
                        return ratio.isBounded() && !ratio.isBeyond(THRESHOLD);
                      }))
              .toList();
      return new Workload(parameters, rows, failures, others);
    }

    private static CellResult result(Map<Cell, CellResult> results, Row row) {
      return Objects.requireNonNull(results.get(row.cell()));
    }
  }

  /**
   * One cell.
   *
   * @param makespan in {@code unit}
   * @param speedUp sequential makespan over this one, where there is a sequential cell
   * @param speedUpHalf half its 95 % interval; 0 of the sequential cell itself
   * @param derived whether the sequential makespan comes from that of fewer flags
   * @param percentOfIdeal ideal makespan over this one, in percent, where there is an ideal
   * @param peakInFlight the most requests at once that the server saw, where it tells
   */
  public record Row(
      Cell cell,
      Estimate makespan,
      String unit,
      OptionalDouble speedUp,
      OptionalDouble speedUpHalf,
      boolean derived,
      OptionalDouble percentOfIdeal,
      OptionalDouble peakInFlight,
      Set<Mark> marks) {

    /** Half the 95 % interval of the percentage. */
    public OptionalDouble percentHalf() {
      return percentOfIdeal.isEmpty()
          ? percentOfIdeal
          : OptionalDouble.of(percentOfIdeal.getAsDouble() * makespan.half() / makespan.mean());
    }
  }

  /**
   * A cell of another project.
   *
   * @param score in {@code unit}, of which nothing says whether more is better
   * @param basis what half its interval comes from
   */
  public record Other(Cell cell, Estimate score, Basis basis, String unit) {}

  /**
   * Sums up the results of one run. A cell that failed has no row, whatever its other forks say.
   */
  public static Summary of(Collection<CellResult> results, Collection<Failure> failures) {
    Set<Cell> failed = failures.stream().map(Failure::cell).collect(Collectors.toSet());
    List<CellResult> whole =
        results.stream().filter(result -> !failed.contains(result.cell())).toList();
    List<CellResult> ours = whole.stream().filter(result -> result.cell().isOurs()).toList();
    Map<Cell, CellResult> cells = new LinkedHashMap<>();
    ours.forEach(result -> cells.put(result.cell(), result));
    Map<SortedMap<String, String>, Workload> workloads = new LinkedHashMap<>();
    for (CellResult result : ours) {
      workload(workloads, result.cell()).rows().add(row(result, cells));
    }
    for (Failure failure : failures) {
      if (failure.cell().isOurs()) {
        workload(workloads, failure.cell()).failures().add(failure);
      }
    }
    return new Summary(
        workloads.values().stream().map(workload -> workload.withTied(cells)).toList(),
        whole.stream()
            .filter(result -> !result.cell().isOurs())
            .map(result ->
                new Other(result.cell(), Basis.estimate(result), Basis.of(result), result.unit()))
            .toList(),
        failures.stream().filter(failure -> !failure.cell().isOurs()).toList());
  }

  /** Whether there is nothing to show. */
  public boolean isEmpty() {
    return workloads.isEmpty() && others.isEmpty() && otherFailures.isEmpty();
  }

  private static Workload workload(Map<SortedMap<String, String>, Workload> workloads, Cell cell) {
    return workloads.computeIfAbsent(cell.workload(), Workload::new);
  }

  private static Row row(CellResult result, Map<Cell, CellResult> results) {
    Cell cell = result.cell();
    Estimate makespan = Estimate.of(result);
    OptionalDouble ideal = Ideal.millis(cell);
    Cell baseline = baseline(cell);
    @Nullable CellResult sequential = results.get(baseline);
    double timesFlags = (double) cell.number("flags") / baseline.number("flags");
    OptionalDouble speedUp = OptionalDouble.empty();
    OptionalDouble half = OptionalDouble.empty();
    if (sequential != null) {
      double times = Estimate.of(sequential).mean() * timesFlags / makespan.mean();
      boolean itself = cell.equals(baseline);
      speedUp = OptionalDouble.of(times);
      half =
          OptionalDouble.of(
              itself ? 0 : times * Ratio.orUnknown(result, sequential, timesFlags).half());
    }
    return new Row(
        cell,
        makespan,
        result.unit(),
        speedUp,
        half,
        sequential != null && timesFlags != 1,
        ideal.isEmpty() ? ideal : OptionalDouble.of(100 * ideal.getAsDouble() / makespan.mean()),
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

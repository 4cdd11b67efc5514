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
import java.util.stream.Stream;
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

  /** Beyond this many flags nobody waits for them one by one. */
  private static final int MOST_SEQUENTIAL_FLAGS = 200;

  /** The book's number of flags, from which the sequential time of many is derived. */
  private static final String FEW_FLAGS = "20";

  /**
   * Cells that differ in style and workers alone.
   *
   * @param parameters what they have in common: see {@link Cell#workload()}
   */
  public record Workload(
      SortedMap<String, String> parameters, List<Row> rows, List<Failure> failures) {

    /** The row of the shortest mean makespan. */
    public Optional<Row> best() {
      return contenders().min(BY_MAKESPAN);
    }

    /** All that download anything. */
    private Stream<Row> contenders() {
      return rows.stream().filter(row -> !row.cell().method().equals("nothing"));
    }

    /**
     * The rows that are not told apart from the best one: their intervals do not lie wholly beyond
     * the practical threshold of 5 %.
     */
    public List<Row> tied() {
      return best().stream()
          .flatMap(best ->
              contenders()
                  .filter(row ->
                      best.makespan().forks() > 1
                          && !row.equals(best)
                          && !row.makespan().exceeds(best.makespan(), THRESHOLD)))
          .toList();
    }
  }

  /**
   * One cell.
   *
   * @param makespan in {@code unit}
   * @param speedUp sequential makespan over this one, where there is a sequential cell
   * @param derived whether the sequential makespan comes from that of fewer flags
   * @param percentOfIdeal ideal makespan over this one, in percent, where there is an ideal
   * @param peakInFlight the most requests at once that the server saw, where it tells
   */
  public record Row(
      Cell cell,
      Estimate makespan,
      String unit,
      OptionalDouble speedUp,
      boolean derived,
      OptionalDouble percentOfIdeal,
      OptionalDouble peakInFlight,
      Set<Mark> marks) {}

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
    Map<Cell, Estimate> makespans = new LinkedHashMap<>();
    ours.forEach(result -> makespans.put(result.cell(), Estimate.of(result)));
    Map<SortedMap<String, String>, Workload> workloads = new LinkedHashMap<>();
    for (CellResult result : ours) {
      workload(workloads, result.cell()).rows().add(row(result, makespans));
    }
    for (Failure failure : failures) {
      if (failure.cell().isOurs()) {
        workload(workloads, failure.cell()).failures().add(failure);
      }
    }
    return new Summary(
        List.copyOf(workloads.values()),
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
    return workloads.computeIfAbsent(
        cell.workload(),
        parameters -> new Workload(parameters, new ArrayList<>(), new ArrayList<>()));
  }

  private static Row row(CellResult result, Map<Cell, Estimate> makespans) {
    Cell cell = result.cell();
    Estimate makespan = Objects.requireNonNull(makespans.get(cell));
    OptionalDouble ideal = Ideal.millis(cell);
    Cell baseline = baseline(cell);
    @Nullable Estimate sequential = makespans.get(baseline);
    double timesFlags = (double) cell.number("flags") / baseline.number("flags");
    return new Row(
        cell,
        makespan,
        result.unit(),
        sequential == null
            ? OptionalDouble.empty()
            : OptionalDouble.of(sequential.mean() * timesFlags / makespan.mean()),
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

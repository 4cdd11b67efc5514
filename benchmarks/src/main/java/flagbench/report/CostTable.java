package flagbench.report;

import static flagbench.report.Numbers.WHOLE;

import flagbench.analysis.Side;
import flagbench.report.Document.Lines;
import flagbench.report.Document.Titled;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.List;
import java.util.Optional;

/** What downloading costs besides time: threads, heap and CPU. */
final class CostTable {
  /** What the costs are of. */
  static final Lines LEGEND =
      new Lines()
          .add(
              "threads, allocated heap and CPU time of the fork's JVM: an embedded server is included,"
                  + " and on Linux the JIT's CPU time is not");

  private CostTable() {}

  /** The table of all cells of which costs were recorded; empty if there are none. */
  static Optional<Titled> of(Side side) {
    List<CellResult> results =
        side.results().values().stream()
            .filter(
                result -> result.cell().isOurs() && result.secondaryMean("allocated").isPresent())
            .toList();
    if (results.isEmpty()) {
      return Optional.empty();
    }
    var table = new Table("style", "workers", "threads", "kB/flag", "CPU, µs/flag", "workload");
    for (CellResult result : results) {
      Cell cell = result.cell();
      table.add(
          cell.method(),
          cell.parameters().getOrDefault("workers", "-"),
          WHOLE.format(result.secondaryMax("threads")),
          WHOLE.format(result.secondaryMean("allocated").orElseThrow() / 1000),
          WHOLE.format(result.secondaryMean("cpuPerFlag")),
          WorkloadNames.title(cell.workload()));
    }
    return Optional.of(new Titled("Costs", table));
  }
}

package flagbench.report;

import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.report.Document.Block;
import flagbench.report.Document.Titled;
import flagbench.result.CellResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.BinaryOperator;
import java.util.stream.Collectors;

/** What each style costs beside time, at the number of workers where it is fastest. */
record CostTables(Side side, Summary summary) {

  /** For a page; empty where no cost was recorded. */
  String html() {
    List<Block> blocks = new ArrayList<>();
    for (Workload workload : summary.workloads()) {
      List<CellResult> fastest = fastest(workload);
      if (fastest.stream().anyMatch(result -> result.secondaryMean("allocated").isPresent())) {
        String title = WorkloadNames.title(workload.parameters());
        blocks.add(new Titled(title, table(fastest)));
      }
    }
    return blocks.isEmpty()
        ? ""
        : """
        <h3>What it costs</h3>
        <p>Of the fork's JVM, an embedded server included, in each style where it is fastest. CPU \
        time is per flag, on Linux without the JIT's.</p>
        %s\
        """
            .formatted(new Document(blocks).html());
  }

  /** The fastest cell of each style. */
  private List<CellResult> fastest(Workload workload) {
    BinaryOperator<Row> faster =
        BinaryOperator.minBy(Comparator.comparingDouble(row -> row.makespan().mean()));
    return workload.rows().stream()
        .collect(Collectors.toMap(row -> row.cell().method(), row -> row, faster))
        .values()
        .stream()
        .flatMap(row -> Optional.ofNullable(side.results().get(row.cell())).stream())
        .sorted(Comparator.comparing(CellResult::cell, StyleOrder.CELLS))
        .toList();
  }

  private static Table table(List<CellResult> results) {
    return Table.of(results)
        .column("style", result -> result.cell().method())
        .column("workers", result -> result.cell().parameters().getOrDefault("workers", "-"))
        .column("threads", result -> Numbers.WHOLE.format(result.secondaryMax("threads")))
        .column("allocated, kB/flag", CostTables::kilobytes)
        .column("CPU, µs/flag", result -> Numbers.WHOLE.format(result.secondaryMean("cpuPerFlag")))
        .table();
  }

  private static String kilobytes(CellResult result) {
    return Numbers.WHOLE.format(
        result.secondaryMean("allocated").stream().map(bytes -> bytes / 1000).findFirst());
  }
}

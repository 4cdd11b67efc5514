package flagbench.report;

import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.result.CellResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What each style costs beside time, at the number of workers where it is fastest. */
record CostTables(Side side, Summary summary) {

  /** Nothing where no cost was recorded. */
  String html() {
    List<Document.Block> blocks = new ArrayList<>();
    for (Workload workload : summary.workloads()) {
      List<CellResult> fastest = fastest(workload);
      if (fastest.stream().anyMatch(result -> result.secondaryMean("allocated").isPresent())) {
        blocks.add(new Document.Titled(Sentences.title(workload), table(fastest)));
      }
    }
    return blocks.isEmpty()
        ? ""
        : """
        <h3>What it costs</h3>
        <p>Of the fork's JVM, an embedded server included, in each style where it is fastest. CPU \
        time is per flag, on Linux without the JIT's.</p>
        """
            + new Document(blocks).html();
  }

  private List<CellResult> fastest(Workload workload) {
    Map<String, Row> rows = new TreeMap<>();
    for (Row row : workload.rows()) {
      rows.merge(
          row.cell().method(),
          row,
          (one, other) -> one.makespan().mean() <= other.makespan().mean() ? one : other);
    }
    return side.results().values().stream()
        .filter(result -> {
          @Nullable Row row = rows.get(result.cell().method());
          return row != null && row.cell().equals(result.cell());
        })
        .sorted(Comparator.comparing(CellResult::cell, StyleOrder.CELLS))
        .toList();
  }

  private static Table table(List<CellResult> results) {
    var table = new Table("style", "workers", "threads", "allocated, kB/flag", "CPU, µs/flag");
    for (CellResult result : results) {
      table.add(
          result.cell().method(),
          result.cell().parameters().getOrDefault("workers", "-"),
          number(result.secondaryMax("threads"), 1),
          number(result.secondaryMean("allocated"), 1000),
          number(result.secondaryMean("cpuPerFlag"), 1));
    }
    return table;
  }

  private static String number(OptionalDouble value, double unit) {
    return value.isPresent() ? new Numbers(0).format(value.getAsDouble() / unit) : "-";
  }
}

package flagbench.report;

import static flagbench.report.Numbers.HUNDREDTHS;
import static flagbench.report.Numbers.TENTHS;
import static flagbench.report.Numbers.WHOLE;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import flagbench.analysis.Basis;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.report.Document.Block;
import flagbench.report.Document.Drawing;
import flagbench.report.Document.Lines;
import flagbench.report.Document.Titled;
import flagbench.result.Cell;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The results of one run: for each workload a table, in a page a chart, and a sentence that names
 * the fastest style; then the legend. Cells that are not ranked are in one plain table.
 */
public record SummaryReport(Summary summary) implements Report {
  private static final String TIED = "; within 5 % or not told apart: ";
  private static final String ONE_FORK =
      "; by one fork it cannot be told from these (measure with --forks 5): ";

  @Override
  public String json() {
    return Json.write(summary);
  }

  @Override
  public Document document() {
    if (summary.isEmpty()) {
      return new Document(List.of(new Lines().add("There is no result in it.")));
    }
    List<Block> blocks = new ArrayList<>();
    var answers = new Lines();
    for (Workload workload : summary.workloads()) {
      blocks.add(new Titled(WorkloadNames.title(workload.parameters()), table(workload)));
      WorkloadChart.of(workload).ifPresent(chart -> blocks.add(new Drawing("", chart.figure())));
      // A workload that has only sequential cells was measured for the speed-up of other workloads.
      if (!workload.rows().stream().allMatch(row -> row.cell().method().equals("sequential"))) {
        workload.best().ifPresent(best -> answers.add("%s", answer(workload, best)));
      }
    }
    blocks.add(answers);
    blocks.add(new Legend(summary).lines());
    if (!summary.others().isEmpty() || !summary.otherFailures().isEmpty()) {
      blocks.add(new Titled("Benchmarks that are not ranked", others()));
      blocks.add(othersLegend());
    }
    return new Document(blocks);
  }

  private String answer(Workload workload, Row best) {
    List<SortedMap<String, String>> all =
        summary.workloads().stream().map(Workload::parameters).toList();
    String tied =
        workload.tied().stream()
            .map(row -> row.cell().brief())
            .collect(joining(", ", best.makespan().forks() == 1 ? ONE_FORK : TIED, ""));
    return WorkloadNames.name(workload.parameters(), all)
        + ": "
        + best.cell().brief()
        + TENTHS.format(best.speedUp(), ", %s× sequential", "")
        + WHOLE.format(best.percentOfIdeal(), ", %s %% of ideal", "")
        + Legend.caution(best)
        + (workload.tied().isEmpty() ? "" : tied);
  }

  private static Table table(Workload workload) {
    Map<Cell, Row> rows = workload.rows().stream().collect(toMap(Row::cell, row -> row));
    var table =
        new Table("style", "workers", "makespan", "±", "unit", "speed-up", "% ideal", "marks");
    Stream.concat(
            rows.keySet().stream(), workload.failures().stream().map(Failure::cell).distinct())
        .sorted(StyleOrder.CELLS)
        .forEach(cell -> add(table, cell, rows.get(cell)));
    return table;
  }

  private static void add(Table table, Cell cell, @Nullable Row row) {
    String workers = cell.parameters().getOrDefault("workers", "-");
    if (row == null) {
      table.add(cell.method(), workers, "failed", "-", "-", "-", "-", "failed");
    } else {
      table.add(
          cell.method(),
          workers,
          HUNDREDTHS.format(row.makespan().mean()),
          HUNDREDTHS.format(row.makespan().half()),
          row.unit().replace("/op", ""),
          TENTHS.format(row.speedUp(), "%s×", "-"),
          TENTHS.format(row.percentOfIdeal()),
          String.join(" ", Legend.words(row)));
    }
  }

  /** The scores of cells that are not ranked, most of them of other projects. */
  private Table others() {
    var table =
        new Table(3, "class", "method", "parameters", "mode", "threads", "score", "±", "unit", "");
    for (Summary.Other other : summary.others()) {
      String score = Numbers.significant(other.score().mean());
      String half = Numbers.significant(other.score().half());
      add(table, other.cell(), score, half, other.unit(), other.basis().label());
    }
    for (Failure failure : summary.otherFailures()) {
      add(table, failure.cell(), "failed", "-", "-", "failed");
    }
    return table;
  }

  private static void add(
      Table table, Cell cell, String score, String half, String unit, String note) {
    String parameters =
        cell.parameters().entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
            .collect(joining(", "));
    String threads = String.valueOf(cell.threads());
    table.add(
        cell.type(), cell.method(), parameters, cell.mode(), threads, score, half, unit, note);
  }

  private Lines othersLegend() {
    Lines lines =
        new Lines()
            .addIf(
                !summary.others().isEmpty(),
                "±: half the 95 % interval, from fork means unless the last column says otherwise")
            .addIf(
                summary.others().stream().anyMatch(other -> other.basis() == Basis.ITERATIONS),
                "%s: there is one fork, so ± is computed from its iterations; the next JVM may differ by"
                    + " tens of percent",
                Basis.ITERATIONS.label());
    summary
        .otherFailures()
        .forEach(failure -> lines.add("failed: %s: %s", failure.cell(), failure.reason()));
    return lines;
  }
}

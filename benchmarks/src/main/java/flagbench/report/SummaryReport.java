package flagbench.report;

import flagbench.analysis.Estimate;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.result.Cell;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** A summary as a person reads it: a table and a sentence per workload, and what the marks mean. */
public final class SummaryReport {

  private final Summary summary;

  public SummaryReport(Summary summary) {
    this.summary = summary;
  }

  /** For a terminal: 80 columns, no colour. */
  public String text() {
    return document().text();
  }

  /** For a README. */
  public String markdown() {
    return document().markdown();
  }

  /** For a page. */
  String html() {
    return document().html();
  }

  private Document document() {
    if (summary.isEmpty()) {
      return new Document(List.of(new Document.Lines(List.of("There is no result in it."))));
    }
    List<Document.Block> blocks = new ArrayList<>();
    for (Workload workload : summary.workloads()) {
      blocks.add(new Document.Titled(Sentences.title(workload), table(workload)));
    }
    if (!summary.workloads().isEmpty()) {
      blocks.add(new Document.Lines(new Sentences(summary).lines()));
      blocks.add(new Document.Lines(new Legend(summary).lines()));
    }
    if (!summary.others().isEmpty() || !summary.otherFailures().isEmpty()) {
      var others = new OtherCells(summary);
      blocks.add(new Document.Titled("Benchmarks of other projects", others.table()));
      blocks.add(new Document.Lines(others.legend()));
    }
    return new Document(blocks);
  }

  private static Table table(Workload workload) {
    var table =
        new Table("style", "workers", "makespan", "±", "unit", "speed-up", "% ideal", "marks");
    Stream.concat(
            workload.rows().stream().map(row -> Map.entry(row.cell(), cells(row))),
            workload.failures().stream().map(failure -> Map.entry(failure.cell(), cells(failure))))
        .sorted(Map.Entry.comparingByKey(StyleOrder.CELLS))
        .forEach(entry -> table.add(entry.getValue().toArray(String[]::new)));
    return table;
  }

  private static List<String> cells(Row row) {
    Estimate makespan = row.makespan();
    return List.of(
        row.cell().method(),
        workers(row.cell()),
        number("%.2f", makespan.mean()),
        Double.isInfinite(makespan.half()) ? "?" : number("%.2f", makespan.half()),
        row.unit().replace("/op", ""),
        row.speedUp().isPresent() ? number("%.1f×", row.speedUp().getAsDouble()) : "-",
        row.percentOfIdeal().isPresent() ? number("%.1f", row.percentOfIdeal().getAsDouble()) : "-",
        String.join(" ", Legend.notes(row)));
  }

  private static List<String> cells(Failure failure) {
    return List.of(
        failure.cell().method(), workers(failure.cell()), "failed", "-", "-", "-", "-", "failed");
  }

  private static String workers(Cell cell) {
    return cell.parameters().getOrDefault("workers", "-");
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}

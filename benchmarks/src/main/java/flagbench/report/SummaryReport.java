package flagbench.report;

import flagbench.analysis.Estimate;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.result.Cell;
import flagbench.result.Failure;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A summary as a person reads it: a table and a sentence per workload, and what the marks mean. */
public final class SummaryReport {

  private static final int COLUMNS = 80;

  private static final List<String> STYLES =
      List.of("sequential", "threadPool", "virtualThreads", "async");

  private final Summary summary;

  public SummaryReport(Summary summary) {
    this.summary = summary;
  }

  /** For a terminal: 80 columns, no colour. */
  public String text() {
    String tables =
        summary.workloads().stream()
            .map(workload -> Sentences.title(workload) + "\n" + table(workload).text())
            .collect(Collectors.joining("\n"));
    return tables
        + "\n"
        + wrapped(new Sentences(summary).lines())
        + "\n"
        + wrapped(new Legend(summary).lines());
  }

  /** For a README. */
  public String markdown() {
    String tables =
        summary.workloads().stream()
            .map(workload ->
                "**" + Sentences.title(workload) + "**\n\n" + table(workload).markdown())
            .collect(Collectors.joining("\n"));
    return tables
        + "\n"
        + listed(new Sentences(summary).lines())
        + "\n"
        + listed(new Legend(summary).lines());
  }

  private static String listed(List<String> lines) {
    return lines.stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
  }

  /** Breaks a line at spaces; what continues is indented. */
  private static String wrap(String line) {
    var text = new StringBuilder();
    int column = 0;
    for (String word : line.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > COLUMNS) {
        text.append("\n  ");
        column = 2;
      } else if (column > 0) {
        text.append(' ');
        column++;
      }
      text.append(word);
      column += word.length();
    }
    return text.append('\n').toString();
  }

  private static String wrapped(List<String> lines) {
    return lines.stream().map(SummaryReport::wrap).collect(Collectors.joining());
  }

  private static Table table(Workload workload) {
    var table =
        new Table("style", "workers", "makespan", "±", "unit", "speed-up", "% ideal", "marks");
    Stream<List<String>> rows =
        Stream.concat(
            workload.rows().stream().map(row -> cells(row)),
            workload.failures().stream().map(failure -> cells(failure)));
    List<List<String>> sorted =
        rows.sorted(
                Comparator.<List<String>>comparingInt(cells -> STYLES.indexOf(cells.getFirst()))
                    .thenComparingInt(cells -> cells.get(1).length())
                    .thenComparing(cells -> cells.get(1)))
            .toList();
    sorted.forEach(cells -> table.add(cells.toArray(String[]::new)));
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

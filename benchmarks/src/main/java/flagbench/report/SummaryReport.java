package flagbench.report;

import flagbench.analysis.Estimate;
import flagbench.analysis.Mark;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.result.Cell;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A summary as a person reads it: a table and a sentence per workload, and what the marks mean. */
public final class SummaryReport {

  /** From here on speed-up and percent of ideal mean the same on another machine. */
  private static final double PORTABLE_PERCENT = 80;

  private static final int COLUMNS = 80;

  /** With fewer, no test could call a difference significant. */
  private static final int FORKS_FOR_A_VERDICT = 4;

  private static final List<String> STYLES =
      List.of("sequential", "threadPool", "virtualThreads", "async");

  private static final String DERIVED = "derived";
  private static final String MACHINE = "machine";

  private final Summary summary;

  public SummaryReport(Summary summary) {
    this.summary = summary;
  }

  /** For a terminal: 80 columns, no colour. */
  public String text() {
    String tables =
        summary.workloads().stream()
            .map(workload -> title(workload) + "\n" + table(workload).text())
            .collect(Collectors.joining("\n"));
    return tables + "\n" + wrapped(sentences()) + "\n" + wrapped(legend());
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

  /** For a README. */
  public String markdown() {
    String tables =
        summary.workloads().stream()
            .map(workload -> "**" + title(workload) + "**\n\n" + table(workload).markdown())
            .collect(Collectors.joining("\n"));
    String sentences =
        sentences().stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
    String legend = legend().stream().map(line -> "- " + line + "\n").collect(Collectors.joining());
    return tables + "\n" + sentences + "\n" + legend;
  }

  /** All parameters. */
  private String title(Workload workload) {
    return name(workload, parameter -> true);
  }

  /** No more parameters than tell the summary's workloads apart. */
  private String name(Workload workload) {
    return name(
        workload,
        parameter ->
            summary.workloads().stream()
                    .map(other -> other.parameters().get(parameter))
                    .distinct()
                    .count()
                > 1);
  }

  private static String name(Workload workload, Predicate<String> shown) {
    String others =
        workload.parameters().keySet().stream()
            .filter(parameter ->
                !parameter.equals("flags") && !parameter.equals("latency") && shown.test(parameter))
            .map(parameter -> parameter + " " + workload.parameters().get(parameter))
            .collect(Collectors.joining(", "));
    return "%s flags at %s"
            .formatted(workload.parameters().get("flags"), workload.parameters().get("latency"))
        + (others.isEmpty() ? "" : " (" + others + ")");
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
        String.join(" ", notes(row)));
  }

  private static List<String> cells(Failure failure) {
    return List.of(
        failure.cell().method(), workers(failure.cell()), "failed", "-", "-", "-", "-", "failed");
  }

  private static String workers(Cell cell) {
    return cell.parameters().getOrDefault("workers", "-");
  }

  private static List<String> notes(Row row) {
    List<String> notes = new ArrayList<>();
    row.marks().forEach(mark -> notes.add(mark.label()));
    if (row.derived()) {
      notes.add(DERIVED);
    }
    if (!row.cell().method().equals("sequential")
        && row.percentOfIdeal().orElse(0) < PORTABLE_PERCENT) {
      notes.add(MACHINE);
    }
    return notes;
  }

  /** One plain sentence per workload. */
  private List<String> sentences() {
    List<String> sentences = new ArrayList<>();
    for (Workload workload : summary.workloads()) {
      if (workload.rows().stream().allMatch(row -> row.cell().method().equals("sequential"))) {
        // Measured for other workloads' speed-ups; alone it answers nothing.
        continue;
      }
      workload
          .best()
          .ifPresent(
              best -> sentences.add(name(workload) + ": " + sentence(best) + tied(workload)));
    }
    return sentences;
  }

  private static String sentence(Row best) {
    String sentence = who(best.cell());
    if (best.speedUp().isPresent()) {
      sentence += number(", %.1f× sequential", best.speedUp().getAsDouble());
    }
    if (best.percentOfIdeal().isPresent()) {
      sentence += number(", %.0f %% of ideal", best.percentOfIdeal().getAsDouble());
    }
    return sentence;
  }

  private static String tied(Workload workload) {
    List<String> tied = workload.tied().stream().map(row -> who(row.cell())).toList();
    return tied.isEmpty() ? "" : "; within 5 % or not told apart: " + String.join(", ", tied);
  }

  private static String who(Cell cell) {
    return cell.parameter("workers") == null
        ? cell.method()
        : "%s with %s workers".formatted(cell.method(), cell.parameter("workers"));
  }

  /** What the columns and the marks that occur mean, and why cells failed. */
  private List<String> legend() {
    List<String> lines = new ArrayList<>();
    if (forkCounts().getCount() > 0) {
      lines.add("±: half the 95 %% interval, from fork means (%s)".formatted(forks()));
    }
    List<Row> rows =
        summary.workloads().stream().flatMap(workload -> workload.rows().stream()).toList();
    rows.stream()
        .flatMap(row -> row.marks().stream())
        .collect(Collectors.toCollection(TreeSet::new))
        .forEach((Mark mark) -> lines.add(mark.label() + ": " + mark.reason()));
    if (rows.stream().anyMatch(Row::derived)) {
      lines.add(DERIVED + ": speed-up over the 20-flag sequential cell's time per flag");
    }
    if (rows.stream().anyMatch(row -> notes(row).contains(MACHINE))) {
      lines.add(
          number(
              MACHINE + ": without an ideal, or below %.0f %% of it: the machine decides",
              PORTABLE_PERCENT));
    }
    summary.workloads().stream()
        .flatMap(workload -> workload.failures().stream())
        .forEach(failure ->
            lines.add("failed: %s: %s".formatted(who(failure.cell()), failure.reason())));
    return lines;
  }

  private String forks() {
    IntSummaryStatistics counts = forkCounts();
    String forks =
        counts.getMin() == counts.getMax()
            ? "" + counts.getMin()
            : counts.getMin() + " to " + counts.getMax();
    return forks
        + " forks a cell"
        + (counts.getMin() < FORKS_FOR_A_VERDICT ? ": indicative, no verdict" : "");
  }

  private IntSummaryStatistics forkCounts() {
    return summary.workloads().stream()
        .flatMap(workload -> workload.rows().stream())
        .mapToInt(row -> row.makespan().forks())
        .summaryStatistics();
  }

  private static String number(String format, double value) {
    return String.format(Locale.ROOT, format, value);
  }
}

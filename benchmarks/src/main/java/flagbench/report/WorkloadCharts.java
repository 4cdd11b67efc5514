package flagbench.report;

import flagbench.analysis.Ideal;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A workload over its numbers of workers: makespans beside the ideal, and speed-ups. */
record WorkloadCharts(Workload workload) {

  /** None where no cell has workers. */
  List<LineChart> charts() {
    List<Row> rows =
        workload.rows().stream().filter(row -> row.cell().parameter("workers") != null).toList();
    if (rows.isEmpty()) {
      return List.of();
    }
    String title = Sentences.title(workload);
    return List.of(
        new LineChart(
            "Makespan over workers, " + title,
            "Makespan in ms of each style over its number of workers, both on logarithmic scales,"
                + " with 95 % intervals. The figures are in the table below.",
            "workers",
            "makespan, ms",
            makespans(rows)),
        new LineChart(
            "Speed-up over sequential, " + title,
            "How many times faster than sequential each style is over its number of workers, both"
                + " on logarithmic scales. The figures are in the table below.",
            "workers",
            "speed-up, ×",
            styles(rows, WorkloadCharts::speedUp)));
  }

  private static List<LineChart.Series> makespans(List<Row> rows) {
    List<LineChart.Series> series = styles(rows, row -> Stream.of(makespan(row)));
    List<LineChart.Point> ideal =
        rows.stream()
            .filter(row -> Ideal.millis(row.cell()).isPresent())
            .collect(
                Collectors.toMap(
                    row -> row.cell().number("workers"),
                    row -> Ideal.millis(row.cell()).orElseThrow(),
                    (one, same) -> one,
                    TreeMap::new))
            .entrySet()
            .stream()
            .map(entry -> point(entry.getKey(), entry.getValue(), "ideal"))
            .toList();
    if (!ideal.isEmpty()) {
      series.add(new LineChart.Series("ideal", -1, ideal));
    }
    return series;
  }

  private static Stream<LineChart.Point> speedUp(Row row) {
    return row.speedUp().stream()
        .mapToObj(times ->
            point(
                row.cell().number("workers"),
                times,
                String.format(Locale.ROOT, "%s: %.1f×", row.cell().brief(), times)));
  }

  /** A line for each style, fewer workers first. */
  private static List<LineChart.Series> styles(
      List<Row> rows, Function<Row, Stream<LineChart.Point>> points) {
    Map<String, List<LineChart.Point>> styles = new LinkedHashMap<>();
    rows.stream()
        .sorted(Comparator.comparing(Row::cell, StyleOrder.CELLS))
        .forEach(row ->
            points
                .apply(row)
                .forEach(
                    styles.computeIfAbsent(row.cell().method(), key -> new ArrayList<>())::add));
    List<LineChart.Series> series = new ArrayList<>();
    styles.forEach(
        (style, line) -> series.add(new LineChart.Series(style, StyleOrder.place(style), line)));
    return series;
  }

  private static LineChart.Point makespan(Row row) {
    double mean = row.makespan().mean();
    boolean bounded = Double.isFinite(row.makespan().half());
    double half = bounded ? row.makespan().half() : 0;
    return new LineChart.Point(
        row.cell().number("workers"),
        mean,
        Math.max(mean - half, mean / 10),
        mean + half,
        String.format(
            Locale.ROOT,
            "%s: %.2f ± %s %s",
            row.cell().brief(),
            mean,
            bounded ? String.format(Locale.ROOT, "%.2f", half) : "?",
            row.unit().replace("/op", "")));
  }

  private static LineChart.Point point(double x, double y, String tooltip) {
    return new LineChart.Point(x, y, y, y, tooltip);
  }
}

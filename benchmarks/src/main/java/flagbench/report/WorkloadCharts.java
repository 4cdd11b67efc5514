package flagbench.report;

import flagbench.analysis.Ideal;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A workload over its numbers of workers, of one run or of two: makespans, and how near they come
 * to the ideal.
 *
 * @param letters of the runs, or one that is empty
 */
record WorkloadCharts(List<Workload> runs, List<String> letters) {

  static WorkloadCharts of(Workload workload) {
    return new WorkloadCharts(List.of(workload), List.of(""));
  }

  /** None where no cell has workers. */
  List<LineChart> charts() {
    List<LineChart.Series> makespans = series(row -> Stream.of(makespan(row)));
    if (makespans.isEmpty()) {
      return List.of();
    }
    makespans.addAll(ideal());
    String title = Sentences.title(runs.getFirst());
    return List.of(
        new LineChart("Makespan over workers", title, "makespan, ms", false, makespans),
        new LineChart(
            "Percent of ideal over workers",
            title,
            "% of ideal",
            true,
            series(WorkloadCharts::percentOfIdeal)));
  }

  /** A line without points, the same for all runs. */
  private List<LineChart.Series> ideal() {
    TreeMap<Integer, Double> ideals = new TreeMap<>();
    rows(runs.getFirst())
        .forEach(row ->
            Ideal.millis(row.cell())
                .ifPresent(millis -> ideals.put(row.cell().number("workers"), millis)));
    List<LineChart.Point> points = new ArrayList<>();
    ideals.forEach((workers, millis) -> points.add(point(workers, millis, "ideal")));
    return points.isEmpty() ? List.of() : List.of(new LineChart.Series("ideal", -1, false, points));
  }

  /** A line for each style of each run, fewer workers first. */
  private List<LineChart.Series> series(Function<Row, Stream<LineChart.Point>> points) {
    List<LineChart.Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String letter = letters.get(i);
      boolean second = i > 0;
      rows(runs.get(i))
          .collect(
              Collectors.groupingBy(row -> row.cell().method(), TreeMap::new, Collectors.toList()))
          .forEach((style, rows) -> {
            List<LineChart.Point> line = rows.stream().flatMap(points).toList();
            if (!line.isEmpty()) {
              series.add(
                  new LineChart.Series(
                      (style + " " + letter).strip(), StyleOrder.place(style), second, line));
            }
          });
    }
    series.sort(Comparator.comparingInt(LineChart.Series::style));
    return series;
  }

  private static Stream<Row> rows(Workload workload) {
    return workload.rows().stream()
        .filter(row -> row.cell().parameter("workers") != null)
        .sorted(Comparator.comparing(Row::cell, StyleOrder.CELLS));
  }

  private static LineChart.Point makespan(Row row) {
    double mean = row.makespan().mean();
    double half = row.makespan().half();
    boolean bounded = Double.isFinite(half);
    return new LineChart.Point(
        row.cell().number("workers"),
        mean,
        bounded ? Math.max(mean - half, mean / 10) : mean,
        bounded ? mean + half : mean,
        String.format(
            Locale.ROOT,
            "%s: %.2f ± %s %s",
            StyleOrder.label(row.cell()),
            mean,
            bounded ? String.format(Locale.ROOT, "%.2f", half) : "?",
            row.unit().replace("/op", "")));
  }

  private static Stream<LineChart.Point> percentOfIdeal(Row row) {
    return row.percentOfIdeal().stream()
        .mapToObj(percent ->
            point(
                row.cell().number("workers"),
                percent,
                String.format(Locale.ROOT, "%s: %.1f %%", StyleOrder.label(row.cell()), percent)));
  }

  private static LineChart.Point point(double x, double y, String tooltip) {
    return new LineChart.Point(x, y, y, y, tooltip);
  }
}

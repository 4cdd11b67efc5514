package flagbench.report;

import static flagbench.report.Numbers.HUNDREDTHS;
import static flagbench.report.Numbers.TENTHS;
import static java.util.stream.Collectors.flatMapping;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toMap;

import flagbench.analysis.Ideal;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.report.LineChart.Point;
import flagbench.report.LineChart.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
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

  /** For a page: each workload that a candidate has in common with the baseline. */
  static String html(Candidate candidate) {
    List<Workload> others = FilesReport.summary(candidate.comparison().candidate()).workloads();
    Map<Map<String, String>, Workload> byParameters =
        others.stream().collect(toMap(Workload::parameters, workload -> workload));
    List<String> letters = List.of("A", candidate.letter());
    return FilesReport.summary(candidate.comparison().baseline()).workloads().stream()
        .flatMap(workload ->
            Stream.ofNullable(byParameters.get(workload.parameters()))
                .map(other -> new WorkloadCharts(List.of(workload, other), letters)))
        .map(WorkloadCharts::html)
        .collect(joining());
  }

  /** For a page; empty where no cell has workers. */
  String html() {
    String title = WorkloadNames.title(runs.getFirst().parameters());
    String whose = runs.size() > 1 ? ": " + String.join(" and ", letters) : "";
    List<LineChart> charts = charts();
    return charts.isEmpty()
        ? ""
        : "<h3>%s</h3>\n<div class=\"charts\">\n%s</div>\n"
            .formatted(
                Markup.escape(title + whose),
                charts.stream().map(LineChart::figure).collect(joining()));
  }

  /** Those that have anything to show. */
  List<LineChart> charts() {
    String title = WorkloadNames.title(runs.getFirst().parameters());
    List<Series> makespans = series(row -> Stream.of(makespan(row)));
    List<Series> percents = series(WorkloadCharts::percentOfIdeal);
    List<LineChart> charts = new ArrayList<>();
    if (!makespans.isEmpty()) {
      List<Point> ideal = ideal();
      if (!ideal.isEmpty()) {
        makespans.add(new Series("ideal", -1, false, ideal));
      }
      charts.add(new LineChart("Makespan over workers", title, "makespan, ms", false, makespans));
    }
    if (!percents.isEmpty()) {
      charts.add(
          new LineChart("Percent of ideal over workers", title, "% of ideal", true, percents));
    }
    return charts;
  }

  /** A line without points, the same for all runs. */
  private List<Point> ideal() {
    return rows(runs.getFirst())
        .flatMap(row ->
            Ideal.millis(row.cell()).stream()
                .mapToObj(millis -> Point.exact(row.cell().number("workers"), millis, "")))
        .sorted(Comparator.comparingDouble(Point::x))
        .distinct()
        .toList();
  }

  /** A line for each style of each run, fewer workers first. */
  private List<Series> series(Function<Row, Stream<Point>> points) {
    List<Series> series = new ArrayList<>();
    for (int i = 0; i < runs.size(); i++) {
      String letter = letters.get(i);
      boolean second = i > 0;
      rows(runs.get(i))
          .collect(
              groupingBy(row -> row.cell().method(), TreeMap::new, flatMapping(points, toList())))
          .forEach((style, line) ->
              series.add(
                  new Series(
                      (style + " " + letter).strip(), StyleOrder.place(style), second, line)));
    }
    series.removeIf(one -> one.points().isEmpty());
    series.sort(Comparator.comparingInt(Series::style));
    return series;
  }

  private static Stream<Row> rows(Workload workload) {
    return workload.rows().stream()
        .filter(row -> row.cell().parameter("workers") != null)
        .sorted(Comparator.comparing(Row::cell, StyleOrder.CELLS));
  }

  private static Point makespan(Row row) {
    double mean = row.makespan().mean();
    double half = Double.isFinite(row.makespan().half()) ? row.makespan().half() : 0;
    String known = HUNDREDTHS.format(mean) + " ± " + HUNDREDTHS.format(row.makespan().half());
    String tooltip =
        StyleOrder.label(row.cell()) + ": " + known + " " + row.unit().replace("/op", "");
    int workers = row.cell().number("workers");
    return new Point(workers, mean, Math.max(mean - half, mean / 10), mean + half, tooltip);
  }

  private static Stream<Point> percentOfIdeal(Row row) {
    String tooltip =
        StyleOrder.label(row.cell()) + ": " + TENTHS.format(row.percentOfIdeal()) + " %";
    return row.percentOfIdeal().stream()
        .mapToObj(percent -> Point.exact(row.cell().number("workers"), percent, tooltip));
  }
}

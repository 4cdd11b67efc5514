package flagbench.report;

import static flagbench.report.Numbers.HUNDREDTHS;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import flagbench.analysis.Ideal;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.report.LineChart.Point;
import flagbench.report.LineChart.Series;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;

/**
 * The makespans of a workload over the numbers of workers: a line for each style, and the ideal.
 * Cells of which flags were refused are left out, because their makespans are of fewer flags.
 */
final class WorkloadChart {
  private WorkloadChart() {}

  /** The chart of a workload; empty unless it was measured with several numbers of workers. */
  static Optional<LineChart> of(Workload workload) {
    List<Row> rows =
        workload.rows().stream()
            .filter(row -> row.cell().parameter("workers") != null && !row.hasRefusals())
            .sorted(Comparator.comparing(Row::cell, StyleOrder.CELLS))
            .toList();
    if (rows.stream().map(WorkloadChart::workers).distinct().count() < 2) {
      return Optional.empty();
    }
    List<Series> series = new ArrayList<>();
    rows.stream()
        .collect(
            groupingBy(
                row -> row.cell().method(),
                LinkedHashMap::new,
                mapping(WorkloadChart::makespan, toList())))
        .forEach((style, line) -> series.add(new Series(style, StyleOrder.place(style), line)));
    List<Point> ideal =
        rows.stream()
            .flatMap(row ->
                Ideal.millis(row.cell()).stream()
                    .mapToObj(millis -> new Point(workers(row), millis, millis, millis, "")))
            .sorted(Comparator.comparingDouble(Point::x))
            .distinct()
            .toList();
    if (!ideal.isEmpty()) {
      series.add(new Series("ideal", Series.COMPUTED, ideal));
    }
    String title = WorkloadNames.title(workload.parameters());
    return Optional.of(new LineChart("Makespan over workers", title, "makespan, ms", series));
  }

  private static int workers(Row row) {
    return row.cell().number("workers");
  }

  private static Point makespan(Row row) {
    double mean = row.makespan().mean();
    double half = Double.isFinite(row.makespan().half()) ? row.makespan().half() : 0;
    String known = HUNDREDTHS.format(mean) + " ± " + HUNDREDTHS.format(row.makespan().half());
    String tooltip =
        StyleOrder.label(row.cell()) + ": " + known + " " + row.unit().replace("/op", "");
    // The scale is logarithmic, and has no place for an interval that reaches down to zero.
    return new Point(workers(row), mean, Math.max(mean - half, mean / 10), mean + half, tooltip);
  }
}

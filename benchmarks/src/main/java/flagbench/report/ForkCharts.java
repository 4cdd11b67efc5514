package flagbench.report;

import static flagbench.report.Markup.escape;

import flagbench.analysis.Side;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Collectors;

/** Every iteration of every fork, so that drift and two modes are seen and not averaged away. */
record ForkCharts(Side side) {

  /** For a page. */
  String html() {
    var page = new StringBuilder();
    page.append(
        """
        <h3>Forks and iterations</h3>
        <p>A line is a fork, and its corners are its iterations in the order of measurement. Each \
        chart spans its own range.</p>
        """);
    side.results().values().stream()
        .collect(
            Collectors.groupingBy(
                result -> title(result.cell()), LinkedHashMap::new, Collectors.toList()))
        .forEach((title, results) ->
            page.append(
                results.stream()
                    .sorted(Comparator.comparing(CellResult::cell, StyleOrder.CELLS))
                    .map(ForkCharts::chart)
                    .collect(
                        Collectors.joining(
                            "",
                            "<h4>%s</h4>\n<div class=\"multiples\">\n".formatted(escape(title)),
                            "</div>\n"))));
    return page.toString();
  }

  private static String title(Cell cell) {
    return cell.isOurs() ? WorkloadNames.title(cell.workload()) : cell.type();
  }

  private static String chart(CellResult result) {
    double[][] forks = result.forks();
    DoubleSummaryStatistics scores =
        Arrays.stream(forks).flatMapToDouble(Arrays::stream).summaryStatistics();
    Numbers numbers = Numbers.of(List.of(scores.getMin(), scores.getMax()));
    return """
    <figure class="s%s"><svg viewBox="0 0 120 44" aria-hidden="true"><path d="%s"/></svg>\
    <figcaption>%s<br>%s to %s %s</figcaption></figure>
    """
        .formatted(
            StyleOrder.place(result.cell().method()),
            path(forks, scores),
            escape(StyleOrder.label(result.cell())),
            numbers.format(scores.getMin()),
            numbers.format(scores.getMax()),
            escape(result.unit()));
  }

  /** A line for each fork, by steps from corner to corner: these are shorter than places. */
  private static String path(double[][] forks, DoubleSummaryStatistics scores) {
    double range = Math.max(scores.getMax() - scores.getMin(), Double.MIN_NORMAL);
    var path = new StringBuilder();
    long penX = 0;
    long penY = 0;
    for (int i = 0; i < forks.length; i++) {
      for (int j = 0; j < forks[i].length; j++) {
        long x = Math.round(4 + 112 * (i + (j + 0.5) / forks[i].length * 0.7) / forks.length);
        long y = Math.round(40 - 36 * (forks[i][j] - scores.getMin()) / range);
        path.append(j == 0 ? 'm' : 'l').append(x - penX);
        path.append(y < penY ? "" : " ").append(y - penY);
        penX = x;
        penY = y;
      }
      path.append(forks[i].length == 1 ? "h0" : "");
    }
    return path.toString();
  }
}

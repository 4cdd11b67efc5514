package flagbench.report;

import static flagbench.report.Html.escape;

import flagbench.analysis.Side;
import flagbench.result.CellResult;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Every iteration of every fork, so that drift and two modes are seen and not averaged away. */
record ForkCharts(Side side) {

  String html() {
    Map<String, List<CellResult>> workloads = new LinkedHashMap<>();
    for (CellResult result : side.results().values()) {
      String title =
          result.cell().isOurs() ? Sentences.title(result.cell().workload()) : result.cell().type();
      workloads.computeIfAbsent(title, key -> new ArrayList<>()).add(result);
    }
    var page = new StringBuilder();
    page.append(
        """
        <h3>Forks and iterations</h3>
        <p>A line is a fork, its corners are its iterations, in the order of measurement; each chart spans its own range.</p>
        """);
    workloads.forEach((title, results) -> {
      page.append("<h4>").append(escape(title)).append("</h4>\n");
      page.append("<div class=\"multiples\">\n");
      results.stream()
          .sorted(Comparator.comparing(CellResult::cell, StyleOrder.CELLS))
          .forEach(result -> multiple(page, result));
      page.append("</div>\n");
    });
    return page.toString();
  }

  private static void multiple(StringBuilder page, CellResult result) {
    double[][] forks = result.forks();
    DoubleSummaryStatistics scores =
        Arrays.stream(forks).flatMapToDouble(Arrays::stream).summaryStatistics();
    double range = Math.max(scores.getMax() - scores.getMin(), Double.MIN_NORMAL);
    var path = new StringBuilder();
    long penX = 0;
    long penY = 0;
    for (int i = 0; i < forks.length; i++) {
      for (int j = 0; j < forks[i].length; j++) {
        long x = Math.round(4 + 112 * (i + (j + 0.5) / forks[i].length * 0.7) / forks.length);
        long y = Math.round(40 - 36 * (forks[i][j] - scores.getMin()) / range);
        // From corner to corner: such steps are shorter to write than places.
        path.append(j == 0 ? 'm' : 'l').append(x - penX);
        path.append(y < penY ? "" : " ").append(y - penY);
        penX = x;
        penY = y;
      }
      if (forks[i].length == 1) {
        path.append("h0");
      }
    }
    Numbers numbers = Numbers.of(List.of(scores.getMin(), scores.getMax()));
    page.append(
        "<figure class=\"s%s\"><svg viewBox=\"0 0 120 44\" aria-hidden=\"true\"><path d=\"%s\"/></svg><figcaption>%s<br>%s to %s %s</figcaption></figure>\n"
            .formatted(
                StyleOrder.place(result.cell().method()),
                path,
                escape(StyleOrder.label(result.cell())),
                numbers.format(scores.getMin()),
                numbers.format(scores.getMax()),
                escape(result.unit())));
  }
}

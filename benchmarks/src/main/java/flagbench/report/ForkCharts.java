package flagbench.report;

import static flagbench.report.Html.escape;

import flagbench.analysis.Side;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.Comparator;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Every iteration of every fork, so that drift and two modes are seen and not averaged away. */
record ForkCharts(Side side) {

  String html() {
    var page = new StringBuilder();
    page.append(
        """
        <h3>Forks and iterations</h3>
        <p>A column is a fork, a point an iteration, in the order of measurement; each chart spans its own range.</p>
        <div class="multiples">
        """);
    side.results().values().stream()
        .sorted(Comparator.comparing(CellResult::cell, StyleOrder.CELLS))
        .forEach(result -> multiple(page, result));
    return page.append("</div>\n").toString();
  }

  private static void multiple(StringBuilder page, CellResult result) {
    Cell cell = result.cell();
    double[][] forks = result.forks();
    double least = Double.POSITIVE_INFINITY;
    double most = Double.NEGATIVE_INFINITY;
    for (double[] fork : forks) {
      for (double score : fork) {
        least = Math.min(least, score);
        most = Math.max(most, score);
      }
    }
    double range = most > least ? most - least : 1;
    var path = new StringBuilder();
    for (int i = 0; i < forks.length; i++) {
      for (int j = 0; j < forks[i].length; j++) {
        double x = 4 + 112 * (i + (j + 0.5) / forks[i].length * 0.7) / forks.length;
        double y = 40 - 36 * (forks[i][j] - least) / range;
        path.append(String.format(Locale.ROOT, "M%.0f %.0fh0", x, y));
      }
    }
    page.append(
        String.format(
            Locale.ROOT,
            "<figure><svg viewBox=\"0 0 120 44\" role=\"img\" class=\"s%d\"><title>%s: %d forks from"
                + " %.4g to %.4g %s</title><path class=\"dots\" d=\"%s\"/></svg><figcaption>%s</figcaption></figure>\n",
            Math.max(0, StyleOrder.place(cell.method())),
            escape(cell.toString()),
            forks.length,
            least,
            most,
            escape(result.unit()),
            path,
            escape(caption(cell))));
  }

  private static String caption(Cell cell) {
    @Nullable String latency = cell.parameter("latency");
    return latency == null
        ? cell.toString()
        : "%s, %s flags at %s".formatted(cell.brief(), cell.parameter("flags"), latency);
  }
}

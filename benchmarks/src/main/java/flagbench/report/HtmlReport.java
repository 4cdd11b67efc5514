package flagbench.report;

import static flagbench.report.Html.escape;

import flagbench.analysis.Comparison;
import flagbench.analysis.Ideal;
import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One page that shows results at a glance: it needs no network and no script, and holds the data it
 * was made from.
 */
public final class HtmlReport {
  private final List<Side> sides;
  private int charts;

  /** Takes the results of one machine or of several, at least one. */
  public HtmlReport(List<Side> sides) {
    this.sides = List.copyOf(sides);
  }

  /**
   * Writes the page so that at any instant the file is as it was or whole.
   *
   * @throws IOException naming the file, if it cannot be written
   */
  public void write(Path file) throws IOException {
    Path part = file.resolveSibling(file.getFileName() + ".part");
    try {
      Files.writeString(part, page());
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      Files.deleteIfExists(part);
      throw new IOException("%s cannot be written: %s".formatted(file, e), e);
    }
  }

  /** The whole page. */
  public String page() {
    String title = "flagbench: " + sides.stream().map(Side::name).collect(Collectors.joining(", "));
    var page = new StringBuilder();
    page.append(
        """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; img-src data:">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <link rel="icon" href="data:,">
        <title>%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <main>
        <h1>flagbench</h1>
        """
            .formatted(escape(title), style()));
    if (sides.size() > 1) {
      compare(page);
    }
    for (Side side : sides) {
      side(page, side);
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  private void compare(StringBuilder page) {
    List<Comparison> comparisons = new ArrayList<>();
    List<String> obstacles = new ArrayList<>();
    for (Side candidate : sides.subList(1, sides.size())) {
      try {
        comparisons.add(Comparison.of(sides.getFirst(), candidate, 0.05, cell -> true));
      } catch (IllegalArgumentException e) {
        obstacles.add(String.valueOf(e.getMessage()));
      }
    }
    page.append("<section class=\"comparison\"><h2>What differs</h2>\n");
    if (!comparisons.isEmpty()) {
      page.append(new ComparisonReport(comparisons, false).html());
    }
    page.append(new Document(List.of(new Document.Lines(obstacles))).html());
    page.append("</section>\n");
  }

  private void side(StringBuilder page, Side side) {
    Summary summary = Summary.of(side.results().values(), side.failures());
    page.append("<section class=\"side\"><h2>").append(escape(side.name())).append("</h2>\n");
    List<String> sentences = new Sentences(summary).lines();
    page.append("<div class=\"answer\">");
    page.append(
        new Document(
                List.of(
                    new Document.Lines(
                        sentences.isEmpty() ? List.of("No styles to choose from.") : sentences)))
            .html());
    page.append("</div>\n");
    for (Workload workload : summary.workloads()) {
      workload(page, workload);
    }
    idealTables(page, summary);
    forks(page, side);
    page.append("<h3>All cells</h3>\n").append(new SummaryReport(summary).html());
    facts(page, "Environment", side.environment());
    facts(page, "How it was measured", side.conduct());
    data(page, side);
    page.append("</section>\n");
  }

  private void workload(StringBuilder page, Workload workload) {
    List<Row> rows =
        workload.rows().stream().filter(row -> row.cell().parameter("workers") != null).toList();
    if (rows.isEmpty()) {
      return;
    }
    String title = Sentences.title(workload);
    page.append("<h3>").append(escape(title)).append("</h3>\n<div class=\"charts\">\n");
    figure(
        page,
        new LineChart(
            "Makespan over workers, " + title,
            "Makespan in ms of each style over its number of workers, both on logarithmic scales,"
                + " with 95 % intervals. The figures are in the table below.",
            "workers",
            "makespan, ms",
            makespans(rows)));
    figure(
        page,
        new LineChart(
            "Speed-up over sequential, " + title,
            "How many times faster than sequential each style is over its number of workers, both"
                + " on logarithmic scales. The figures are in the table below.",
            "workers",
            "speed-up, ×",
            speedUps(rows)));
    page.append("</div>\n");
  }

  private void figure(StringBuilder page, LineChart chart) {
    String svg = chart.svg("c" + ++charts);
    if (!svg.isEmpty()) {
      page.append("<figure>")
          .append(svg)
          .append("<figcaption>")
          .append(escape(chart.title()))
          .append("</figcaption></figure>\n");
    }
  }

  private static List<LineChart.Series> makespans(List<Row> rows) {
    List<LineChart.Series> series = new ArrayList<>();
    byStyle(rows)
        .forEach((style, cells) ->
            series.add(
                new LineChart.Series(
                    style,
                    StyleOrder.place(style),
                    cells.stream().map(HtmlReport::makespan).toList())));
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

  private static List<LineChart.Series> speedUps(List<Row> rows) {
    List<LineChart.Series> series = new ArrayList<>();
    byStyle(rows)
        .forEach((style, cells) ->
            series.add(
                new LineChart.Series(
                    style,
                    StyleOrder.place(style),
                    cells.stream()
                        .filter(row -> row.speedUp().isPresent())
                        .map(row ->
                            point(
                                row.cell().number("workers"),
                                row.speedUp().getAsDouble(),
                                row.cell().brief()
                                    + String.format(
                                        Locale.ROOT, ": %.1f×", row.speedUp().getAsDouble())))
                        .toList())));
    return series;
  }

  private static Map<String, List<Row>> byStyle(List<Row> rows) {
    Map<String, List<Row>> styles = new LinkedHashMap<>();
    rows.stream()
        .sorted((one, other) -> StyleOrder.CELLS.compare(one.cell(), other.cell()))
        .forEach(
            row -> styles.computeIfAbsent(row.cell().method(), key -> new ArrayList<>()).add(row));
    return styles;
  }

  private static LineChart.Point makespan(Row row) {
    double mean = row.makespan().mean();
    double half = Double.isFinite(row.makespan().half()) ? row.makespan().half() : 0;
    return new LineChart.Point(
        row.cell().number("workers"),
        mean,
        Math.max(mean - half, mean / 10),
        mean + half,
        String.format(
            Locale.ROOT,
            "%s: %.2f ± %.2f %s",
            row.cell().brief(),
            mean,
            half,
            row.unit().replace("/op", "")));
  }

  private static LineChart.Point point(double x, double y, String tooltip) {
    return new LineChart.Point(x, y, y, y, tooltip);
  }

  /** Percent of ideal, workers by workload, a table for each style. */
  private static void idealTables(StringBuilder page, Summary summary) {
    Map<String, Map<String, Map<Integer, Double>>> styles = new LinkedHashMap<>();
    TreeSet<Integer> workers = new TreeSet<>();
    for (Workload workload : summary.workloads()) {
      for (Row row : workload.rows()) {
        if (row.cell().parameter("workers") != null && row.percentOfIdeal().isPresent()) {
          int count = row.cell().number("workers");
          workers.add(count);
          styles
              .computeIfAbsent(row.cell().method(), key -> new LinkedHashMap<>())
              .computeIfAbsent(Sentences.title(workload), key -> new LinkedHashMap<>())
              .put(count, row.percentOfIdeal().getAsDouble());
        }
      }
    }
    if (styles.isEmpty()) {
      return;
    }
    page.append("<h3>Percent of ideal</h3>\n<div class=\"charts\">\n");
    styles.forEach((style, rows) -> {
      page.append("<div class=\"scroll\"><table class=\"shaded\"><caption>")
          .append(escape(style))
          .append("</caption><thead><tr><th scope=\"col\">workers</th>");
      workers.forEach(count -> page.append("<th scope=\"col\">").append(count).append("</th>"));
      page.append("</tr></thead><tbody>\n");
      rows.forEach((workload, values) -> {
        page.append("<tr><th scope=\"row\">").append(escape(workload)).append("</th>");
        for (int count : workers) {
          @Nullable Double percent = values.get(count);
          page.append(
              percent == null
                  ? "<td></td>"
                  : String.format(
                      Locale.ROOT,
                      "<td class=\"p%d\">%.0f</td>",
                      Math.clamp((long) (percent / 20), 0, 4),
                      percent));
        }
        page.append("</tr>\n");
      });
      page.append("</tbody></table></div>\n");
    });
    page.append("</div>\n");
  }

  /** Every iteration of every fork, so that drift and two modes are seen and not averaged away. */
  private static void forks(StringBuilder page, Side side) {
    page.append(
        """
        <h3>Forks and iterations</h3>
        <p>A column is a fork, a point an iteration, in the order of measurement; each chart spans its own range.</p>
        <div class="multiples">
        """);
    side.results().keySet().stream()
        .sorted(StyleOrder.CELLS)
        .forEach(cell -> multiple(page, cell, side.results().get(cell)));
    page.append("</div>\n");
  }

  private static void multiple(StringBuilder page, Cell cell, @Nullable CellResult result) {
    if (result == null) {
      return;
    }
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

  private static void facts(StringBuilder page, String title, Map<String, String> facts) {
    page.append("<details><summary>").append(escape(title)).append("</summary>\n<dl>\n");
    if (facts.isEmpty()) {
      page.append("<dt>unknown</dt><dd>the file does not say</dd>\n");
    }
    facts.forEach((path, value) ->
        page.append("<dt>")
            .append(escape(path))
            .append("</dt><dd>")
            .append(escape(value))
            .append("</dd>\n"));
    page.append("</dl></details>\n");
  }

  private static void data(StringBuilder page, Side side) {
    byte[] json = ResultFile.format(side.results().values()).getBytes(StandardCharsets.UTF_8);
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
      gzip.write(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name = side.name().substring(side.name().lastIndexOf('/') + 1);
    page.append(
        "<p><a download=\"%s.gz\" href=\"data:application/gzip;base64,%s\">Save the data of this page: %s.gz</a></p>\n"
            .formatted(
                escape(name),
                Base64.getEncoder().encodeToString(bytes.toByteArray()),
                escape(name)));
  }

  private static String style() {
    try (@Nullable InputStream in = HtmlReport.class.getResourceAsStream("report.css")) {
      if (in == null) {
        throw new IllegalStateException("report.css is missing");
      }
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package flagbench.report;

import static flagbench.report.Html.escape;

import flagbench.analysis.Comparison;
import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Workload;
import flagbench.result.ResultFile;
import flagbench.tune.Tuning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * One page that shows results at a glance: it needs no network and no script, and holds the data it
 * was made from.
 */
public final class HtmlReport {
  private static final String TITLE = "<title>flagbench: ";

  private final List<Side> sides;

  /** Takes the results of one machine or of several, at least one. */
  public HtmlReport(List<Side> sides) {
    this.sides = List.copyOf(sides);
  }

  /** The whole page. */
  public String page() {
    // Compressing takes as long as drawing, and neither needs the other.
    List<CompletableFuture<String>> links =
        sides.stream().map(side -> CompletableFuture.supplyAsync(() -> link(side))).toList();
    String title = sides.stream().map(Side::name).collect(Collectors.joining(", "));
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
        %s%s</title>
        <style>
        %s</style>
        </head>
        <body>
        <main>
        <h1>flagbench</h1>
        """
            .formatted(TITLE, escape(title), style()));
    var stencils = new Stencils();
    if (sides.size() > 1) {
      compare(page, stencils);
    }
    for (int i = 0; i < sides.size(); i++) {
      side(page, sides.get(i), links.get(i), stencils);
    }
    return page.append("</main>\n</body>\n</html>\n").toString();
  }

  /** Whether a file is a page of ours, which another page may replace. */
  public static boolean isPage(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(2000), StandardCharsets.UTF_8).contains(TITLE);
    }
  }

  /** The first workload's makespans alone, as an SVG file; empty where nothing has workers. */
  public String chart() {
    Side side = sides.getFirst();
    return summary(side).workloads().stream()
        .flatMap(workload -> WorkloadCharts.of(workload).charts().stream())
        .findFirst()
        .map(chart -> chart.file(style()))
        .orElse("");
  }

  private void compare(StringBuilder page, Stencils stencils) {
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
      page.append(new ComparisonReport(comparisons, false, false).html(stencils));
      curves(page, comparisons, stencils);
    }
    page.append(new Document(List.of(new Document.Lines(obstacles))).html());
    page.append("</section>\n");
  }

  /** What the baseline has in common with each candidate, in one chart. */
  private void curves(StringBuilder page, List<Comparison> comparisons, Stencils stencils) {
    for (int i = 0; i < comparisons.size(); i++) {
      Comparison comparison = comparisons.get(i);
      String letter = ComparisonReport.letter(i + 1);
      Map<Map<String, String>, Workload> others =
          summary(comparison.candidate()).workloads().stream()
              .collect(Collectors.toMap(Workload::parameters, workload -> workload));
      for (Workload workload : summary(comparison.baseline()).workloads()) {
        @Nullable Workload other = others.get(workload.parameters());
        if (other != null) {
          charts(
              page,
              Sentences.title(workload) + ": A and " + letter,
              new WorkloadCharts(List.of(workload, other), List.of("A", letter)),
              stencils);
        }
      }
    }
  }

  private static Summary summary(Side side) {
    return Summary.of(side.results().values(), side.failures());
  }

  private void side(
      StringBuilder page, Side side, CompletableFuture<String> link, Stencils stencils) {
    Summary summary = summary(side);
    page.append("<section class=\"side\"><h2>").append(escape(side.name())).append("</h2>\n");
    page.append(new Document(List.of(new Document.Lines(side.notes()))).html());
    if (summary.isEmpty()) {
      page.append(new SummaryReport(summary).html()).append("</section>\n");
      return;
    }
    tunings(page, side, stencils);
    if (!summary.workloads().isEmpty()) {
      List<String> sentences = new Sentences(summary).lines();
      page.append("<div class=\"answer\">");
      page.append(
          new Document(
                  List.of(
                      new Document.Lines(
                          sentences.isEmpty() ? List.of("No styles to choose from.") : sentences)))
              .html());
      page.append("</div>\n");
    }
    for (Workload workload : summary.workloads()) {
      charts(page, Sentences.title(workload), WorkloadCharts.of(workload), stencils);
    }
    page.append(new CostTables(side, summary).html()).append(new ForkCharts(side).html());
    page.append("<h3>All cells</h3>\n").append(new SummaryReport(summary).html());
    facts(page, "Environment", side.environment());
    facts(page, "How it was measured", side.conduct());
    page.append(link.join()).append("</section>\n");
  }

  private void tunings(StringBuilder page, Side side, Stencils stencils) {
    List<Tuning> tunings = Tuning.of(side);
    for (Tuning tuning : tunings) {
      var section = new TuningSection(tuning, true);
      page.append("<div class=\"answer tuning\">")
          .append(new Document(List.of(new Document.Lines(section.answer()))).html())
          .append("</div>\n<div class=\"charts\">\n");
      figure(page, section.chart(), stencils);
      page.append("</div>\n");
      page.append(
          new Document(List.of(section.table(), new Document.Lines(section.notes()))).html());
    }
  }

  private void charts(StringBuilder page, String title, WorkloadCharts charts, Stencils stencils) {
    List<LineChart> drawn = charts.charts();
    if (!drawn.isEmpty()) {
      page.append("<h3>").append(escape(title)).append("</h3>\n<div class=\"charts\">\n");
      drawn.forEach(chart -> figure(page, chart, stencils));
      page.append("</div>\n");
    }
  }

  private void figure(StringBuilder page, LineChart chart, Stencils stencils) {
    String svg = chart.svg(stencils);
    if (!svg.isEmpty()) {
      page.append("<figure>")
          .append(svg)
          .append("<figcaption>")
          .append(escape(chart.caption()))
          .append("</figcaption></figure>\n");
    }
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

  /** What saves the data. */
  private static String link(Side side) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new NumbersGzip(bytes)) {
      ResultFile.writeCompact(gzip, side.elements());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String name =
        side.name().substring(side.name().lastIndexOf('/') + 1).replaceFirst("\\.gz$", "");
    return "<p><a download=\"%s.gz\" href=\"data:application/gzip;base64,%s\">Save the data of this page: %s.gz</a></p>\n"
        .formatted(
            escape(name), Base64.getEncoder().encodeToString(bytes.toByteArray()), escape(name));
  }

  /**
   * Digits are all but random: what repeats by chance for three of them is dearer than they are.
   */
  private static final class NumbersGzip extends GZIPOutputStream {
    NumbersGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
      def.setStrategy(Deflater.FILTERED);
    }
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

package flagbench.report;

import static flagbench.report.Markup.escape;
import static java.util.stream.Collectors.joining;

import flagbench.analysis.Comparison;
import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Workload;
import flagbench.report.Document.Block;
import flagbench.report.Document.Drawing;
import flagbench.report.Document.Lines;
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
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.zip.Deflater;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What result files say: tables for a terminal, or one page that shows them at a glance. The page
 * needs no network and no script, and holds the data that it was made from.
 *
 * @param files of one machine or of several, at least one
 */
public record FilesReport(List<Side> files) implements Report {
  static Summary summary(Side side) {
    return Summary.of(side.results().values(), side.failures());
  }

  @Override
  public String json() {
    return Json.write(files.stream().map(Json::file).toList());
  }

  @Override
  public Document document() {
    List<Block> blocks = new ArrayList<>();
    for (Side side : files) {
      if (files.size() > 1) {
        blocks.add(new Lines().add("%s", side.name()));
      }
      blocks.addAll(blocks(side));
    }
    return new Document(blocks);
  }

  /** The whole page. */
  public String page() {
    String title = files.stream().map(Side::name).collect(joining(", "));
    String comparison = files.size() > 1 ? comparison() : "";
    String sections = files.stream().map(FilesReport::section).collect(joining());
    return Markup.resolveShared(
        resource("page.html")
            .formatted(escape(title), resource("report.css"), comparison + sections));
  }

  /** Whether a file is a page of ours, which another page may replace. */
  public static boolean isPage(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(2000), StandardCharsets.UTF_8).contains("<title>flagbench: ");
    }
  }

  /** The first workload's makespans alone, as an SVG file; empty where nothing has workers. */
  public Optional<String> chart() {
    return summary(files.getFirst()).workloads().stream()
        .flatMap(workload -> WorkloadCharts.of(workload).charts().stream())
        .findFirst()
        .map(chart -> chart.file(resource("report.css")));
  }

  private String comparison() {
    List<Comparison> comparisons = new ArrayList<>();
    var obstacles = new Lines();
    for (Side candidate : files.subList(1, files.size())) {
      try {
        comparisons.add(Comparison.of(files.getFirst(), candidate, 0.05, cell -> true));
      } catch (IllegalArgumentException e) {
        obstacles.add("%s", String.valueOf(e.getMessage()));
      }
    }
    String compared =
        comparisons.isEmpty() ? "" : new ComparisonReport(comparisons, false).document().html();
    return "<section class=\"comparison\"><h2>What differs</h2>\n%s%s</section>\n"
        .formatted(compared, obstacles.html());
  }

  private static String section(Side side) {
    // Compressing takes as long as drawing, and neither needs the other.
    CompletableFuture<String> link = CompletableFuture.supplyAsync(() -> link(side));
    return "<section class=\"side\"><h2>%s</h2>\n%s%s%s%s</section>\n"
        .formatted(
            escape(side.name()),
            new Document(blocks(side)).html(),
            facts("Environment", side.environment()),
            facts("How it was measured", side.settings()),
            link.join());
  }

  /** What one file says; charts and costs are for the page alone. */
  private static List<Block> blocks(Side side) {
    Summary summary = summary(side);
    var tables = new SummaryReport(summary);
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Lines().addAll(side.notes()));
    blocks.addAll(new TuningReport(Tuning.of(side), true).document().blocks());
    Lines answers = tables.answers(true);
    answers.addIf(answers.isEmpty() && !summary.workloads().isEmpty(), "No styles to choose from.");
    blocks.add(new Drawing(answers::html));
    for (Workload workload : summary.workloads()) {
      blocks.add(new Drawing(WorkloadCharts.of(workload)::html));
    }
    blocks.add(new Drawing(() -> new CostTables(side, summary).html()));
    blocks.add(new Drawing(() -> new ForkCharts(side).html() + "<h3>All cells</h3>\n"));
    blocks.addAll(tables.document().blocks());
    return blocks;
  }

  private static String facts(String title, Map<String, String> facts) {
    Map<String, String> shown =
        facts.isEmpty() ? Map.of("unknown", "the file does not say") : facts;
    return shown.entrySet().stream()
        .map(fact ->
            "<dt>%s</dt><dd>%s</dd>\n".formatted(escape(fact.getKey()), escape(fact.getValue())))
        .collect(
            joining(
                "",
                "<details><summary>%s</summary>\n<dl>\n".formatted(title),
                "</dl></details>\n"));
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
    return """
    <p><a download="%1$s.gz" href="data:application/gzip;base64,%2$s">Save the data of this page: \
    %1$s.gz</a></p>
    """
        .formatted(escape(name), Base64.getEncoder().encodeToString(bytes.toByteArray()));
  }

  /**
   * Digits are almost random. Where three of them repeat, which happens by chance, a reference to
   * the former ones takes more bytes than they do, and this strategy makes fewer of them.
   */
  private static final class NumbersGzip extends GZIPOutputStream {
    NumbersGzip(OutputStream out) throws IOException {
      super(out);
      def.setLevel(Deflater.BEST_COMPRESSION);
      def.setStrategy(Deflater.FILTERED);
    }
  }

  private static String resource(String name) {
    try (@Nullable InputStream in = FilesReport.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

package flagbench.report;

import static flagbench.report.Document.escape;
import static flagbench.report.Numbers.WHOLE;
import static java.util.stream.Collectors.joining;

import flagbench.analysis.Comparison;
import flagbench.analysis.Side;
import flagbench.report.Document.Block;
import flagbench.report.Document.Drawing;
import flagbench.report.Document.Lines;
import flagbench.report.Document.Titled;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import flagbench.tune.Tuning;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
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
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What result files say: as tables, or as a page. The page needs no network and no script, and
 * holds the data that it was made from.
 *
 * @param files at least one, of one machine or of several
 */
public record FilesReport(List<Side> files) implements Report {

  @Override
  public String json() {
    return Json.write(files.stream().map(Json::file).toList());
  }

  @Override
  public Document document() {
    List<Block> blocks = new ArrayList<>();
    for (Side side : files) {
      blocks.add(new Lines().addIf(files.size() > 1, "%s", side.name()));
      blocks.addAll(blocks(side));
    }
    return new Document(blocks);
  }

  private static List<Block> blocks(Side side) {
    List<Block> blocks = new ArrayList<>();
    blocks.add(new Lines().addAll(side.notes()));
    blocks.addAll(new TuningReport(Tuning.of(side), true).document().blocks());
    blocks.addAll(new SummaryReport(side.summary()).document().blocks());
    List<CellResult> costly =
        side.results().values().stream()
            .filter(
                result -> result.cell().isOurs() && result.secondaryMean("allocated").isPresent())
            .toList();
    if (!costly.isEmpty()) {
      // Only the page has the costs.
      blocks.add(new Drawing("", new Document(costs(costly)).html()));
    }
    return blocks;
  }

  /** What downloading costs besides time: threads, heap and CPU. */
  private static List<Block> costs(List<CellResult> results) {
    var table = new Table("style", "workers", "threads", "kB/flag", "CPU, µs/flag", "workload");
    for (CellResult result : results) {
      Cell cell = result.cell();
      table.add(
          cell.method(),
          cell.parameters().getOrDefault("workers", "-"),
          WHOLE.format(result.secondaryMax("threads")),
          WHOLE.format(result.secondaryMean("allocated").orElseThrow() / 1000),
          WHOLE.format(result.secondaryMean("cpuPerFlag")),
          WorkloadNames.title(cell.workload()));
    }
    return List.of(
        new Titled("Costs", table),
        new Lines()
            .add(
                "threads, allocated heap and CPU time of the fork's JVM: an embedded server is included,"
                    + " and on Linux the JIT's CPU time is not"));
  }

  /** The page: what differs between the files, then each file by itself. */
  public String page() {
    String title = files.stream().map(Side::name).collect(joining(", "));
    String comparison = files.size() > 1 ? comparison() : "";
    String sections = files.stream().map(FilesReport::section).collect(joining());
    return resource("page.html")
        .formatted(escape(title), resource("report.css"), comparison + sections);
  }

  /** Whether a file is a page of flagbench, which another page may replace. */
  public static boolean isPage(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      return new String(in.readNBytes(2000), StandardCharsets.UTF_8).contains("<title>flagbench: ");
    }
  }

  /** The chart of the first workload that has one, as an SVG file; empty if there is none. */
  public Optional<String> chart() {
    return files.getFirst().summary().workloads().stream()
        .flatMap(workload -> WorkloadChart.of(workload).stream())
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
    return "<section><h2>What differs</h2>\n%s%s</section>\n"
        .formatted(compared, new Document(List.of(obstacles)).html());
  }

  private static String section(Side side) {
    List<Block> blocks = blocks(side);
    blocks.add(new Titled("Environment", facts(side.environment())));
    blocks.add(new Titled("How it was measured", facts(side.settings())));
    return "<section class=\"side\"><h2>%s</h2>\n%s%s</section>\n"
        .formatted(escape(side.name()), new Document(blocks).html(), dataLink(side));
  }

  private static Table facts(Map<String, String> facts) {
    var table = new Table("fact", "value");
    facts.forEach(table::add);
    if (facts.isEmpty()) {
      table.add("unknown", "the file does not say");
    }
    return table;
  }

  /** A link that saves the result file, which it holds compressed. */
  private static String dataLink(Side side) {
    var bytes = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(bytes)) {
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

  private static String resource(String name) {
    try (@Nullable InputStream in = FilesReport.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

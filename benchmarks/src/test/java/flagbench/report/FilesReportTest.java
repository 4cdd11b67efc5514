package flagbench.report;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Side;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class FilesReportTest {
  private static final double[][] STEADY = {{60, 61}, {60, 60}, {61, 60}};
  private static final Set<String> COUNTS = Set.of("requests", "threads");
  private static final String HOSTILE =
      "</script><img src=x onerror=alert(1)>\"'&\u0000\ud800\ud83c\udff3";

  @Test
  void thePageHoldsTheDataItWasMadeFrom() throws IOException {
    List<CellResult> results = List.of(result(cell("async"), STEADY));
    Matcher link =
        Pattern.compile("href=\"data:application/gzip;base64,([^\"]+)\"").matcher(page(results));
    assertTrue(link.find());
    try (var gzip =
        new GZIPInputStream(new ByteArrayInputStream(Base64.getDecoder().decode(link.group(1))))) {
      List<CellResult> saved =
          ResultFile.parse(new String(gzip.readAllBytes(), StandardCharsets.UTF_8));
      assertEquals(ResultFile.format(results), ResultFile.format(saved));
    }
  }

  @Test
  void itNeedsNothingFromElsewhere() {
    String page = page(List.of(result(cell("async"), STEADY)));
    assertFalse(page.contains("http:") || page.contains("https:"), "an absolute link");
    assertFalse(page.contains("<script"), "a script");
    assertTrue(page.contains("default-src 'none'"));
  }

  @Test
  void anyTextIsShownAsText() {
    ObjectNode environment = JsonNodeFactory.instance.objectNode().put(HOSTILE, HOSTILE);
    CellResult hostile =
        result(cell("async", "client=" + HOSTILE), STEADY).with("environment", environment);
    String page = new FilesReport(List.of(Side.of(HOSTILE, List.of(hostile)))).page();
    assertFalse(page.contains("<img"), "markup from data");
    assertFalse(page.contains("</script>"));
    assertFalse(page.contains("\u0000"));
    assertTrue(StandardCharsets.UTF_8.newEncoder().canEncode(page), "a lone surrogate");
    assertTrue(page.contains("&lt;/script&gt;&lt;img src=x onerror=alert(1)&gt;&quot;&#39;&amp;"));
  }

  @Test
  void oneCellAndAFailedOneAreSaidToBeSo() {
    CellResult sequential = result(cell("sequential"), STEADY);
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    ObjectNode failed = run.putArray("failed").addObject();
    failed.put("benchmark", cell("async").benchmark()).put("reason", "a flag was missing");
    cell("async").parameters().forEach(failed.putObject("params")::put);
    String page = page(List.of(sequential.with("run", run)));
    assertTrue(page.contains("a flag was missing"));
    assertTrue(page.contains("the file does not say"), "no environment");
    assertFalse(page.contains("class=\"line\""), "there is nothing to draw");
  }

  @Test
  void jsonHasEveryCellAndNullForWhatIsNotKnown() {
    List<CellResult> results = List.of(result(cell("async"), new double[][] {{60, 61}}));
    JsonNode file =
        new JsonMapper()
            .readTree(new FilesReport(List.of(Side.of("run.json", results))).json())
            .path(0);
    assertEquals("run.json", file.path("file").asString());
    JsonNode row = file.at("/summary/workloads/0/rows/0");
    assertEquals("20", row.at("/cell/params/workers").asString());
    assertEquals(60.5, row.at("/makespan/mean").doubleValue());
    assertTrue(row.at("/makespan/half").isNull(), "one fork has no interval");
  }

  @Test
  void oneForkIsShownWithoutAnInterval() {
    CellResult few = result(cell("async", "workers=5"), STEADY);
    String page = page(List.of(few, result(cell("async"), new double[][] {{60, 61}})));
    assertTrue(page.contains("async 20: 60.50 ± ? ms"));
    assertTrue(page.contains("<tr><td>async<td>20<td>60.50<td>?<td>ms<td>"));
  }

  @Test
  void resultsOfOtherBenchmarksAreShownToo() {
    ObjectNode json = result(cell("async"), STEADY).json();
    json.put("benchmark", "org.example.Codec.parse").put("mode", "thrpt");
    json.putObject("params").put("size", "10");
    String page = page(List.of(CellResult.of(json)));
    String name = "<tr><td>org.example.Codec<td class=\"name\">parse<td class=\"name\">size=10";
    assertTrue(page.contains(name + "<td>thrpt<td>1<td>60.33<td>"), page);
    assertFalse(page.contains("null"));
  }

  @Test
  void severalMachinesAreComparedAndThenShownOneByOne() {
    List<Side> sides = new ArrayList<>();
    for (String machine : List.of("one", "two", "three")) {
      ObjectNode environment = JsonNodeFactory.instance.objectNode().put("fingerprint", machine);
      sides.add(
          Side.of(
              machine + ".json",
              List.of(
                  result(cell("sequential"), STEADY).with("environment", environment),
                  result(cell("async"), STEADY).with("environment", environment))));
    }
    String page = new FilesReport(sides).page();
    assertEquals(3, page.split("<section class=\"side\">", -1).length - 1);
    assertTrue(page.contains("A and C: another machine"));
    assertTrue(page.contains("speed-up over sequential"));
  }

  @Test
  void aSideWithoutResultsIsSaidToBeSo() {
    String page =
        new FilesReport(
                List.of(
                    Side.of("a.json", List.of(result(cell("async"), STEADY))),
                    Side.of("none.json", List.of())))
            .page();
    assertTrue(page.contains("none.json holds no result"));
    assertTrue(page.contains("There is no result in it."));
  }

  @Test
  void sidesWithNothingInCommonAreSaidToBeSo() {
    String page =
        new FilesReport(
                List.of(
                    Side.of("a.json", List.of(result(cell("async"), STEADY))),
                    Side.of("b.json", List.of(result(cell("sequential"), STEADY)))))
            .page();
    assertTrue(page.contains("a.json and b.json have no cell in common"));
  }

  @Test
  void fiveHundredCellsStayUnderAMegabyte() throws IOException {
    List<CellResult> reference;
    try (var files = Files.walk(Path.of("../results/reference"))) {
      Predicate<Path> standard = file -> file.toString().endsWith("-standard.json");
      reference = ResultFile.read(files.filter(standard).findFirst().orElseThrow());
    }
    var random = new Random(7);
    List<CellResult> results = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      // Each ten are the cells of one run.
      ObjectNode json = reference.get(i % 10).json();
      json.withObject("/params").put("latency", (1 + i / 10) + "ms");
      results.add(perturbed(json, random));
    }
    int bytes = page(results).getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < 1_000_000, bytes + " bytes");
  }

  /** With scores that compress no better than measured ones, and all that JMH derives from them. */
  private static CellResult perturbed(ObjectNode json, Random random) {
    perturb(json.withObject("/primaryMetric"), 17, random);
    for (JsonNode metric : json.path("secondaryMetrics")) {
      // Counts are what they are, and all else has three digits.
      if (!COUNTS.contains(metric.path("scoreUnit").asString())) {
        perturb((ObjectNode) metric, 3, random);
      }
    }
    ObjectNode others = json.deepCopy();
    others.withObject("/run").putArray("forks");
    json.findValues("rawData").forEach(rawData -> keep((ArrayNode) rawData, 0, 1));
    others.findValues("rawData").forEach(rawData -> keep((ArrayNode) rawData, 1, 5));
    return CellResult.of(json).plus(CellResult.of(others));
  }

  private static void perturb(ObjectNode metric, int digits, Random random) {
    for (JsonNode fork : metric.path("rawData")) {
      for (int i = 0; i < fork.size(); i++) {
        double score = fork.get(i).doubleValue() * random.nextDouble(0.97, 1.03);
        double rounded = new BigDecimal(score).round(new MathContext(digits)).doubleValue();
        ((ArrayNode) fork).set(i, metric.numberNode(rounded));
      }
    }
  }

  private static void keep(ArrayNode forks, int from, int to) {
    List<JsonNode> kept = List.copyOf(forks.valueStream().toList().subList(from, to));
    forks.removeAll().addAll(kept);
  }

  private static String page(List<CellResult> results) {
    return new FilesReport(List.of(Side.of("results/run.json", results))).page();
  }
}

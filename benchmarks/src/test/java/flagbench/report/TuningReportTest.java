package flagbench.report;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Side;
import flagbench.result.CellResult;
import flagbench.tune.Tuning;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class TuningReportTest {

  @Test
  void theFirstLineIsTheAnswer() {
    assertEquals(
        "MAX_WORKERS = 40", text(tunings("virtualThreads")).lines().findFirst().orElse(""));
  }

  @Test
  void ofSeveralStylesEachHasItsAnswer() {
    List<Tuning> tunings = new ArrayList<>(tunings("virtualThreads"));
    tunings.addAll(tunings("async"));
    String text = new TuningReport(tunings, true).document().text();
    assertTrue(text.startsWith("MAX_WORKERS = 40 for virtualThreads\n"), text);
    assertTrue(text.contains("\nMAX_WORKERS = 40 for async\n"), text);
    assertEquals(2, new JsonMapper().readTree(new TuningReport(tunings, true).json()).size());
  }

  @Test
  void itExplainsTheAnswer() {
    String text = unwrapped(tunings("virtualThreads"));
    assertTrue(text.contains("more workers find no idle core"), text);
    assertTrue(
        text.contains("200 flags take 5 waves of requests with 40 workers, and with 49 as well"),
        text);
    assertTrue(text.contains("requests in flight, not of threads"), text);
    assertTrue(text.contains("Plateau: from 40 to 200 workers"), text);
    assertTrue(text.contains("Fewer than 20 workers were not run"), text);
    assertFalse(text.contains("Not to be relied on"), text);
    assertFalse(text(tunings("threadPool")).contains("permits"), text);
  }

  @Test
  void itFitsIntoEightyColumnsAndIntoAsciiWhereItMust() {
    String text = text(tunings("virtualThreads"));
    assertEquals(List.of(), text.lines().filter(line -> line.length() > 80).toList());
    String chart =
        Document.ascii(text).lines().filter(line -> line.contains("#")).toList().toString();
    assertTrue(StandardCharsets.US_ASCII.newEncoder().canEncode(chart), chart);
    assertTrue(chart.contains("# <- MAX_WORKERS"), chart);
  }

  @Test
  void jsonHasTheCurve() {
    JsonNode json = new JsonMapper().readTree(new TuningReport(tunings("async"), false).json());
    assertEquals(40, json.path("recommended").intValue());
    assertEquals("cpu", json.path("limitedBy").stringValue());
    assertEquals(0, json.path("warnings").size());
    assertEquals(4, json.path("curve").size());
    JsonNode answer = json.path("curve").required(1);
    assertEquals(40, answer.path("workers").intValue());
    assertEquals(200 / 0.260, answer.path("throughput").doubleValue(), 5);
    assertEquals(100 * 250 / 260.0, answer.path("percentOfIdeal").doubleValue(), 1);
    assertEquals(200 / 0.250, answer.path("predicted").doubleValue(), 1e-9, "latency");
    // 2,300 µs a flag, of which the JIT takes 100, on two cores.
    double cores = 2 / 2200e-6;
    assertEquals(cores, json.path("curve").required(3).path("predicted").doubleValue(), 1e-9);
  }

  @Test
  void aCurveThatStillRisesIsSaidToDoSo() {
    List<Tuning> tunings = tunings("async", 42, "20=515 40=260");
    assertTrue(
        unwrapped(tunings).contains("throughput may still rise at --max-workers 42: allow more"));
  }

  @Test
  void thePageShowsTheCurve() {
    String page = new FilesReport(List.of(side("virtualThreads", 1000, CURVE))).page();
    assertTrue(page.contains("MAX_WORKERS = 40"));
    assertTrue(page.contains("data-series=\"answer\""));
    assertTrue(page.contains("data-series=\"plateau\""));
  }

  @Test
  void aDoubtStandsBeforeTheConfidence() {
    String text = unwrapped(tunings("async", 42, "20=515 40=260"));
    assertTrue(text.indexOf("Not to be relied on") < text.indexOf("Confidence"), text);
  }

  @Test
  void whatIsPredictedCountsTheLinkAndSaysSo() {
    String text = unwrapped(tunings("async"));
    assertTrue(text.contains("no more than link and capacity allow"), text);
  }

  @Test
  void aDamagedLargestNumberIsReplacedByTheLargestThatWasMeasured() {
    assertEquals(40, tunings("async", 0, CURVE).getFirst().workers());
  }

  @Test
  void aNumberOfWhichItIsUncertainIsPerhapsGoodEnough() {
    List<String> verdicts = new ArrayList<>();
    for (String millis : List.of("300", "272", "261")) {
      Side side = side("async", 1000, "20=515 30=%s 40=260 50=258 200=262".formatted(millis));
      side.results()
          .values()
          .forEach(result -> ((ObjectNode) result.run().path("tune")).put("check", 30));
      String json = new TuningReport(Tuning.of(side), false).json();
      verdicts.add(new JsonMapper().readTree(json).path("check").path("verdict").asString());
    }
    assertEquals(List.of("not good enough", "perhaps good enough", "good enough"), verdicts);
  }

  private static final String CURVE = "20=515 40=260 50=258 200=262";

  private static String text(List<Tuning> tunings) {
    return new TuningReport(tunings, false).document().text();
  }

  /** As before lines were broken. */
  private static String unwrapped(List<Tuning> tunings) {
    return text(tunings).replace("\n  ", " ");
  }

  private static List<Tuning> tunings(String style) {
    return tunings(style, 1000, CURVE);
  }

  private static List<Tuning> tunings(String style, int max, String curve) {
    return Tuning.of(side(style, max, curve));
  }

  /** Three forks of each number of workers, all within a hundredth. */
  private static Side side(String style, int max, String curve) {
    ObjectNode run = JsonNodeFactory.instance.objectNode().put("seed", 1);
    run.putObject("tune").put("within", 0.05).put("max", max);
    ObjectNode environment = JsonNodeFactory.instance.objectNode();
    environment.putObject("machine").put("availableCpus", 2);
    List<CellResult> results = new ArrayList<>();
    for (String point : curve.split(" ", -1)) {
      List<String> parts = List.of(point.split("=", -1));
      double millis = Double.parseDouble(parts.getLast());
      results.add(
          result(
                  cell(style, "flags=200", "workers=" + parts.getFirst()),
                  Map.of("cpu", 90.0, "cpuPerFlag", 2200.0),
                  new double[] {millis, millis},
                  new double[] {millis * 1.005, millis},
                  new double[] {millis / 1.005, millis})
              .with("run", run)
              .with("environment", environment));
    }
    return Side.of("tune.json", results);
  }
}

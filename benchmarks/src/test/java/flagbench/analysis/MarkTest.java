package flagbench.analysis;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class MarkTest {
  private static final double[] STEADY = {55, 56, 55};
  private static final double[] STEADY_AT_FIVE = {205, 203};

  @Test
  void aCellAsItShouldBeHasNone() {
    assertEquals(
        Set.of(),
        marks(Map.of("peakInFlight", 20.0, "cpu", 30.0, "otherCpu", 1.0), STEADY, STEADY, STEADY));
  }

  @Test
  void forksThatAllGetFasterAreWarmingAndThoseThatGetSlowerDrift() {
    assertEquals(
        Set.of(Mark.DRIFT),
        marks(
            Map.of(),
            new double[] {56, 58, 62},
            new double[] {56, 58, 63},
            new double[] {56, 58, 61}));
    assertEquals(
        Set.of(Mark.WARMING),
        marks(
            Map.of(),
            new double[] {62, 58, 56},
            new double[] {63, 58, 56},
            new double[] {61, 58, 56}));
  }

  @Test
  void aForkWhoseJitIsAtWorkIsWarmingAndSoIsOneThatNeverGotSteady() {
    assertEquals(Set.of(Mark.WARMING), marks(Map.of("jit", 20.1), STEADY));
    assertEquals(Set.of(), marks(Map.of("jit", 19.9, "warmUpSteady", 1.0), STEADY));
    assertEquals(Set.of(Mark.WARMING), marks(Map.of("warmUpSteady", 0.0), STEADY));
    assertEquals(Set.of(), marks(Map.of("warmUpSteady", 0.25), STEADY));
    Cell withoutLatency = cell("async", "latency=0ms");
    assertEquals(
        Set.of(Mark.WARMING), Mark.of(result(withoutLatency, Map.of("warmUpSteady", 0.5), STEADY)));
    assertEquals(Set.of(), Mark.of(result(withoutLatency, Map.of("warmUpSteady", 0.6), STEADY)));
  }

  @Test
  void aColdStartIsMeantToBeCompiled() {
    Cell warm = cell("async");
    var cold = new Cell(warm.benchmark(), "ss", 1, warm.parameters());
    assertEquals(
        Set.of(),
        Mark.of(result(cold, Map.of("jit", 90.0), new double[] {105}, new double[] {106})));
  }

  @Test
  void whatTheServerOrAHandshakeAddedIsMarked() {
    assertEquals(Set.of(Mark.LATE), marks(Map.of("serverLate", 2501.0), STEADY));
    assertEquals(Set.of(), marks(Map.of("serverLate", 2499.0), STEADY), "5 % of 50 ms");
    assertEquals(
        Set.of(), Mark.of(result(cell("async", "latency=0ms"), Map.of("serverLate", 1e6), STEADY)));
    Map<String, Double> opening = Map.of("connections", 2.0, "requests", 100.0);
    assertEquals(Set.of(Mark.CONNECTIONS), marks(opening, STEADY));
    assertEquals(Set.of(), marks(Map.of("connections", 1.0, "requests", 100.0), STEADY));
    assertEquals(
        Set.of(),
        Mark.of(
            result(
                cell("async", "client=httpcore5-close"), opening, new double[] {105, 106, 105})));
  }

  @Test
  void underRandomLatencyIterationsMayDiffer() {
    double[] fork = {62, 58, 56};
    assertEquals(Set.of(), Mark.of(result(cell("async", "latency=book"), fork, fork, fork)));
    assertEquals(Set.of(), Mark.of(result(cell("async", "latency=20ms..80ms"), fork, fork, fork)));
    assertEquals(
        Set.of(Mark.WARMING), Mark.of(result(cell("async", "latency=0ms"), fork, fork, fork)));
  }

  @Test
  void forksThatGetFasterOrSlowerByChanceDoNotDrift() {
    assertEquals(
        Set.of(),
        marks(
            Map.of(),
            new double[] {62, 58, 56},
            new double[] {56, 58, 62},
            new double[] {58, 58, 58}));
  }

  @Test
  void forksThatDifferByMoreThanTenPercentDisagree() {
    assertEquals(Set.of(Mark.FORKS), marks(Map.of(), STEADY, new double[] {80, 80, 80}, STEADY));
  }

  @Test
  void aClientThatStopsAtTheSameNumberEveryTimeIsCapped() {
    CellResult capped =
        result(cell("async"), Map.of("peakInFlight", 5.0), new double[] {203, 204}, STEADY_AT_FIVE);
    assertEquals(Set.of(Mark.CAPPED), Mark.of(capped));
  }

  @Test
  void theUnitDoesNotMatter() {
    ObjectNode seconds =
        result(cell("async"), Map.of("peakInFlight", 5.0), new double[] {0.203, 0.204}).json();
    ((ObjectNode) seconds.path("primaryMetric")).put("scoreUnit", "s/op");
    assertEquals(Set.of(Mark.CAPPED), Mark.of(CellResult.of(seconds)));
    double[] rising = {20, 20.5, 22};
    ObjectNode throughput = result(cell("async"), rising, rising, rising).json();
    ((ObjectNode) throughput.path("primaryMetric")).put("scoreUnit", "ops/s");
    assertEquals(Set.of(Mark.WARMING), Mark.of(CellResult.of(throughput)));
  }

  @Test
  void aStyleThatIsFasterThanItsPeakWouldAllowIsNotCapped() {
    assertEquals(Set.of(Mark.FLIGHT), marks(Map.of("peakInFlight", 19.0), STEADY, STEADY, STEADY));
  }

  @Test
  void aStyleWhosePeakVariesIsTooSlowAndNotCapped() {
    CellResult slow =
        result(cell("async"), Map.of("peakInFlight", 5.0), new double[] {203, 204}, STEADY_AT_FIVE);
    ObjectNode json = slow.json().deepCopy();
    ((ArrayNode) json.path("secondaryMetrics").path("peakInFlight").path("rawData").path(0))
        .set(0, JsonNodeFactory.instance.numberNode(4.0));
    assertEquals(Set.of(Mark.FLIGHT), Mark.of(CellResult.of(json)));
  }

  @Test
  void aForkFasterThanTheIdealIsMarked() {
    assertEquals(
        Set.of(Mark.IMPOSSIBLE), marks(Map.of(), STEADY, new double[] {49, 49, 49}, STEADY));
  }

  @Test
  void aPeakOtherThanTheWorkersIsMarked() {
    assertEquals(Set.of(Mark.FLIGHT), marks(Map.of("peakInFlight", 19.0), STEADY));
    assertEquals(Set.of(Mark.FLIGHT), marks(Map.of("peakInFlight", 21.0), STEADY));
  }

  @Test
  void withoutLatencyOrWithManyWorkersAPeakNeedNotBeReachedButNeverExceeded() {
    assertEquals(
        Set.of(),
        Mark.of(result(cell("async", "latency=0ms"), Map.of("peakInFlight", 7.0), STEADY)));
    assertEquals(
        Set.of(Mark.FLIGHT),
        Mark.of(result(cell("async", "latency=0ms"), Map.of("peakInFlight", 21.0), STEADY)));
    assertEquals(
        Set.of(),
        Mark.of(
            result(
                cell("async", "workers=1000", "flags=2000"),
                Map.of("peakInFlight", 700.0),
                new double[] {200, 200, 200})));
  }

  @Test
  void aFullProcessorIsMarkedAndSoIsABusyOne() {
    assertEquals(Set.of(Mark.CPU), marks(Map.of("cpu", 86.0), STEADY));
    assertEquals(Set.of(Mark.BUSY), marks(Map.of("otherCpu", 11.0), STEADY));
    assertEquals(Set.of(), marksWithServer("http://127.0.0.1:8001/flags"), "the server is it");
    assertEquals(Set.of(Mark.BUSY), marksWithServer("http://192.0.2.1:8001/flags"));
    ObjectNode json = result(cell("async"), STEADY).json();
    json.withObject("/run").putArray("forks").addObject().put("stealPercent", 3.1);
    assertEquals(Set.of(Mark.BUSY), Mark.of(CellResult.of(json)));
  }

  @Test
  void aMakespanOfFewerFlagsIsMarked() {
    assertEquals(Set.of(Mark.REFUSED), marks(Map.of("failed", 0.021), STEADY));
    assertEquals(Set.of(), marks(Map.of("failed", 0.019), STEADY), "0.1 % of 20 flags");
  }

  private static Set<Mark> marksWithServer(String server) {
    return Mark.of(result(cell("async", "server=" + server), Map.of("otherCpu", 40.0), STEADY));
  }

  private static Set<Mark> marks(Map<String, Double> secondary, double[]... forks) {
    return Mark.of(result(cell("async"), secondary, forks));
  }
}

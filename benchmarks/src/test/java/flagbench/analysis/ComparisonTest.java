package flagbench.analysis;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ComparisonTest {
  private static final double[][] STEADY = {
    {100, 100}, {101, 99}, {99, 101}, {100, 100}, {100, 100}
  };

  @Test
  void onlyEqualKeysAreCompared() {
    CellResult plain = result(cell("async"), STEADY);
    List<ObjectNode> others =
        List.of(
            plain.json().put("benchmark", "other.Benchmark.async"),
            plain.json().put("mode", "ss"),
            plain.json().put("threads", 2));
    for (ObjectNode other : others) {
      Side candidate = Side.of("b", List.of(CellResult.of(other)));
      assertThrows(IllegalArgumentException.class, () -> compare(side("a", plain), candidate));
    }
    CellResult parameter = result(cell("async", "workers=5"), STEADY);
    Comparison both = compare(side("a", plain, parameter), side("b", plain));
    assertEquals(List.of(plain.cell()), both.rows().stream().map(Comparison.Row::cell).toList());
    assertEquals(List.of(parameter.cell()), both.baselineOnly());
    assertEquals(
        List.of(parameter.cell()),
        compare(side("a", plain), side("b", plain, parameter)).candidateOnly());
  }

  @ParameterizedTest
  @CsvSource({
    "avgt, ms/op, ms/op,  100, slower",
    "avgt, ms/op, us/op,  100000, slower",
    "avgt, ms/op, s/op,   0.1, slower",
    "thrpt, ops/s, ops/s,  100, faster",
    "thrpt, ops/s, ops/ms, 0.1, faster",
    "thrpt, ops/min, ops/s, 1.66666667, faster",
    "avgt, ms/op, ops/s,  100, inconclusive",
    "avgt, widgets, widgets, 100, slower",
    "avgt, widgets, gadgets, 100, inconclusive",
  })
  void directionAndUnitsAreReadFromTheFile(
      String mode, String before, String after, double hundred, String verdict) {
    Comparison comparison =
        compare(
            side("a", unit(mode, before, 1)), side("b", unit(mode, after, 1.2 * hundred / 100)));
    Comparison.Row row = comparison.rows().getFirst();
    assertEquals(verdict, row.verdict().toString());
    assertEquals(verdict.equals("inconclusive"), !row.obstacle().isEmpty());
    if (row.ratio().isPresent()) {
      assertEquals(1.2, row.ratio().get().value(), 1e-6);
      assertEquals(1.2 * row.baseline(), row.candidate(), 1e-4);
    }
  }

  @Test
  void foreignShapesOfJmhAreCompared() throws IOException {
    Side before = foreign("foreign.json");
    Side after = foreign("foreign-later.json");
    Map<String, Comparison.Row> rows =
        compare(before, after).rows().stream()
            .collect(Collectors.toMap(row -> name(row.cell()), row -> row));
    assertEquals(5, rows.size());
    // Three forks a side are too few for a verdict.
    assertEquals(Verdict.PERHAPS_SLOWER, row(rows, "parse thrpt").verdict());
    assertEquals(0.8, ratio(rows, "parse thrpt"), 1e-9);
    assertEquals(Verdict.PERHAPS_FASTER, row(rows, "parse avgt").verdict());
    assertEquals(0.5, ratio(rows, "parse avgt"), 1e-9);
    // Of each iteration the mean of its histogram: 100 twice and 400 once are 200.
    assertEquals(200, row(rows, "lookup sample size=10").baseline(), 1e-9);
    assertEquals(1, ratio(rows, "lookup sample size=10"), 1e-9);
    assertEquals(Verdict.INCONCLUSIVE, row(rows, "lookup sample size=10").verdict());
    // Another mode's unit was changed from us to ns between the runs.
    assertEquals(1.5, ratio(rows, "start ss size=10"), 1e-9);
    assertTrue(row(rows, "once avgt").obstacle().contains("-f 5"));
    assertTrue(compare(before, after).isSameMachine());
    assertEquals(
        Map.of("jmhVersion", List.of("1.36", "1.37")), compare(before, after).settingDifferences());
  }

  @Test
  void ofAnotherMachineItSaysSo() {
    Side here = side("a", on("here", "25", result(cell("async"), STEADY)));
    Side there = side("b", on("there", "25", result(cell("async"), STEADY)));
    Side otherJdk = side("c", on("here", "21", result(cell("async"), STEADY)));
    assertFalse(compare(here, there).isSameMachine());
    assertTrue(compare(here, otherJdk).isSameMachine());
    assertTrue(compare(here, side("d", result(cell("async"), STEADY))).isSameMachine());
    assertEquals(
        Map.of("jdk.version", List.of("25", "21")),
        compare(here, otherJdk).environmentDifferences());
  }

  @Test
  void whatMayNotBeComparedDoesNotCountInTheGeometricMean() {
    CellResult warm = on("here", "25", result(cell("async"), STEADY));
    ObjectNode cold = warm.json();
    ((ObjectNode) cold.path("environment")).put("schema", 1);
    ObjectNode now = warm.json();
    ((ObjectNode) now.path("environment")).put("schema", 2);
    Comparison schemas = compare(side("a", CellResult.of(cold)), side("b", CellResult.of(now)));
    assertEquals(List.of(), schemas.trusted());
    ObjectNode failed = warm.json();
    ((ObjectNode) failed.path("run"))
        .putArray("failed")
        .add(new Failure(warm.cell(), "no room").json());
    assertEquals(List.of(), compare(side("a", warm), side("b", CellResult.of(failed))).trusted());
  }

  @Test
  void filesOfTwoRunsThatWereJoinedAreTakenAsForksOfOne() {
    double[][] first = {{100}, {150}, {225}};
    double[][] second = {{101}, {151}, {226}};
    CellResult one = arm("A", first);
    CellResult other = arm("A", second);
    CellResult joined =
        side("a", inRun("1", one), inRun("2", other)).results().values().iterator().next();
    assertEquals(6, joined.forks().length);
    assertEquals(6, joined.pilotForks());
    assertEquals("", joined.run().path("pair").asString(""));
    CellResult parts =
        side("a", inRun("1", one), inRun("1", other)).results().values().iterator().next();
    assertEquals("one run", parts.run().path("pair").asString(""));
  }

  /** The result in a run of this id, which decided to measure three forks. */
  private static CellResult inRun(String id, CellResult result) {
    ObjectNode json = result.json();
    ((ObjectNode) json.path("run")).put("id", id).put("pilotForks", 3);
    return CellResult.of(json);
  }

  @Test
  void aFileOfSeveralMachinesOrRunsIsRefused() {
    CellResult async = result(cell("async"), STEADY);
    CellResult changed = CellResult.of(async.json().put("jmhVersion", "1.36"));
    var twice = assertThrows(IllegalArgumentException.class, () -> side("a", async, changed));
    assertTrue(twice.toString().contains("a: elements 0 and 1 are both async"), twice::toString);
    var machines =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                side(
                    "a",
                    on("here", "25", async),
                    on("there", "25", result(cell("sequential"), STEADY))));
    assertTrue(machines.toString().contains("2 machines"), machines::toString);
  }

  @Test
  void aFileOfSeveralHostsOfOneModelIsRefused() {
    CellResult here = on("model", "25", result(cell("async"), STEADY), "host", "1");
    CellResult there = on("model", "25", result(cell("sequential"), STEADY), "host", "2");
    var error = assertThrows(IllegalArgumentException.class, () -> side("a", here, there));
    assertTrue(error.toString().contains("results of 2 machines"), error::toString);
  }

  @Test
  void aFileOfSeveralJdksIsRefused() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                side(
                    "a",
                    on("here", "25", result(cell("async"), STEADY)),
                    on("here", "21", result(cell("sequential"), STEADY))));
    assertTrue(error.toString().contains("a holds results of 2 JDKs: take them apart"));
  }

  @Test
  void oneModelIsOneMachineUnlessTheHostsDiffer() {
    CellResult async = result(cell("async"), STEADY);
    Side here = side("a", on("model", "25", async, "host", "1"));
    Side there = side("b", on("model", "25", async, "host", "2"));
    Side unknown = side("c", on("model", "25", async, "host", "unknown"));
    Side before = side("d", on("model", "25", async));
    assertTrue(compare(here, here).isSameMachine());
    assertTrue(here.isHostKnown(there));
    assertFalse(compare(here, there).isSameMachine());
    for (Side other : List.of(unknown, before)) {
      assertTrue(compare(here, other).isSameMachine());
      assertFalse(here.isHostKnown(other));
    }
  }

  @Test
  void armsOfOneRunAreJudgedByPairsAndOnOneMachine() {
    // From round to round both are slower by half; within a round B takes 10 % longer.
    double[][] before = {{100}, {150}, {225}, {337}, {506}};
    double[][] after = {{110}, {165.3}, {247}, {371}, {556}};
    Side a = side("a", arm("A", before));
    Comparison pairs = compare(a, side("b", arm("B", after)));
    assertTrue(pairs.isPaired() && pairs.isSameMachine());
    assertEquals(Verdict.SLOWER, pairs.rows().getFirst().verdict());
    assertEquals(1.1, pairs.geometricMean().orElseThrow().value(), 0.01);
    assertTrue(pairs.geometricMean().orElseThrow().isBounded());
    Comparison apart =
        compare(side("a", result(cell("async"), before)), side("b", result(cell("async"), after)));
    assertFalse(apart.isPaired());
    assertEquals(Verdict.INCONCLUSIVE, apart.rows().getFirst().verdict());
    assertEquals(1.1, apart.geometricMean().orElseThrow().value(), 0.01);
    assertFalse(apart.geometricMean().orElseThrow().isBounded());
  }

  @Test
  void pairsStayPairsBesideACellThatHasNoRatio() {
    double[][] before = {{100}, {150}, {225}, {337}, {506}};
    CellResult lost = result(cell("sequential"), new double[][] {{0}, {0}});
    Comparison comparison =
        compare(side("a", arm("A", before), lost), side("b", arm("B", before), lost));
    assertEquals(2, comparison.rows().size());
    assertTrue(comparison.isPaired());
    assertFalse(compare(side("a", lost), side("b", lost)).isPaired());
  }

  /** The interval of a row is that of its pilot forks, and so is that of the mean of one row. */
  @Test
  void forksThatWereAddedDoNotNarrowTheMeanMoreThanItsRows() {
    double[][] before = {{100}, {102}, {99}, {103}, {98}, {100}, {100}, {100}, {100}, {100}};
    double[][] after = new double[before.length][];
    Arrays.setAll(after, i -> new double[] {100});
    Comparison comparison =
        compare(side("a", piloted(arm("A", before))), side("b", piloted(arm("B", after))));
    Ratio row = comparison.rows().getFirst().ratio().orElseThrow();
    assertEquals(row.half(), comparison.geometricMean().orElseThrow().half(), 1e-9);
  }

  private static CellResult piloted(CellResult arm) {
    return arm.with("run", arm.json().withObject("/run").put("pilotForks", 5));
  }

  @Test
  void aDoubtfulCellHasNoVerdictAndSaysWhy() {
    double[][] slow = scaled(1.5);
    CellResult before = result(cell("async"), STEADY);
    CellResult refused = result(cell("async"), Map.of("failed", 5.0), slow);
    Map<String, CellResult> doubtful =
        Map.of(
            "busy", result(cell("async"), Map.of("otherCpu", 30.0), slow),
            "refused", refused,
            "flight", result(cell("async"), Map.of("peakInFlight", 25.0), slow),
            "impossible", result(cell("async"), scaled(0.4)),
            "modes", result(cell("async"), new double[][] {{150}, {151}, {190}, {191}, {150}}));
    doubtful.forEach((mark, after) -> {
      Comparison.Row row = compare(side("a", before), side("b", after)).rows().getFirst();
      assertEquals(Verdict.INCONCLUSIVE, row.verdict(), mark);
      assertEquals("not to be trusted: " + mark, row.obstacle());
      assertEquals(
          Optional.empty(), compare(side("a", before), side("b", after)).geometricMean(), mark);
      assertTrue(row.marks().stream().anyMatch(one -> one.toString().equals(mark)));
    });
    assertEquals(
        List.of("the server refuses flags that it did not refuse before"),
        compare(side("a", before), side("b", refused)).regressions(false));
    CellResult sound = result(cell("async"), Map.of("peakInFlight", 20.0), slow);
    assertEquals(
        Verdict.SLOWER, compare(side("a", before), side("b", sound)).rows().getFirst().verdict());
  }

  @Test
  void aCellOfWhichAForkFailedHasNoVerdict() {
    CellResult after = result(cell("async"), scaled(1.5));
    var run = after.json().withObject("/run");
    run.withArray("/failed").add(new Failure(cell("async"), "no room").json());
    Comparison comparison =
        compare(side("a", result(cell("async"), STEADY)), side("b", after.with("run", run)));
    assertEquals(Verdict.INCONCLUSIVE, comparison.rows().getFirst().verdict());
    assertEquals("a fork failed", comparison.rows().getFirst().obstacle());
    assertEquals(List.of("a cell failed"), comparison.regressions(true));
  }

  @Test
  void fewerThanFiveForksHintAndGateOnlyBeyondAFactorOfTwo() {
    Side before = side("a", result(cell("async"), Arrays.copyOf(STEADY, 4)));
    Comparison half = compare(before, side("b", result(cell("async"), scaled(1.5))));
    assertEquals(Verdict.PERHAPS_SLOWER, half.rows().getFirst().verdict());
    assertEquals(List.of(), half.regressions(false));
    Comparison thrice = compare(before, side("b", result(cell("async"), scaled(3))));
    assertEquals(List.of("a cell is slower"), thrice.regressions(false));
  }

  @Test
  void whatIsAllocatedHasAVerdictOfItsOwnOnAnotherMachineToo() {
    Side here =
        side(
            "a",
            on("here", "25", allocating("async", 1000)),
            on("here", "25", allocating("sequential", 500)));
    Side there =
        side(
            "b",
            on("there", "25", allocating("async", 1200)),
            on("there", "25", allocating("sequential", 501)));
    Comparison comparison = compare(here, there);
    assertFalse(comparison.isSameMachine());
    assertEquals(
        List.of("async more", "sequential same"),
        CostChange.of("allocated", comparison).stream()
            .map(change -> change.cell().method() + " " + change.word())
            .toList());
    assertEquals(List.of(), CostChange.of("threads", comparison));
  }

  @Test
  void filesOfTwoSchemasGetNoVerdict() {
    CellResult old = on("here", "25", result(cell("async"), STEADY), "schema", "1");
    CellResult warm = on("here", "25", result(cell("async"), scaled(1.6)), "schema", "2");
    Comparison.Row row = compare(side("a", old), side("b", warm)).rows().getFirst();
    assertEquals(Verdict.INCONCLUSIVE, row.verdict());
    assertTrue(row.obstacle().contains("still compiling"), row::obstacle);
  }

  private static CellResult allocating(String style, double bytes) {
    return result(cell(style), Map.of("allocated", bytes), STEADY);
  }

  private static double[][] scaled(double factor) {
    return Arrays.stream(STEADY)
        .map(fork -> Arrays.stream(fork).map(score -> score * factor).toArray())
        .toArray(double[][]::new);
  }

  private static CellResult arm(String letter, double[][] forks) {
    CellResult result = result(cell("async"), forks);
    var run = result.json().withObject("/run").put("pair", "one run").put("arm", letter);
    for (int i = 0; i < forks.length; i++) {
      ((ObjectNode) run.path("forks").path(i)).put("round", i + 1);
    }
    return result.with("run", run);
  }

  @Test
  void machinesAreRankedByWhatMeansTheSameOnBoth() {
    Side a =
        side(
            "a",
            result(cell("sequential"), new double[][] {{1010}, {1012}, {1011}}),
            result(cell("threadPool"), new double[][] {{60}, {61}, {62}}),
            result(cell("async"), new double[][] {{52}, {53}, {54}}));
    Side b =
        side(
            "b",
            result(cell("sequential"), new double[][] {{1010}, {1012}, {1011}}),
            result(cell("threadPool"), new double[][] {{52}, {53}, {54}}),
            result(cell("async"), new double[][] {{70}, {71}, {72}}));
    MachineComparison machines = MachineComparison.of(compare(a, b));
    assertEquals("async", machines.best().getFirst().baseline().cell().method());
    assertEquals("threadPool", machines.best().getFirst().candidate().cell().method());
    assertEquals(
        List.of(new MachineComparison.Swap(cell("async"), cell("threadPool"))), machines.swaps());
    assertEquals(
        List.of("sequential", "threadPool"),
        machines.rows().stream()
            .filter(MachineComparison.Row::isPortable)
            .map(row -> row.cell().method())
            .toList());
  }

  @Test
  void aStyleWhoseFlagsWereRefusedIsNeitherTheBestOfAMachineNorRankedDifferently() {
    CellResult refused =
        result(cell("async"), Map.of("failed", 10.0), new double[][] {{30}, {31}, {32}});
    CellResult pool = result(cell("threadPool"), new double[][] {{60}, {61}, {62}});
    CellResult virtual = result(cell("virtualThreads"), new double[][] {{62}, {63}, {64}});
    CellResult slow = result(cell("async"), new double[][] {{90}, {91}, {92}});
    MachineComparison machines =
        MachineComparison.of(
            compare(side("a", refused, pool, virtual), side("b", slow, pool, virtual)));
    assertEquals("threadPool", machines.best().getFirst().baseline().cell().method());
    assertEquals(List.of(), machines.swaps());
  }

  private static CellResult on(
      String machine, String jdk, CellResult result, String... hostAndItsValue) {
    ObjectNode environment = JsonNodeFactory.instance.objectNode().put("fingerprint", machine);
    if (hostAndItsValue.length > 0) {
      environment.put(hostAndItsValue[0], hostAndItsValue[1]);
    }
    environment.putObject("jdk").put("version", jdk);
    environment.putObject("timer").put("overshootMicrosP50", machine.hashCode());
    return result.with("environment", environment);
  }

  private static CellResult unit(String mode, String unit, double scale) {
    double[][] forks = new double[STEADY.length][];
    for (int i = 0; i < forks.length; i++) {
      forks[i] = new double[] {STEADY[i][0] * scale, STEADY[i][1] * scale};
    }
    ObjectNode json = result(cell("async"), forks).json().put("mode", mode);
    json.withObject("/primaryMetric").put("scoreUnit", unit);
    return CellResult.of(json);
  }

  private static Comparison.Row row(Map<String, Comparison.Row> rows, String name) {
    Comparison.Row row = rows.get(name);
    if (row == null) {
      throw new AssertionError(name + " is none of " + rows.keySet());
    }
    return row;
  }

  private static double ratio(Map<String, Comparison.Row> rows, String name) {
    return row(rows, name).ratio().orElseThrow().value();
  }

  private static String name(Cell cell) {
    return cell.method()
        + " "
        + cell.mode()
        + cell.parameters().entrySet().stream()
            .map(entry -> " " + entry)
            .collect(Collectors.joining());
  }

  private static Side foreign(String resource) throws IOException {
    return Side.of(resource, ResultFile.read(Path.of("src/test/resources", resource)));
  }

  private static Side side(String name, CellResult... results) {
    return Side.of(name, List.of(results));
  }

  private static Comparison compare(Side baseline, Side candidate) {
    return Comparison.of(baseline, candidate, 0.05, cell -> true);
  }
}

package flagbench.analysis;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

class ComparisonTest {
  private static final double[][] STEADY = {{100, 100}, {101, 99}, {99, 101}, {100, 100}};

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
    assertEquals(Verdict.SLOWER, row(rows, "parse thrpt").verdict());
    assertEquals(0.8, ratio(rows, "parse thrpt"), 1e-9);
    assertEquals(Verdict.FASTER, row(rows, "parse avgt").verdict());
    assertEquals(0.5, ratio(rows, "parse avgt"), 1e-9);
    // Of each iteration the mean of its histogram: 100 twice and 400 once are 200.
    assertEquals(200, row(rows, "lookup sample size=10").baseline(), 1e-9);
    assertEquals(1, ratio(rows, "lookup sample size=10"), 1e-9);
    assertEquals(Verdict.SAME, row(rows, "lookup sample size=10").verdict());
    // Another mode's unit was changed from us to ns between the runs.
    assertEquals(1.5, ratio(rows, "start ss size=10"), 1e-9);
    assertTrue(row(rows, "once avgt").obstacle().contains("-f 5"));
    assertTrue(compare(before, after).isSameMachine());
    assertEquals(
        Map.of("jmhVersion", List.of("1.36", "1.37")), compare(before, after).conductDifferences());
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
  void machinesAreRankedByWhatTravels() {
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
    Travel travel = Travel.of(compare(a, b));
    assertEquals("async", travel.best().getFirst().baseline().cell().method());
    assertEquals("threadPool", travel.best().getFirst().candidate().cell().method());
    assertEquals(List.of(new Travel.Swap(cell("async"), cell("threadPool"))), travel.swaps());
    assertEquals(
        List.of("sequential", "threadPool"),
        travel.rows().stream()
            .filter(Travel.Row::isPortable)
            .map(row -> row.cell().method())
            .toList());
  }

  private static CellResult on(String machine, String jdk, CellResult result) {
    ObjectNode environment = JsonNodeFactory.instance.objectNode().put("fingerprint", machine);
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

package flagbench.run;

import static flagbench.result.Results.cell;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Summary;
import flagbench.benchmark.Parameters;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PlanTest {

  @ParameterizedTest
  @EnumSource(Preset.class)
  void aPresetFitsIntoItsBudget(Preset preset) {
    Plan plan = plan(preset, Map.of(), "");
    Duration expected = plan.roundDuration().multipliedBy(preset.pilotForks());
    assertTrue(expected.compareTo(preset.budget()) <= 0, expected::toString);
  }

  /** Five rounds of each standard run of {@code results/reference}. */
  @ParameterizedTest
  @ValueSource(strings = {"20261126T172455Z-2cpu-jdk25-standard", "standard-again"})
  void theExpectedDurationIsThatOfTheReferenceRuns(String name) throws IOException {
    List<CellResult> results = ResultFile.read(Path.of("../results/reference/" + name + ".json"));
    double seconds =
        results.stream()
            .flatMap(result -> result.run().path("forks").valueStream())
            .filter(fork -> fork.path("round").asInt() <= 5)
            .mapToDouble(fork -> fork.path("seconds").asDouble())
            .sum();
    List<Cell> cells = results.stream().map(CellResult::cell).toList();
    assertEquals(seconds, 5 * ForkDuration.ofAll(cells).toMillis() / 1000.0, 0.1 * seconds);
  }

  @ParameterizedTest
  @EnumSource(Preset.class)
  void everyCellIsThereOnceWithTheSequentialOneItIsComparedTo(Preset preset) {
    Plan plan = plan(preset, Map.of(), "");
    assertEquals(plan.cells().size(), new HashSet<>(plan.cells()).size());
    for (Cell cell : plan.cells()) {
      boolean isStyle = Parameters.styles().contains(cell.method());
      assertEquals(isStyle, plan.cells().contains(Summary.baseline(cell)), cell::toString);
    }
  }

  @Test
  void quickIsEveryStyleOnce() {
    assertEquals(
        List.of(
            cell("sequential", "latency=20ms"),
            cell("threadPool", "latency=20ms"),
            cell("virtualThreads", "latency=20ms"),
            cell("async", "latency=20ms")),
        plan(Preset.QUICK, Map.of(), "").cells());
  }

  @Test
  void cellsThatRunTheSameCodeFollowEachOtherAndRoundsDiffer() {
    Plan plan = plan(Preset.STANDARD, Map.of(), "");
    Map<Cell, double[]> nothing = new HashMap<>();
    plan.cells().forEach(cell -> nothing.put(cell, new double[0]));
    List<String> styles = plan.round(nothing).stream().map(Cell::method).toList();
    long changes =
        IntStream.range(1, styles.size())
            .filter(i -> !styles.get(i).equals(styles.get(i - 1)))
            .count();
    assertEquals(3, changes, styles::toString);
    Map<Cell, double[]> once = new HashMap<>();
    plan.cells().forEach(cell -> once.put(cell, new double[] {1}));
    assertEquals(new HashSet<>(plan.round(nothing)), new HashSet<>(plan.round(once)));
    assertNotEquals(plan.round(nothing), plan.round(once));
  }

  @Test
  void cellsWithOtherKindsOfConditionsDoNotShareAJvm() {
    List<String> ordinary = ForkProcess.code(cell("async"));
    assertEquals(ordinary, ForkProcess.code(cell("async", "latency=5ms", "flags=200")));
    for (String other : List.of("latency=0ms", "link=1MB/s", "capacity=5", "client=okhttp")) {
      assertNotEquals(ordinary, ForkProcess.code(cell("async", other)), other);
    }
    assertEquals(
        ForkProcess.code(cell("async", "link=1MB/s")),
        ForkProcess.code(cell("async", "link=2MB/s")));
  }

  @Test
  void fullHasNoMoreThan140CellsAndNoOperationOverFiveSecondsButTheBooksOwn() {
    Plan plan = plan(Preset.FULL, Map.of(), "");
    assertTrue(plan.cells().size() <= 140, () -> plan.cells().size() + " cells");
    List<Cell> slow =
        plan.cells().stream()
            .filter(cell -> ForkDuration.ofOperation(cell).toMillis() > 5000)
            .toList();
    assertEquals(List.of(cell("sequential", "latency=book")), slow);
  }

  @Test
  void aParameterIsReplacedInEveryBlockAndEqualCellsRunOnce() {
    Plan plan =
        plan(
            Preset.STANDARD,
            Map.of("latency", List.of("5ms"), "flags", List.of("20"), "workers", List.of("3", "4")),
            "");
    assertEquals(1 + 3 * 2, plan.cells().size());
    assertTrue(plan.cells().stream().allMatch(cell -> "5ms".equals(cell.parameter("latency"))));
  }

  @Test
  void thousandsOfFlagsAreComparedToTwentyInSequence() {
    Plan plan = plan(Preset.QUICK, Map.of("flags", List.of("2000")), "sequential");
    assertEquals(List.of(cell("sequential", "latency=20ms")), plan.cells());
  }

  @ParameterizedTest
  @CsvSource({
    "latency, 50",
    "latency, 25s",
    "flags, 0",
    "flags, x",
    "workers, -1",
    "workers, 100000",
    "client, curl",
    "sink, tape",
    "server, nginx",
    "colour, red",
    "workers, ''"
  })
  void aParameterThatMakesNoSenseIsRefusedByName(String name, String value) {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> plan(Preset.QUICK, Map.of(name, List.of(value)), ""));
    assertTrue(error.toString().contains(name), error::toString);
  }

  @Test
  void anIncludeThatMatchesNothingIsRefused() {
    var error =
        assertThrows(IllegalArgumentException.class, () -> plan(Preset.QUICK, Map.of(), "fibers"));
    assertTrue(error.toString().contains("matches none"), error::toString);
  }

  @Test
  void forksThatAreAskedForAreAllThereAre() {
    Request request = new Request(Preset.STANDARD, Map.of(), "async", 2, 300, 7);
    Plan plan = Plan.of(request);
    Map<Cell, double[]> noisy = new HashMap<>();
    plan.cells().forEach(cell -> noisy.put(cell, new double[] {1, 9}));
    assertEquals(List.of(), plan.round(noisy));
    plan.cells().forEach(cell -> noisy.put(cell, new double[] {1}));
    assertEquals(plan.cells().size(), plan.round(noisy).size());
  }

  @Test
  void aRequestReadsBackFromTheRunItWasWrittenTo() {
    var request =
        new Request(Preset.FULL, Map.of("latency", List.of("5ms", "book")), "async", 4, 420, 42);
    assertEquals(request, Request.of(request.json().put("id", "other keys do not matter")));
  }

  @Test
  void roundsAreShuffledEachInAnOrderOfItsOwnThatTheSeedRepeats() {
    Plan plan = plan(Preset.STANDARD, Map.of(), "");
    List<Cell> first = plan.round(measured(plan, new double[0]));
    List<Cell> second = plan.round(measured(plan, new double[] {50}));
    assertEquals(first, plan.round(measured(plan, new double[0])));
    assertNotEquals(first, second);
    assertEquals(new HashSet<>(plan.cells()), new HashSet<>(first));
    assertEquals(new HashSet<>(plan.cells()), new HashSet<>(second));
  }

  @Test
  void untilThePilotIsOverNobodyLooksAtTheNumbers() {
    Plan plan = plan(Preset.STANDARD, Map.of(), "");
    Map<Cell, double[]> means = measured(plan, new double[] {50, 90, 70, 60, 80});
    means.put(plan.cells().getLast(), new double[] {50, 50, 50, 50});
    assertTrue(plan.targets(means).values().stream().allMatch(forks -> forks == 5));
  }

  @Test
  void furtherForksAreFixedByThePilotForTheWholeWorkload() {
    Plan plan =
        plan(
            Preset.STANDARD,
            Map.of("latency", List.of("50ms"), "flags", List.of("20"), "workers", List.of("20")),
            "");
    Map<Cell, double[]> means = measured(plan, new double[] {50, 50, 50, 50, 50});
    means.put(cell("async"), new double[] {48, 52, 50, 49, 51});
    Map<Cell, Integer> targets = plan.targets(means);
    int needed = targets.getOrDefault(cell("async"), 0);
    assertTrue(needed > 5, () -> needed + " forks");
    assertEquals(Set.of(needed), new HashSet<>(targets.values()));
    // The means of further forks do not change the number.
    means.put(cell("async"), new double[] {48, 52, 50, 49, 51, 90, 10});
    assertEquals(targets, plan.targets(means));
  }

  @Test
  void ofManyFlagsTheSequentialCellOfFewGetsFurtherForksToo() {
    Plan plan =
        plan(
            Preset.STANDARD,
            Map.of(
                "latency",
                List.of("50ms"),
                "flags",
                List.of("20", "2000"),
                "workers",
                List.of("20")),
            "");
    Map<Cell, double[]> means = measured(plan, new double[] {50, 50, 50, 50, 50});
    means.put(cell("async", "flags=2000"), new double[] {48, 52, 50, 49, 51});
    Map<Cell, Integer> targets = plan.targets(means);
    int needed = targets.getOrDefault(cell("threadPool", "flags=2000"), 0);
    assertTrue(needed > 5, () -> needed + " forks");
    assertEquals(needed, targets.get(cell("sequential")));
    assertEquals(5, targets.get(cell("async")));
  }

  private static Map<Cell, double[]> measured(Plan plan, double[] forks) {
    Map<Cell, double[]> means = new LinkedHashMap<>();
    plan.cells().forEach(cell -> means.put(cell, forks));
    return means;
  }

  private static Plan plan(Preset preset, Map<String, List<String>> parameters, String include) {
    return Plan.of(new Request(preset, parameters, include, 0, preset.budget().toSeconds(), 7));
  }
}

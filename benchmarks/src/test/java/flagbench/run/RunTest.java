package flagbench.run;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Summary;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import flagbench.result.ResultFile;
import flagbench.run.Forks.ForkFailedException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class RunTest {
  private static final int CELLS = 4;

  @TempDir private Path directory;

  private final List<Cell> measured = new ArrayList<>();
  private Instant now = Instant.EPOCH;

  @Test
  void aRoundMeasuresEveryCellOnceBeforeTheNextBegins() throws IOException {
    assertTrue(run(plan(Preset.QUICK.budget()), List.of(), (cell, seed) -> fork(cell)).execute());
    assertEquals(3 * CELLS, measured.size());
    for (int round = 0; round < 3; round++) {
      assertEquals(
          CELLS, new HashSet<>(measured.subList(round * CELLS, (round + 1) * CELLS)).size());
    }
  }

  @Test
  void afterEveryForkTheFileHoldsAllForksSoFar() throws IOException {
    Run run =
        run(
            plan(Preset.QUICK.budget()),
            List.of(),
            (cell, seed) -> {
              assertEquals(measured.size(), forksIn(file()));
              return fork(cell);
            });
    assertTrue(run.execute());
    assertEquals(3 * CELLS, forksIn(file()));
    assertEquals(3 * CELLS, run.savedForks());
  }

  @Test
  void aResumedRunMeasuresWhatIsMissingInTheOrderItWouldHaveHad() throws IOException {
    run(plan(Preset.QUICK.budget()), List.of(), (cell, seed) -> fork(cell)).execute();
    List<Cell> whole = List.copyOf(measured);
    measured.clear();
    Files.delete(file());
    Run killed =
        run(
            plan(Preset.QUICK.budget()),
            List.of(),
            (cell, seed) -> {
              if (measured.size() == 6) {
                throw new IllegalStateException("killed");
              }
              return fork(cell);
            });
    assertThrows(IllegalStateException.class, killed::execute);
    assertEquals(6, forksIn(file()));
    assertTrue(
        run(plan(Preset.QUICK.budget()), ResultFile.read(file()), (cell, seed) -> fork(cell))
            .execute());
    assertEquals(whole, measured);
    assertTrue(ResultFile.read(file()).stream().allMatch(result -> result.forks().length == 3));
  }

  @Test
  void theBudgetEndsTheRunBeforeAForkThatWouldNotFit() throws IOException {
    Duration budget = plan(Preset.QUICK.budget()).roundDuration().plusSeconds(1);
    Run run =
        run(
            plan(budget),
            List.of(),
            (cell, seed) -> {
              now = now.plus(ForkDuration.of(cell));
              return fork(cell);
            });
    assertFalse(run.execute());
    assertEquals(CELLS, run.savedForks());
    assertTrue(Duration.between(Instant.EPOCH, now).compareTo(budget) <= 0);
  }

  /** All cells run the same code, so that only the first of a round has to wait for a JVM. */
  @Test
  void whatFitsIntoTheBudgetBecauseItSharesAJvmIsMeasured() throws IOException {
    Map<String, List<String>> one = Map.of("flags", List.of("20"), "workers", List.of("10", "20"));
    var request = new Request(Preset.STANDARD, one, "async", 1, 3600, 7);
    Duration budget = Plan.of(request).roundDuration();
    Run run =
        run(
            Plan.of(new Request(Preset.STANDARD, one, "async", 1, budget.toSeconds() + 1, 7)),
            List.of(),
            (cell, seed) -> {
              Duration warm = ForkDuration.inWarmJvm(cell);
              Duration took = measured.isEmpty() ? ForkDuration.of(cell) : warm;
              now = now.plus(took);
              ObjectNode facts = JsonNodeFactory.instance.objectNode();
              facts.putArray("forks").addObject().put("seconds", took.toMillis() / 1000.0);
              return fork(cell).with("run", facts);
            });
    assertTrue(run.execute());
    assertTrue(Duration.between(Instant.EPOCH, now).compareTo(budget) <= 0);
  }

  @Test
  void aCellThatFailsIsNamedInTheFileAndNotMeasuredAgain() throws IOException {
    Run run =
        run(
            plan(Preset.QUICK.budget()),
            List.of(),
            (cell, seed) -> {
              if (cell.equals(cell("async", "latency=20ms"))) {
                measured.add(cell);
                throw new ForkFailedException("not downloaded");
              }
              return fork(cell);
            });
    assertTrue(run.execute());
    assertTrue(run.hasFailures());
    assertEquals(1, measured.stream().filter(cell("async", "latency=20ms")::equals).count());
    assertEquals(3 * (CELLS - 1) + 1, measured.size());
    for (CellResult result : ResultFile.read(file())) {
      assertEquals(
          List.of(new Failure(cell("async", "latency=20ms"), "not downloaded")), result.failures());
    }
  }

  @Test
  void aForkThatDiesAfterStopIsNoFailure() throws IOException {
    List<Run> self = new ArrayList<>();
    Run run =
        run(
            plan(Preset.QUICK.budget()),
            List.of(),
            (cell, seed) -> {
              if (measured.size() == 4) {
                self.getFirst().stop();
                throw new ForkFailedException("Forked VM failed with exit code 137");
              }
              return fork(cell);
            });
    self.add(run);
    assertFalse(run.execute());
    assertFalse(run.hasFailures());
    assertEquals(4, forksIn(file()));
  }

  @Test
  void aForkThatWasToldToEndEndsTheRunAndIsNoFailure() throws IOException {
    Run run =
        run(
            plan(Preset.QUICK.budget()),
            List.of(),
            (cell, seed) -> {
              if (measured.size() == 4) {
                throw new InterruptedException("Forked VM failed with exit code 130");
              }
              return fork(cell);
            });
    assertFalse(run.execute());
    assertTrue(run.isStopped());
    assertFalse(run.hasFailures());
    assertEquals(4, forksIn(file()));
  }

  @Test
  void wideIntervalsGetTheForksThatThePilotAskedForWithinTheBudget() throws IOException {
    Plan plan =
        Plan.of(
            new Request(
                Preset.STANDARD,
                Map.of(
                    "latency", List.of("50ms"), "flags", List.of("20"), "workers", List.of("20")),
                "",
                0,
                3600,
                7));
    double[] noisy = {48, 52, 50, 49, 51};
    Run run =
        run(
            plan,
            List.of(),
            (cell, seed) -> {
              long before = measured.stream().filter(cell::equals).count();
              double score =
                  cell.method().equals("async") ? noisy[(int) (before % noisy.length)] : 50;
              measured.add(cell);
              return result(cell, new double[] {score, score, score});
            });
    assertTrue(run.execute());
    assertEquals(Summary.of(ResultFile.read(file()), List.of()), run.summary());
    Map<String, Long> forks =
        measured.stream().collect(Collectors.groupingBy(Cell::method, Collectors.counting()));
    long async = forks.getOrDefault("async", 0L);
    assertTrue(async > 5, forks::toString);
    assertEquals(
        Map.of("async", async, "sequential", async, "threadPool", async, "virtualThreads", async),
        forks);
  }

  @Test
  void aForkOfFewIterationsIsInTheFileOnceItCountsAsSafe() throws IOException {
    List<Integer> safe = new ArrayList<>();
    List<Run> self = new ArrayList<>();
    Run run =
        run(
            plan(Preset.QUICK.budget()),
            List.of(),
            (cell, seed) -> {
              safe.add(self.getFirst().savedForks());
              assertEquals(self.getFirst().savedForks(), forksIn(file()));
              measured.add(cell);
              return result(cell, new double[] {50});
            });
    self.add(run);
    assertTrue(run.execute());
    assertEquals(1, safe.get(1));
    assertEquals(3 * CELLS, forksIn(file()));
  }

  @Test
  void everyRoundOfACellMeasuresAllArmsOneAfterTheOtherInRandomOrder() throws IOException {
    assertTrue(inTurn(2, List.of(), 1000).execute());
    assertEquals(2 * 3 * CELLS, measured.size());
    Set<List<String>> orders = new HashSet<>();
    for (int i = 0; i < measured.size(); i += 2) {
      assertEquals(measured.get(i), measured.get(i + 1));
      orders.add(List.of(letters.get(i), letters.get(i + 1)));
    }
    assertEquals(Set.of(List.of("A", "B"), List.of("B", "A")), orders);
    for (String letter : List.of("A", "B")) {
      for (CellResult result : ResultFile.read(file(letter))) {
        assertEquals(
            List.of(1, 2, 3),
            result
                .run()
                .path("forks")
                .valueStream()
                .map(fork -> fork.path("round").asInt())
                .toList());
      }
    }
  }

  @Test
  void armsThatWereKilledGoOnAsTheyWouldHave() throws IOException {
    assertTrue(inTurn(2, List.of(), 1000).execute());
    List<String> whole = List.copyOf(letters);
    List<Cell> cells = List.copyOf(measured);
    for (int killed : new int[] {10, 11}) {
      measured.clear();
      letters.clear();
      Files.delete(file("A"));
      Files.delete(file("B"));
      Run run = inTurn(2, List.of(), killed);
      assertThrows(IllegalStateException.class, run::execute);
      assertEquals(killed, forksIn(file("A")) + forksIn(file("B")));
      List<List<CellResult>> earlier =
          List.of(ResultFile.read(file("A")), ResultFile.read(file("B")));
      assertTrue(inTurn(2, earlier, 1000).execute());
      assertEquals(cells, measured);
      assertEquals(whole, letters);
    }
  }

  @Test
  void aCellThatFailsInOneArmIsMeasuredInNoOther() throws IOException {
    List<Arm> arms = new ArrayList<>();
    for (String letter : List.of("A", "B")) {
      arms.add(
          arm(
              letter,
              (cell, seed) -> {
                if (letter.equals("B") && cell.method().equals("sequential")) {
                  throw new ForkFailedException("no room");
                }
                return fork(cell);
              },
              List.of()));
    }
    var run = new Run(plan(Preset.QUICK.budget()), arms, new NoProgress(), () -> now);
    assertTrue(run.execute());
    assertTrue(run.hasFailures());
    assertTrue(measured.stream().filter(cell("sequential", "latency=20ms")::equals).count() <= 1);
    assertEquals("no room", ResultFile.read(file("B")).getFirst().failures().getFirst().reason());
  }

  @Test
  void progressNamesTheArmThatIsMeasured() throws IOException {
    List<String> announced = new ArrayList<>();
    var progress =
        new NoProgress() {
          @Override
          public void forkStarted(
              Cell cell, String arm, int fork, int forks, int round, Duration left) {
            announced.add(arm);
          }
        };
    List<Arm> arms = new ArrayList<>();
    for (String letter : List.of("A", "B")) {
      arms.add(
          arm(
              letter,
              (cell, seed) -> {
                letters.add(letter);
                return fork(cell);
              },
              List.of()));
    }
    assertTrue(new Run(plan(Preset.QUICK.budget()), arms, progress, () -> now).execute());
    assertEquals(letters, announced);
  }

  @Test
  void aRunWithoutBudgetLeftMeasuresNothing() throws IOException {
    Plan plan = plan(Duration.ofSeconds(60));
    CellResult earlier = fork(plan.cells().getFirst());
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.putArray("forks").addObject().put("seconds", 55.0);
    measured.clear();
    assertFalse(
        run(plan, List.of(earlier.with("run", facts)), (cell, seed) -> fork(cell)).execute());
    assertEquals(List.of(), measured);
    assertTrue(run(plan, List.of(), (cell, seed) -> fork(cell)).execute());
  }

  @Test
  void theTimeLeftIsNeverNegative() throws IOException {
    List<Duration> left = new ArrayList<>();
    var progress =
        new NoProgress() {
          @Override
          public void roundEnded(int round, int measured, int forks, Duration rest) {
            left.add(rest);
          }
        };
    Plan plan = Plan.of(new Request(Preset.QUICK, Map.of(), "async", 1, 30, 7));
    Forks late =
        (cell, seed) -> {
          now = now.plusSeconds(40);
          return fork(cell);
        };
    assertTrue(new Run(plan, List.of(arm("A", late, List.of())), progress, () -> now).execute());
    assertEquals(List.of(Duration.ZERO), left);
  }

  private final List<String> letters = new ArrayList<>();

  private Run inTurn(int count, List<List<CellResult>> earlier, int killed) {
    List<Arm> arms = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      String letter = String.valueOf((char) ('A' + i));
      arms.add(
          arm(
              letter,
              (cell, seed) -> {
                if (measured.size() == killed) {
                  throw new IllegalStateException("killed");
                }
                letters.add(letter);
                return fork(cell);
              },
              earlier.isEmpty() ? List.of() : earlier.get(i)));
    }
    return new Run(plan(Preset.QUICK.budget()), arms, new NoProgress(), () -> now);
  }

  private Arm arm(String letter, Forks forks, List<CellResult> earlier) {
    ObjectNode facts = JsonNodeFactory.instance.objectNode().put("pilotForks", 3).put("seed", 7);
    facts.put("arm", letter);
    return new Arm(forks, file(letter), JsonNodeFactory.instance.objectNode(), facts, earlier);
  }

  private Path file(String letter) {
    return directory.resolve(letter + ".json");
  }

  private CellResult fork(Cell cell) {
    measured.add(cell);
    return result(cell, new double[] {50 + measured.size(), 51, 52});
  }

  private Run run(Plan plan, List<CellResult> earlier, Forks forks) {
    var facts = JsonNodeFactory.instance.objectNode().put("pilotForks", plan.pilotForks());
    var arm = new Arm(forks, file(), JsonNodeFactory.instance.objectNode(), facts, earlier);
    return new Run(plan, List.of(arm), new NoProgress(), () -> now);
  }

  private static Plan plan(Duration budget) {
    return Plan.of(new Request(Preset.QUICK, Map.of(), "", 3, budget.toSeconds(), 7));
  }

  private Path file() {
    return directory.resolve("run.json");
  }

  private static int forksIn(Path file) {
    try {
      return Files.exists(file)
          ? ResultFile.read(file).stream().mapToInt(result -> result.forks().length).sum()
          : 0;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /** Ignores progress. */
  static class NoProgress implements Progress {
    @Override
    public void forkStarted(Cell cell, String arm, int fork, int forks, int round, Duration left) {}

    @Override
    public void forkFailed(Cell cell, String reason) {}

    @Override
    public void roundEnded(int round, int fork, int forks, Duration left) {}
  }
}

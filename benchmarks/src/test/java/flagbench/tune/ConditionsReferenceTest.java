package flagbench.tune;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Ratio;
import flagbench.analysis.Side;
import flagbench.analysis.Verdict;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import flagbench.tune.Tuning.Doubt;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.apache.commons.math3.stat.StatUtils;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds what {@code tune} said on networks on which more workers can hurt to a grid of numbers of
 * workers that {@code bench} measured there right after it, with four forks of its own each.
 */
@Execution(ExecutionMode.CONCURRENT)
class ConditionsReferenceTest {
  private static final Path DIRECTORY = Path.of("../results/reference/conditions");
  private static final double WITHIN = 0.05;

  static List<String> settings() throws IOException {
    try (var files = Files.list(DIRECTORY)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("grid-.*\\.json"))
          .map(name -> name.replaceAll("^grid-|\\.json$", ""))
          .sorted()
          .toList();
    }
  }

  @Test
  void thereAreSixNetworksWithEveryConditionAmongThem() throws IOException {
    assertEquals(6, settings().size());
    for (String condition : List.of("link", "capacity", "refuse")) {
      assertTrue(
          settings().stream()
              .anyMatch(setting -> tuning(setting).recommended().parameter(condition) != null),
          condition);
    }
  }

  @ParameterizedTest
  @MethodSource("settings")
  void forksVaryLittleEnoughForAnAnswer(String setting) {
    assertTrue(!tuning(setting).doubts().contains(Doubt.NOISY), setting);
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theAnswerIsWithinTheErrorBudgetOfTheGrid(String setting) {
    Tuning tuning = tuning(setting);
    assertTrue(
        answer(setting).failedShare() <= tuning.goal().errors(),
        () -> tuning.workers() + " workers");
  }

  @ParameterizedTest
  @MethodSource("settings")
  void theAnswerIsNotSignificantlyMoreThanFivePercentFromTheGridsBest(String setting) {
    Ratio ratio = Ratio.of(best(setting), answer(setting), 1);
    assertNotEquals(Verdict.SLOWER, ratio.verdict(WITHIN), setting);
    assertTrue(ratio.value() <= 1.08, () -> tuning(setting).workers() + ": " + ratio.value());
  }

  private static Tuning tuning(String setting) {
    return Tuning.of(Side.of(setting, read("tune-" + setting))).getFirst();
  }

  /** The fastest number of workers of which no more flags fail than may. */
  private static CellResult best(String setting) {
    Goal goal = tuning(setting).goal();
    return grid(setting).values().stream()
        .filter(result -> !goal.isExceeded(result))
        .min(Comparator.comparingDouble(result -> StatUtils.geometricMean(goal.times(result))))
        .orElseThrow();
  }

  private static CellResult answer(String setting) {
    CellResult answer = grid(setting).get(tuning(setting).workers());
    assertTrue(answer != null, () -> tuning(setting).workers() + " is not in the grid");
    assertTrue(answer.forks().length >= 4, setting);
    return answer;
  }

  private static NavigableMap<Integer, CellResult> grid(String setting) {
    NavigableMap<Integer, CellResult> grid = new TreeMap<>();
    for (CellResult result : read("grid-" + setting)) {
      grid.put(result.cell().number("workers"), result);
    }
    return grid;
  }

  private static List<CellResult> read(String name) {
    try {
      return ResultFile.read(DIRECTORY.resolve(name + ".json"));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}

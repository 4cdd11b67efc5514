package flagbench.run;

import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Comparison;
import flagbench.analysis.Estimate;
import flagbench.analysis.Side;
import flagbench.analysis.Verdict;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.node.JsonNodeFactory;

/** Runs of made-up forks, whose true durations are known, from the plan to the verdict. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class HonestyTest {
  private static final double NOISE = 0.01;
  private static final int ROUNDS = 5;

  @TempDir private Path directory;

  private final Random random = new Random(7);
  private int measured;

  @Test
  void aSlowdownOfTenPercentIsSeenWhereItIsAndNowhereElse() throws IOException {
    Side before = run("before", cell -> 5000);
    Side after = run("after", cell -> cell.method().equals("async") ? 5500 : 5000);
    for (Comparison.Row row : Comparison.of(before, after, 0.05, cell -> true).rows()) {
      boolean slowed = row.cell().method().equals("async");
      assertEquals(slowed, row.verdict() == Verdict.SLOWER, row::toString);
      assertTrue(row.verdict() != Verdict.FASTER, row::toString);
    }
  }

  @Test
  void aMachineThatSlowsDownMeanwhileMakesNoCellSlowerThanAnother() throws IOException {
    int forks = ROUNDS * plan().cells().size();
    // The machine slows down by a third from the first fork to the last. If one cell was measured
    // after the other, the last would seem a third slower than the first. In rounds of random order
    // the mean over the rounds differs little between the cells.
    Side side = run("drifting", cell -> 50 * (1 + measured / 3.0 / forks));
    DoubleSummaryStatistics means =
        side.results().values().stream()
            .mapToDouble(one -> Estimate.of(one).mean())
            .summaryStatistics();
    double spread = means.getMax() / means.getMin() - 1;
    assertTrue(spread < 1 / 3.0 / ROUNDS, () -> "spread " + spread);
  }

  private Side run(String name, ToDoubleFunction<Cell> truth) throws IOException {
    Path file = directory.resolve(name + ".json");
    var facts = JsonNodeFactory.instance.objectNode();
    measured = 0;
    var run =
        new Run(
            plan(),
            List.of(new Arm((cell, seed) -> fork(cell, truth), file, facts, facts, List.of())),
            new RunTest.NoProgress(),
            () -> Instant.EPOCH);
    assertTrue(run.execute());
    return Side.of(name, ResultFile.read(file));
  }

  private CellResult fork(Cell cell, ToDoubleFunction<Cell> truth) {
    measured++;
    double fork = truth.applyAsDouble(cell) * (1 + NOISE * random.nextGaussian());
    return result(cell, new double[] {fork, fork * 1.001, fork * 0.999});
  }

  private static Plan plan() {
    Preset preset = Preset.STANDARD;
    List<Cell> cells =
        Plan.of(new Request(preset, Map.of(), "", 0, preset.budget().toSeconds(), 7)).cells();
    return new Plan(cells, ROUNDS, 0, preset.budget(), 7);
  }
}

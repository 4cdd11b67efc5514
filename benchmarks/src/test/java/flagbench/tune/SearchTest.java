package flagbench.tune;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;

import flagbench.analysis.Side;
import flagbench.analysis.Tuning;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.run.ForkDuration;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Searches where the truth is known: makespans are computed, and only their noise is drawn. */
class SearchTest {
  private static final int TRIALS = Integer.getInteger("flagbench.trials", 40);
  private static final double WITHIN = 0.05;

  /** What more workers do. Without latency all numbers are tried, and nothing is known before. */
  enum Curve {
    PLATEAU("0ms", 0.02, 1000, workers -> 4000.0 / Math.min(workers, 40), 40, 50),
    EARLY_PLATEAU("0ms", 0.02, 1000, workers -> 400.0 / Math.min(workers, 4), 4, 5),
    PEAK(
        "0ms",
        0.02,
        1000,
        workers -> 3000.0 / Math.min(workers, 30) * (1 + Math.max(0, workers - 30) / 100.0),
        30,
        30),
    PEAK_BETWEEN(
        "0ms",
        0.02,
        1000,
        workers -> 3000.0 / Math.min(workers, 20) * (1 + Math.max(0, workers - 20) / 40.0),
        20,
        20),
    RISING("0ms", 0.02, 80, workers -> 4000.0 / workers, 80, 80),
    FLAT("0ms", 0.02, 1000, workers -> 100, 1, 1),
    SMOOTH("0ms", 0.02, 1000, workers -> 10 + 200.0 / workers, 120, 150),
    STEPS("50ms", 0.01, 1000, workers -> rounds(workers) * 50 + 5, 200, 200),
    STEPS_UNDER_LOAD(
        "50ms", 0.01, 1000, workers -> Math.max(rounds(workers) * 50, 200) + 5, 50, 50),
    SATURATING("5ms", 0.02, 1000, workers -> rounds(workers) * 5 + 30, 100, 200),
    NOISY("0ms", 0.05, 1000, workers -> 4000.0 / Math.min(workers, 40), 40, 50),
    VERY_NOISY("0ms", 0.1, 1000, workers -> 4000.0 / Math.min(workers, 40), 40, 50);

    final String latency;
    final double noise;
    final int most;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    final IntToDoubleFunction makespan;

    final int from;

    final int to;

    private static double rounds(int workers) {
      return Math.ceilDiv(200, workers);
    }

    Curve(String latency, double noise, int most, IntToDoubleFunction makespan, int from, int to) {
      this.latency = latency;
      this.noise = noise;
      this.most = most;
      this.makespan = makespan;
      this.from = from;
      this.to = to;
    }
  }

  @ParameterizedTest
  @EnumSource(Curve.class)
  void explore(Curve curve) {
    Map<String, Integer> answers = new TreeMap<>();
    int forks = 0;
    for (int trial = 0; trial < TRIALS; trial++) {
      Trial t = new Trial(curve, trial, trial % 2 == 1);
      Tuning tuning = t.run();
      forks += t.forks;
      answers.merge(
          (trial % 2 == 1 ? "outlier " : "clean ")
              + tuning.recommended().parameter("workers")
              + " "
              + tuning.doubts(),
          1,
          Integer::sum);
    }
    System.out.println("@@ " + curve + " " + forks / TRIALS + " forks: " + answers);
  }

  private static final class Trial {
    private final Curve curve;
    private final SplittableRandom random;
    private final int outlier;
    private final Search search;
    int forks;
    private final Map<Cell, CellResult> results = new LinkedHashMap<>();

    Trial(Curve curve, long seed, boolean outlier) {
      this.curve = curve;
      random = new SplittableRandom(seed);
      this.outlier = outlier ? random.nextInt(25) : -1;
      search =
          new Search(
              List.of(cell("virtualThreads", "flags=200", "latency=" + curve.latency)),
              curve.most,
              WITHIN,
              Duration.ofMinutes(2),
              seed);
    }

    Tuning run() {
      long left = search.budget().toMillis();
      while (true) {
        Map<Cell, double[]> means = new LinkedHashMap<>();
        for (Cell cell : search.cells()) {
          means.put(
              cell, results.containsKey(cell) ? results.get(cell).forkMeans() : new double[0]);
        }
        List<Cell> round = search.round(means);
        if (round.isEmpty()) {
          break;
        }
        for (Cell cell : round) {
          left -= ForkDuration.of(cell).toMillis() + 1000;
          if (left < 0) {
            return tuning();
          }
          measure(cell);
        }
      }
      return tuning();
    }

    void measure(Cell cell) {
      double makespan =
          curve.makespan.applyAsDouble(cell.number("workers"))
              * Math.exp(curve.noise * random.nextGaussian());
      if (forks++ == outlier) {
        makespan *= 2;
      }
      results.merge(
          cell, result(cell, new double[] {makespan, makespan, makespan}), CellResult::plus);
    }

    Tuning tuning() {
      ObjectNode run = JsonNodeFactory.instance.objectNode();
      run.put("seed", 1);
      run.putObject("tune").put("within", WITHIN).put("max", curve.most);
      List<CellResult> elements = new ArrayList<>();
      results.values().forEach(result -> elements.add(result.with("run", run)));
      return Tuning.of(Side.of("simulated", elements)).getFirst();
    }
  }
}

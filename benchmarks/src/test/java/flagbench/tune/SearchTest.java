package flagbench.tune;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Ideal;
import flagbench.analysis.Side;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import flagbench.run.ForkDuration;
import flagbench.tune.Tuning.Doubt;
import flagbench.tune.Tuning.Limit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * Simulates searches whose true answer is known: the makespans follow a given curve, and only their
 * noise is random. {@code -Dflagbench.trials=1000} runs more trials.
 */
@Execution(ExecutionMode.CONCURRENT)
class SearchTest {
  private static final int TRIALS = Integer.getInteger("flagbench.trials", 20);
  private static final double WITHIN = 0.05;
  private static final Duration BUDGET = Duration.ofMinutes(5);

  /**
   * How the makespan of 200 flags depends on the number of workers. Without latency, the search
   * cannot rule out any number beforehand.
   */
  enum Curve {
    PLATEAU("0ms", 0.02, workers -> 4000.0 / Math.min(workers, 40), 40, 50),
    EARLY_PLATEAU("0ms", 0.02, workers -> 400.0 / Math.min(workers, 4), 4, 5),
    FLAT("0ms", 0.02, workers -> 100, 1, 2),
    PEAK(
        "0ms",
        0.02,
        workers -> 3000.0 / Math.min(workers, 30) * (1 + Math.max(0, workers - 30) / 100.0),
        30,
        30),
    SHARP_PEAK(
        "0ms",
        0.02,
        workers -> 3000.0 / Math.min(workers, 20) * (1 + Math.max(0, workers - 20) / 40.0),
        20,
        20),
    // The best number is 200. The throughput of 127 workers is 5 % below it, and that of 120 only a
    // little more.
    SMOOTH("0ms", 0.02, workers -> 10 + 200.0 / workers, 120, 200),
    STILL_RISING("0ms", 0.02, workers -> 20_000.0 / workers, 100, 100),
    STEPS("50ms", 0.01, workers -> rounds(workers) * 50 + 5, 200, 200),
    STEPS_TO_A_PLATEAU("50ms", 0.01, workers -> Math.max(rounds(workers) * 50, 200) + 5, 50, 50),
    STEPS_UNDER_LOAD("5ms", 0.02, workers -> rounds(workers) * 5 + 30, 100, 200),
    NOISY("0ms", 0.05, workers -> 4000.0 / Math.min(workers, 40), 40, 50),

    // The same as PLATEAU, but the spread grows sixfold along the curve.
    SPREADING("0ms", 0.01, workers -> 4000.0 / Math.min(workers, 40), 40, 50),

    // A link of 10 MB/s needs 266 ms for 200 flags, which is as long as 14 rounds of 20 ms.
    LINK("20ms link=10MB/s", 0.01, workers -> Math.max(rounds(workers) * 20, 286) + 5, 15, 15),

    // The server serves 25 requests at once, and more of them only wait.
    CAPACITY("50ms capacity=25", 0.01, workers -> rounds(Math.min(workers, 25)) * 50 + 5, 25, 25),

    // The server refuses requests beyond 40 at once, so that more workers are faster but not good
    // enough. With exactly 40 workers, 0.05 % of the requests are refused, because a client may
    // begin
    // a request an instant before the last one counts as ended. That is half of what may fail.
    REFUSING("50ms refuse=40", 0.01, workers -> rounds(workers) * 50 + 5, 40, 40),

    // It takes 15 workers to fill the link, but the server refuses requests beyond 12 at once.
    MIXED(
        "20ms link=10MB/s refuse=12",
        0.01,
        workers -> Math.max(rounds(workers) * 20, 286) + 5,
        12,
        12);

    private final String latency;
    private final double noise;

    @SuppressWarnings("ImmutableEnumChecker") // a function without state
    private final IntToDoubleFunction makespan;

    private final int from;
    private final int to;

    Curve(String latency, double noise, IntToDoubleFunction makespan, int from, int to) {
      this.latency = latency;
      this.noise = noise;
      this.makespan = makespan;
      this.from = from;
      this.to = to;
    }

    private static double rounds(int workers) {
      return Math.ceilDiv(200, workers);
    }

    /** Whether the budget of five minutes may be too short for an answer. */
    private boolean isHard(boolean outlier) {
      return this == NOISY || this == SMOOTH || (this == SPREADING && outlier);
    }

    /** The standard deviation from fork to fork, as a share. */
    private double noise(int workers) {
      return this == SPREADING ? noise * Math.pow(6, Math.log(workers) / Math.log(200)) : noise;
    }

    /** The share of flags that the server refuses if all workers begin at once. */
    private double failedShare(int workers) {
      Matcher refuse = Pattern.compile("refuse=(\\d+)").matcher(latency);
      if (!refuse.find() || workers < Integer.parseInt(refuse.group(1))) {
        return 0;
      }
      return Math.max(0.0005, 1 - Double.parseDouble(refuse.group(1)) / workers);
    }

    private Cell any() {
      return cell("virtualThreads", ("flags=200 latency=" + latency).split(" ", -1));
    }

    private int most() {
      return this == STILL_RISING ? 100 : 1000;
    }
  }

  @ParameterizedTest
  @EnumSource
  void nineteenTimesOfTwentyItFindsWhatIsTrue(Curve curve) {
    assertFound(curve, false);
  }

  @ParameterizedTest
  @EnumSource
  void oneForkOfTwiceTheTimeDoesNotMisleadIt(Curve curve) {
    assertFound(curve, true);
  }

  /** Expects the true answer, or a doubt where the noise may be too large for an answer. */
  private static void assertFound(Curve curve, boolean outlier) {
    int found = 0;
    int refusals = 0;
    Map<String, Integer> answers = new TreeMap<>();
    for (int seed = 0; seed < TRIALS; seed++) {
      Tuning tuning = new Trial(curve, seed, BUDGET, outlier).search();
      Set<Doubt> doubts = tuning.doubts();
      boolean right = curve.from <= tuning.workers() && tuning.workers() <= curve.to;
      boolean refused =
          doubts.contains(Doubt.NOISY)
              && (outlier || curve.isHard(outlier) || curve == Curve.EARLY_PLATEAU);
      boolean asExpected =
          curve == Curve.STILL_RISING
              ? right && doubts.equals(Set.of(Doubt.RISING))
              : refused || (right && doubts.isEmpty());
      found += asExpected ? 1 : 0;
      refusals += doubts.contains(Doubt.NOISY) ? 1 : 0;
      answers.merge(tuning.workers() + " " + doubts, 1, Integer::sum);
    }
    assertTrue(found >= 0.95 * TRIALS, curve + ": " + answers);
    assertTrue(refusals <= (curve.isHard(outlier) ? 0.7 : 0.2) * TRIALS, curve + ": " + answers);
  }

  @Test
  void aNumberToCheckIsMeasuredAlthoughItCannotBeTheAnswer() {
    var trial = new Trial(Curve.REFUSING, 1, BUDGET, false);
    trial.checked = 20;
    Tuning tuning = trial.search();
    assertEquals(40, tuning.workers());
    assertTrue(tuning.isTooBad(tuning.point(20).orElseThrow()));
    assertFalse(tuning.isTooBad(tuning.point(40).orElseThrow()));
  }

  @Test
  void aNumberToCheckIsComparedHoweverShortTheBudgetIs() {
    var trial = new Trial(Curve.REFUSING, 2, Duration.ofSeconds(30), false);
    trial.checked = 20;
    assertEquals(200, trial.search().curve().getLast().workers(), trial.order::toString);
    assertEquals(20, trial.order.get(1).number("workers"));
  }

  @Test
  void aNumberThatIsRefusedHasAVerdictAndAnAnswerBelowItHoweverShortTheBudgetIs() {
    var trial = new Trial(Curve.REFUSING, 2, Duration.ofSeconds(30), false);
    trial.checked = 100;
    Tuning tuning = trial.search();
    assertEquals(100, trial.order.getFirst().number("workers"));
    assertTrue(tuning.isTooBad(tuning.point(100).orElseThrow()));
    assertEquals(40, tuning.workers(), trial.order::toString);
  }

  @Test
  void whatMoreWorkersWouldCostIsToldOfThoseThatAreRefused() {
    Tuning tuning = new Trial(Curve.REFUSING, 1, BUDGET, false).search();
    assertEquals(Limit.REFUSALS, tuning.limit());
    Tuning.Point all = tuning.point(200).orElseThrow();
    assertEquals(0.8, all.failed(), 0.02);
    assertTrue(tuning.isTooBad(all));
    assertTrue(tuning.answer().failed() <= 0.001);
  }

  @Test
  void whatLimitsMoreWorkersIsNamed() {
    assertEquals(Limit.LINK, new Trial(Curve.LINK, 1, BUDGET, false).search().limit());
    assertEquals(Limit.CAPACITY, new Trial(Curve.CAPACITY, 1, BUDGET, false).search().limit());
  }

  @Test
  void itNeverBeginsWithWhatCannotBeTheAnswer() {
    for (int seed = 0; seed < TRIALS; seed++) {
      var trial = new Trial(Curve.STEPS_UNDER_LOAD, seed, BUDGET, false);
      Tuning unused = trial.search();
      double best = Double.POSITIVE_INFINITY;
      Set<Cell> begun = new HashSet<>();
      for (int i = 0; i < trial.order.size(); i++) {
        Cell cell = trial.order.get(i);
        assertTrue(!begun.add(cell) || Ideal.allows(cell, best / (1 - WITHIN)), cell::toString);
        best = Math.min(best, trial.scores.get(i));
      }
      assertTrue(begun.size() > 2, begun::toString);
    }
  }

  @Test
  void aSettledSearchEndsBeforeItsBudget() {
    var trial = new Trial(Curve.STEPS, 1, BUDGET, false);
    assertEquals(200, trial.search().workers());
    assertEquals(3, trial.order.size());
  }

  @Test
  void anAnswerThatWasStillBeingCompiledIsDoubted() {
    var trial = new Trial(Curve.STEPS, 1, BUDGET, false);
    trial.jitPercent = 30;
    assertEquals(Set.of(Doubt.WARMING), trial.search().doubts());
  }

  @Test
  void aNumberOfWorkersThatFailsIsLeftAlone() {
    var trial = new Trial(Curve.PLATEAU, 1, BUDGET, false);
    trial.failFrom = 100;
    Tuning tuning = trial.search();
    assertEquals(40, tuning.workers());
    assertEquals(Set.of(Doubt.FAILED), tuning.doubts());
    Set<Cell> failed = new HashSet<>();
    for (Cell cell : trial.order) {
      assertTrue(cell.number("workers") < 100 || failed.add(cell), cell::toString);
    }
    assertFalse(failed.isEmpty());
  }

  /** Budgets for one fork, for two forks, and for the fourfold series without any other number. */
  @ParameterizedTest
  @CsvSource({"17, 1", "24, 2", "42, 5"})
  void aBudgetThatIsTooShortIsSaid(long seconds, int forks) {
    var trial = new Trial(Curve.PLATEAU, 1, Duration.ofSeconds(seconds), false);
    assertTrue(trial.search().doubts().contains(Doubt.UNFINISHED));
    assertEquals(forks, trial.order.size());
  }

  @Test
  void severalStylesAreSearchedSideBySide() {
    var search =
        new Search(
            List.of(cell("async", "flags=200"), cell("threadPool", "flags=200")),
            new Goal(1000, WITHIN, 0, 0),
            BUDGET,
            1);
    Map<Cell, double[]> nothing = new HashMap<>();
    search.cells().forEach(cell -> nothing.put(cell, new double[0]));
    assertEquals(
        Set.of(
            cell("async", "flags=200", "workers=200"),
            cell("threadPool", "flags=200", "workers=200")),
        new HashSet<>(search.round(nothing)));
    assertEquals(search.round(nothing), search.round(nothing));
  }

  /**
   * A search with simulated forks. As with real forks, a JVM measures several numbers of workers,
   * each once. The noise is not what the estimator assumes: half of its variance is common to
   * everything that a JVM measures, and the rest has the heavy tails of Student's t distribution
   * with 4 degrees of freedom; the machine becomes 10 % slower or faster during the run; and
   * refused requests are drawn one by one.
   */
  private static final class Trial {
    private final Curve curve;
    private final SplittableRandom random;
    private final int outlier;
    private final Duration budget;
    private final long seed;
    private final Cell any;
    private Search search;
    private int checked;
    private final List<Cell> order = new ArrayList<>();
    private final List<Double> scores = new ArrayList<>();
    private final Map<Cell, CellResult> results = new LinkedHashMap<>();
    private final List<Failure> failures = new ArrayList<>();
    private final Set<Cell> measuredByThisJvm = new HashSet<>();
    private double noiseOfThisJvm;
    private long elapsed;
    private double jitPercent;
    private int failFrom = Integer.MAX_VALUE;

    Trial(Curve curve, long seed, Duration budget, boolean outlier) {
      this.curve = curve;
      random = new SplittableRandom(seed);
      this.outlier = outlier ? random.nextInt(15) : -1;
      this.seed = seed;
      any = curve.any();
      this.budget = budget;
      search = new Search(List.of(any), goal(), budget, seed);
    }

    private Goal goal() {
      return new Goal(curve.most(), WITHIN, 0.001, checked);
    }

    Tuning search() {
      search = new Search(List.of(any), goal(), budget, seed);
      List<Cell> round = search.round(forkMeans());
      while (!round.isEmpty()) {
        for (Cell cell : round) {
          boolean newJvm = order.isEmpty() || measuredByThisJvm.contains(cell);
          Duration expected = newJvm ? ForkDuration.of(cell) : ForkDuration.inWarmJvm(cell);
          // A fork takes a second longer than expected, as on a busy machine.
          elapsed += expected.toMillis() + 1000;
          if (elapsed > search.budget().toMillis()) {
            return tuning();
          }
          measure(cell);
        }
        round = search.round(forkMeans());
      }
      return tuning();
    }

    private Map<Cell, double[]> forkMeans() {
      Map<Cell, double[]> means = new LinkedHashMap<>();
      for (Cell cell : search.cells()) {
        if (failures.stream().noneMatch(failure -> failure.cell().equals(cell))) {
          means.put(
              cell,
              results.containsKey(cell) ? search.decidesBy(results.get(cell)) : new double[0]);
        }
      }
      return means;
    }

    private void measure(Cell cell) {
      int workers = cell.number("workers");
      if (order.isEmpty() || !measuredByThisJvm.add(cell)) {
        measuredByThisJvm.clear();
        measuredByThisJvm.add(cell);
        noiseOfThisJvm = random.nextGaussian();
      }
      double drift = (seed % 2 == 0 ? 0.1 : -0.1) * elapsed / budget.toMillis();
      double score =
          curve.makespan.applyAsDouble(workers)
              * Math.exp(
                  drift + curve.noise(workers) * Math.sqrt(0.5) * (noiseOfThisJvm + heavyTailed()))
              * (order.size() == outlier ? 2 : 1);
      order.add(cell);
      if (workers >= failFrom) {
        failures.add(new Failure(cell, "too many"));
      } else {
        scores.add(score);
        results.merge(
            cell,
            result(
                cell,
                Map.of("jit", jitPercent, "failed", failed(curve.failedShare(workers))),
                new double[] {score, score, score}),
            CellResult::plus);
      }
    }

    /** Draws from Student's t distribution with 4 degrees of freedom, scaled to variance 1. */
    private double heavyTailed() {
      double squares = 0;
      for (int i = 0; i < 4; i++) {
        squares += Math.pow(random.nextGaussian(), 2);
      }
      return random.nextGaussian() / Math.sqrt(squares / 2);
    }

    /** How many of an operation's 200 flags fail, as the mean of a fork's fifty operations. */
    private double failed(double share) {
      int failed = 0;
      for (int i = 0; i < 200 * 50; i++) {
        failed += random.nextDouble() < share ? 1 : 0;
      }
      return failed / 50.0;
    }

    private Tuning tuning() {
      ObjectNode run = JsonNodeFactory.instance.objectNode();
      run.put("seed", 1);
      goal().putInto(run.putObject("tune"));
      ArrayNode failed = run.putArray("failed");
      failures.forEach(failure -> failed.add(failure.json()));
      List<CellResult> elements =
          results.values().stream().map(result -> result.with("run", run)).toList();
      return Tuning.of(Side.of("simulated", elements)).getFirst();
    }
  }
}

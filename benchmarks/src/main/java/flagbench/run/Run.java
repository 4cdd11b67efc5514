package flagbench.run;

import flagbench.analysis.Summary;
import flagbench.result.Cell;
import flagbench.run.Forks.ForkFailedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Carries out a schedule, one fork at a time, and writes the result file after every fork. If there
 * are several arms, each round of a cell measures all of them one right after the other, in random
 * order, so that whatever disturbs the machine at that time disturbs all arms alike.
 */
public final class Run {
  private final Schedule schedule;
  private final List<Arm> arms;
  private final Progress progress;
  private final InstantSource clock;

  /** Volatile, because the thread that handles Ctrl-C reads it. */
  private volatile int savedForks;

  /** Whether the run was interrupted. A fork that fails after that was killed with the run. */
  private volatile boolean stopped;

  /** Prepares a run of one arm or more, of which the others are compared with the first. */
  public Run(Schedule schedule, List<Arm> arms, Progress progress, InstantSource clock) {
    this.schedule = schedule;
    this.arms = List.copyOf(arms);
    this.progress = progress;
    this.clock = clock;
    savedForks = measured();
  }

  /**
   * Measures until all forks of the schedule are measured, or the next fork of every arm does not
   * fit into the rest of the budget.
   *
   * @return whether all forks of the schedule are measured, except those of failed cells
   * @throws IOException if a result file cannot be written
   */
  public boolean execute() throws IOException {
    Instant end = clock.instant().plus(schedule.budget()).minus(pace().measured());
    try {
      for (int round = 1; !stopped; round++) {
        List<Cell> cells = schedule.round(forkMeans());
        if (cells.isEmpty()) {
          return true;
        }
        for (int i = 0; i < cells.size(); i++) {
          List<Cell> before = cells.subList(Math.max(0, i - 1), i);
          if (stopped || clock.instant().plus(expected(cells.get(i), before)).isAfter(end)) {
            return false;
          }
          measureInTurn(cells.get(i), round, end);
        }
        if (!stopped) {
          progress.roundEnded(round, measured(), measured() + missing(), left(end));
        }
      }
      return false;
    } finally {
      arms.forEach(Arm::close);
    }
  }

  /** Tells the run to end, and does not wait until it has. */
  public void stop() {
    stopped = true;
  }

  /** Whether the run was told to end. */
  public boolean isStopped() {
    return stopped;
  }

  /** How many forks the result files hold. */
  public int savedForks() {
    return savedForks;
  }

  /** The summary of the first arm's results so far. */
  public Summary summary() {
    Arm first = arms.getFirst();
    return Summary.of(first.describe(schedule.cells()), first.failures());
  }

  /** Whether a cell failed in any arm. */
  public boolean hasFailures() {
    return arms.stream().anyMatch(arm -> !arm.failures().isEmpty());
  }

  /**
   * The arms to measure in this round of a cell, in random order. In a run that was interrupted
   * within a round, these are the arms that lack a fork.
   */
  private List<Arm> turn(Cell cell) {
    int fewest = fewest(cell);
    List<Arm> turn = new ArrayList<>(arms);
    long seed = arms.getFirst().seed();
    Collections.shuffle(
        turn, new SplittableRandom(seed + 31L * cell.toString().hashCode() + fewest));
    turn.removeIf(arm -> arm.forks(cell) > fewest);
    return turn;
  }

  /** The number of rounds of a cell that all arms have. */
  private int fewest(Cell cell) {
    return arms.stream().mapToInt(arm -> arm.forks(cell)).min().orElseThrow();
  }

  private void measureInTurn(Cell cell, int round, Instant end) throws IOException {
    for (Arm arm : turn(cell)) {
      if (stopped || hasFailed(cell)) {
        return;
      }
      int fork = measured() + 1;
      progress.forkStarted(cell, arm.name(), fork, measured() + missing(), round, left(end));
      measure(arm, cell);
    }
  }

  private void measure(Arm arm, Cell cell) throws IOException {
    try {
      arm.measure(cell);
    } catch (InterruptedException e) {
      stop();
      return;
    } catch (ForkFailedException e) {
      if (stopped) {
        return;
      }
      String reason = String.valueOf(e.getMessage());
      arm.fail(cell, reason);
      progress.forkFailed(cell, reason);
    }
    arm.write(schedule.cells());
    savedForks = measured();
  }

  /** Whether a cell failed in any arm. It is then measured in no arm, since it is not compared. */
  private boolean hasFailed(Cell cell) {
    return arms.stream().anyMatch(arm -> arm.hasFailed(cell));
  }

  /**
   * What the schedule decides by. If there are several arms, these are the ratios of the other arms
   * to the first, because the intervals of the ratios are to become narrow.
   */
  private Map<Cell, double[]> forkMeans() {
    Map<Cell, double[]> measured = new LinkedHashMap<>();
    for (Cell cell : schedule.cells()) {
      if (!hasFailed(cell)) {
        measured.put(cell, arms.size() == 1 ? decidedBy(cell) : ratios(cell));
      }
    }
    return measured;
  }

  private double[] decidedBy(Cell cell) {
    return arms.getFirst().result(cell).map(schedule::decidesBy).orElseGet(() -> new double[0]);
  }

  /** The geometric mean of the ratios to the first arm, for every round that all arms have. */
  private double[] ratios(Cell cell) {
    List<double[]> means = arms.stream().map(arm -> arm.forkMeans(cell)).toList();
    return IntStream.range(0, fewest(cell))
        .mapToObj(round ->
            means.stream().skip(1).mapToDouble(arm -> arm[round] / means.getFirst()[round]))
        .mapToDouble(ratios -> StatUtils.geometricMean(ratios.toArray()))
        .toArray();
  }

  private int measured() {
    return arms.stream().mapToInt(Arm::forks).sum();
  }

  /** How many forks of all arms are still to be measured, as far as that is known now. */
  private int missing() {
    Map<Cell, double[]> complete = forkMeans();
    int missing = arms.size() * schedule.remaining(complete).size();
    for (Cell cell : complete.keySet()) {
      // In the middle of a round some arms are a fork ahead of the others.
      missing -= arms.stream().mapToInt(arm -> arm.forks(cell) - fewest(cell)).sum();
    }
    return missing;
  }

  /** How long the arms take for a cell, which may share a JVM with the one before it, if any. */
  private Duration expected(Cell cell, List<Cell> before) {
    List<Cell> both = Stream.concat(before.stream(), Stream.of(cell)).toList();
    return pace().expected(both).minus(pace().expected(before)).multipliedBy(turn(cell).size());
  }

  private Pace pace() {
    return new Pace(arms.stream().flatMap(arm -> arm.results().stream()).toList());
  }

  /** The expected time until the end of the run, which is no longer than the rest of the budget. */
  private Duration left(Instant end) {
    Duration left = pace().expected(schedule.remaining(forkMeans())).multipliedBy(arms.size());
    Duration rest = Collections.min(List.of(left, Duration.between(clock.instant(), end)));
    return Collections.max(List.of(rest, Duration.ZERO));
  }
}

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

/**
 * Carries out a schedule: one fork at a time, and after every fork the result file is rewritten. In
 * a run of several arms each round of a cell measures all of them, one after the other in random
 * order, so that whatever disturbs the machine meanwhile disturbs them alike.
 */
public final class Run {
  private final Schedule schedule;
  private final List<Arm> arms;
  private final Progress progress;
  private final InstantSource clock;

  /** Volatile, since Ctrl-C asks for it in another thread. */
  private volatile int savedForks;

  /** Whether someone asked the run to end: a fork that fails from now on was killed. */
  private volatile boolean stopped;

  /** Prepares a run of one arm or more, of which the first is what the others are compared with. */
  public Run(Schedule schedule, List<Arm> arms, Progress progress, InstantSource clock) {
    this.schedule = schedule;
    this.arms = List.copyOf(arms);
    this.progress = progress;
    this.clock = clock;
    savedForks = measured();
  }

  /**
   * Measures until every cell has its forks, or the next fork, of every arm, would not fit into the
   * budget any more.
   *
   * @return whether every cell has its forks; a failed cell needs none
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
        for (Cell cell : cells) {
          Duration next = pace().expected(Collections.nCopies(turn(cell).size(), cell));
          if (stopped || next.compareTo(Duration.between(clock.instant(), end)) > 0) {
            return false;
          }
          measureInTurn(cell, round, end);
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

  /** Ends the run without waiting for it: what a fork that is killed now reports is no failure. */
  public void stop() {
    stopped = true;
  }

  /** Whether the run was ended before its time. */
  public boolean isStopped() {
    return stopped;
  }

  /** How many forks are in the result files, and stay there whatever happens now. */
  public int savedForks() {
    return savedForks;
  }

  /** What is known so far of the first arm, as a reader of its file would sum it up. */
  public Summary summary() {
    Arm first = arms.getFirst();
    return Summary.of(first.describe(schedule.cells()), first.failures());
  }

  /** Whether a cell failed. */
  public boolean hasFailures() {
    return arms.stream().anyMatch(arm -> !arm.failures().isEmpty());
  }

  /** The arms that lack a fork which others have, or else all, in the order of this round. */
  private List<Arm> turn(Cell cell) {
    int fewest = arms.stream().mapToInt(arm -> arm.forks(cell)).min().orElseThrow();
    List<Arm> turn = new ArrayList<>(arms);
    long seed = arms.getFirst().seed();
    Collections.shuffle(
        turn, new SplittableRandom(seed + 31L * cell.toString().hashCode() + fewest));
    turn.removeIf(arm -> arm.forks(cell) > fewest);
    return turn;
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

  /** A cell that failed in one arm cannot be compared, and is measured in no other. */
  private boolean hasFailed(Cell cell) {
    return arms.stream().anyMatch(arm -> arm.hasFailed(cell));
  }

  /**
   * What the schedule decides by: the means of the forks or, where arms are compared, the geometric
   * mean of the others over the first, whose interval is what matters there.
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

  /** Of every round that all arms have. */
  private double[] ratios(Cell cell) {
    double[] ratios =
        new double[arms.stream().mapToInt(arm -> arm.forks(cell)).min().orElseThrow()];
    for (int round = 0; round < ratios.length; round++) {
      double log = 0;
      for (Arm arm : arms.subList(1, arms.size())) {
        log += Math.log(arm.forkMeans(cell)[round] / arms.getFirst().forkMeans(cell)[round]);
      }
      ratios[round] = Math.exp(log / (arms.size() - 1));
    }
    return ratios;
  }

  private int measured() {
    return arms.stream().mapToInt(Arm::forks).sum();
  }

  /** How many forks are to come, of all arms, as far as can be known now. */
  private int missing() {
    Map<Cell, double[]> complete = forkMeans();
    int missing = arms.size() * schedule.remaining(complete).size();
    for (Map.Entry<Cell, double[]> cell : complete.entrySet()) {
      // In the middle of a round some arms are a fork ahead of the others.
      missing -= arms.stream().mapToInt(arm -> arm.forks(cell.getKey())).sum();
      missing += arms.size() * cell.getValue().length;
    }
    return missing;
  }

  private Pace pace() {
    return new Pace(arms.stream().flatMap(arm -> arm.results().stream()).toList());
  }

  /** What the forks to come are expected to take, but no more than the rest of the budget. */
  private Duration left(Instant end) {
    Duration left = pace().expected(schedule.remaining(forkMeans())).multipliedBy(arms.size());
    Duration rest = Duration.between(clock.instant(), end);
    return left.compareTo(rest) < 0 ? left : rest;
  }
}

package flagbench.run;

import flagbench.analysis.Summary;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.run.Forks.ForkFailedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Carries out a schedule: one fork at a time, with a checkpoint after every fork. In a run of
 * several arms each round of a cell measures all of them, one after the other in random order, so
 * that whatever disturbs the machine meanwhile disturbs them alike.
 */
public final class Run {
  private final Schedule schedule;
  private final List<Arm> arms;
  private final Progress progress;
  private final InstantSource clock;

  /** Forks that the files hold, which another thread may ask for. */
  private volatile int safe;

  /** Whether someone asked the run to end: a fork that fails from now on was killed. */
  private volatile boolean stopped;

  /**
   * Prepares a run of one arm.
   *
   * @param earlier what an interrupted run of the same schedule has measured
   */
  public Run(
      Schedule schedule,
      Collection<CellResult> earlier,
      Forks forks,
      Checkpoint checkpoint,
      Progress progress,
      InstantSource clock) {
    this(schedule, List.of(new Arm(forks, checkpoint, earlier)), progress, clock);
  }

  /** Prepares a run of one arm or more, of which the first is what the others are held to. */
  public Run(Schedule schedule, List<Arm> arms, Progress progress, InstantSource clock) {
    this.schedule = schedule;
    this.arms = List.copyOf(arms);
    this.progress = progress;
    this.clock = clock;
    safe = measured();
  }

  /**
   * Measures until every cell has its forks, or the next fork, of every arm, would not fit into the
   * budget any more.
   *
   * @return whether every cell has its forks; a failed cell needs none
   * @throws IOException if a checkpoint cannot be written
   */
  public boolean execute() throws IOException {
    try {
      return executeRounds();
    } finally {
      arms.forEach(Arm::close);
    }
  }

  private boolean executeRounds() throws IOException {
    Instant start = clock.instant().minus(pace().measured());
    for (int round = 1; !stopped; round++) {
      List<Cell> cells = schedule.round(forkMeans());
      if (cells.isEmpty()) {
        return true;
      }
      for (Cell cell : cells) {
        Duration rest = schedule.budget().minus(Duration.between(start, clock.instant()));
        if (stopped || !fits(turn(cell).size(), cell, rest)) {
          return false;
        }
        measureInTurn(cell, round, rest);
      }
      if (stopped) {
        return false;
      }
      Duration rest = schedule.budget().minus(Duration.between(start, clock.instant()));
      progress.roundEnded(round, measured(), measured() + missing(), left(rest));
    }
    return false;
  }

  /** Whether nothing is left to do, or the budget holds at least the next fork. */
  public boolean canGoOn() {
    List<Cell> next = schedule.round(forkMeans());
    return next.isEmpty()
        || fits(
            turn(next.getFirst()).size(),
            next.getFirst(),
            schedule.budget().minus(pace().measured()));
  }

  /** Ends the run without waiting for it: what a fork that is killed now reports is no failure. */
  public void stop() {
    stopped = true;
  }

  /** Whether the run was ended before its time. */
  public boolean isStopped() {
    return stopped;
  }

  /** How many forks are in the files, whatever happens now. */
  public int safe() {
    return safe;
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
    long seed = arms.getFirst().checkpoint().run().path("seed").asLong(0);
    Collections.shuffle(
        turn, new SplittableRandom(seed + 31L * cell.toString().hashCode() + fewest));
    turn.removeIf(arm -> arm.forks(cell) > fewest);
    return turn;
  }

  private void measureInTurn(Cell cell, int round, Duration rest) throws IOException {
    for (Arm arm : turn(cell)) {
      if (stopped || hasFailed(cell)) {
        return;
      }
      String name = arm.checkpoint().run().path("arm").asString("");
      progress.forkStarted(cell, name, measured() + 1, measured() + missing(), round, left(rest));
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
      arm.fail(cell, e.reason());
      progress.forkFailed(cell, e.reason());
    }
    arm.write(schedule.cells());
    safe = measured();
  }

  /** A cell that failed in one arm has nothing to be held to and is measured in none. */
  private boolean hasFailed(Cell cell) {
    return arms.stream().anyMatch(arm -> arm.hasFailed(cell));
  }

  /**
   * What the schedule decides by: the means of the forks or, where arms are held to each other, the
   * geometric mean of the others over the first, whose interval is what matters there.
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
    int rounds = arms.stream().mapToInt(arm -> arm.forks(cell)).min().orElseThrow();
    double[] ratios = new double[rounds];
    for (int round = 0; round < rounds; round++) {
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
    int ahead =
        complete.entrySet().stream()
            .mapToInt(cell ->
                arms.stream().mapToInt(arm -> arm.forks(cell.getKey())).sum()
                    - arms.size() * cell.getValue().length)
            .sum();
    return arms.size() * schedule.remaining(complete).size() - ahead;
  }

  private Pace pace() {
    return new Pace(arms.stream().flatMap(arm -> arm.results().stream()).toList());
  }

  private boolean fits(int forks, Cell cell, Duration rest) {
    return pace().expected(Collections.nCopies(forks, cell)).compareTo(rest) <= 0;
  }

  /** What the forks to come are expected to take, but no more than the rest of the budget. */
  private Duration left(Duration rest) {
    Duration left = pace().expected(schedule.remaining(forkMeans())).multipliedBy(arms.size());
    return left.compareTo(rest) < 0 ? left : rest;
  }
}

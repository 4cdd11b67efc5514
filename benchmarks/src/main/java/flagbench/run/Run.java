package flagbench.run;

import flagbench.analysis.Summary;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import flagbench.run.Forks.ForkFailedException;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Carries out a schedule: one fork at a time, with a checkpoint after every fork. */
public final class Run {
  private final Schedule schedule;
  private final Forks forks;
  private final Checkpoint checkpoint;
  private final Progress progress;
  private final InstantSource clock;

  private final Map<Cell, CellResult> results = new LinkedHashMap<>();

  private final Pace pace = new Pace(results.values());
  private final Map<Cell, Failure> failed = new LinkedHashMap<>();

  /** Forks that the file holds, which another thread may ask for. */
  private volatile int safe;

  /** Whether someone asked the run to end: a fork that fails from now on was killed. */
  private volatile boolean stopped;

  /**
   * Prepares a run.
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
    this.schedule = schedule;
    this.forks = forks;
    this.checkpoint = checkpoint;
    this.progress = progress;
    this.clock = clock;
    earlier.forEach(result -> results.put(result.cell(), result));
    safe = measured();
  }

  /**
   * Measures until every cell has its forks, or the next fork would not fit into the budget any
   * more.
   *
   * @return whether every cell has its forks; a failed cell needs none
   * @throws IOException if a checkpoint cannot be written
   */
  public boolean execute() throws IOException {
    try {
      return executeRounds();
    } finally {
      forks.close();
    }
  }

  private boolean executeRounds() throws IOException {
    Instant start = clock.instant().minus(pace.measured());
    for (int round = 1; !stopped; round++) {
      List<Cell> cells = schedule.round(forkMeans());
      if (cells.isEmpty()) {
        return true;
      }
      for (Cell cell : cells) {
        Duration rest = schedule.budget().minus(Duration.between(start, clock.instant()));
        if (stopped || pace.expected(List.of(cell)).compareTo(rest) > 0) {
          return false;
        }
        progress.forkStarted(
            cell, measured() + 1, measured() + remaining().size(), round, left(rest));
        measure(cell);
      }
      if (stopped) {
        return false;
      }
      Duration rest = schedule.budget().minus(Duration.between(start, clock.instant()));
      progress.roundEnded(round, measured(), measured() + remaining().size(), left(rest));
    }
    return false;
  }

  /** Ends the run without waiting for it: what a fork that is killed now reports is no failure. */
  public void stop() {
    stopped = true;
  }

  /** Whether the run was ended before its time. */
  public boolean isStopped() {
    return stopped;
  }

  /** How many forks are in the file, whatever happens now. */
  public int safe() {
    return safe;
  }

  /** What is known so far, as a reader of the file would sum it up. */
  public Summary summary() {
    return Summary.of(checkpoint.describe(inOrder(), failed.values()), failed.values());
  }

  /** Whether a cell failed. */
  public boolean hasFailures() {
    return !failed.isEmpty();
  }

  private void measure(Cell cell) throws IOException {
    try {
      CellResult fork = forks.measure(cell);
      results.merge(cell, fork, CellResult::plus);
    } catch (InterruptedException e) {
      stop();
      return;
    } catch (ForkFailedException e) {
      if (stopped) {
        return;
      }
      failed.put(cell, new Failure(cell, e.reason()));
      progress.forkFailed(cell, e.reason());
    }
    checkpoint.write(inOrder(), failed.values());
    safe = measured();
  }

  /** In the schedule's order, whatever order they were measured in. */
  private List<CellResult> inOrder() {
    List<CellResult> ordered = new ArrayList<>();
    for (Cell cell : schedule.cells()) {
      @Nullable CellResult result = results.get(cell);
      if (result != null) {
        ordered.add(result);
      }
    }
    return ordered;
  }

  private List<Cell> remaining() {
    return schedule.remaining(forkMeans());
  }

  private Map<Cell, double[]> forkMeans() {
    Map<Cell, double[]> measured = new LinkedHashMap<>();
    for (Cell cell : schedule.cells()) {
      if (!failed.containsKey(cell)) {
        @Nullable CellResult result = results.get(cell);
        measured.put(cell, result == null ? new double[0] : result.forkMeans());
      }
    }
    return measured;
  }

  private int measured() {
    return results.keySet().stream().mapToInt(this::forksOf).sum();
  }

  private int forksOf(Cell cell) {
    @Nullable CellResult result = results.get(cell);
    return result == null ? 0 : result.forks().length;
  }

  /** What the forks to come are expected to take, but no more than the rest of the budget. */
  private Duration left(Duration rest) {
    Duration left = pace.expected(remaining());
    return left.compareTo(rest) < 0 ? left : rest;
  }
}

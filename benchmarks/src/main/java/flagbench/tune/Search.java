package flagbench.tune;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.run.ForkDuration;
import flagbench.run.Schedule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;

/**
 * The search for the smallest number of workers that is as good as the best one. It may search for
 * several styles at once: then every round has forks of each of them, so that a machine whose speed
 * changes meanwhile affects all styles alike.
 */
public final class Search implements Schedule {
  private final List<StyleSearch> styles;
  private final Goal goal;
  private final Duration budget;
  private final long seed;

  /**
   * Prepares the search.
   *
   * @param cells one cell of each style, with any number of workers
   * @param budget the longest that all styles together may take
   * @param seed of the random order of measurement
   */
  public Search(List<Cell> cells, Goal goal, Duration budget, long seed) {
    styles = cells.stream().map(cell -> new StyleSearch(cell, goal, seed)).toList();
    this.goal = goal;
    this.budget = budget;
    this.seed = seed;
  }

  @Override
  public List<Cell> cells() {
    return styles.stream().flatMap(style -> style.cells().stream()).toList();
  }

  @Override
  public Duration budget() {
    return budget;
  }

  @Override
  public List<Cell> round(Map<Cell, double[]> forkMeans) {
    List<Cell> round = new ArrayList<>();
    styles.forEach(style -> round.addAll(style.next(forkMeans)));
    int forks = forkMeans.values().stream().mapToInt(means -> means.length).sum();
    Collections.shuffle(round, new Random(seed + forks));
    return round;
  }

  @Override
  public double[] decidesBy(CellResult result) {
    return goal.times(result);
  }

  /**
   * The next round, and as many further forks as fit into the rest of the budget. The search may
   * end sooner; how many forks it needs depends on what they measure.
   */
  @Override
  public List<Cell> remaining(Map<Cell, double[]> forkMeans) {
    List<Cell> remaining = new ArrayList<>(round(forkMeans));
    if (!remaining.isEmpty()) {
      List<Cell> measured = new ArrayList<>();
      forkMeans.forEach((cell, forks) -> measured.addAll(Collections.nCopies(forks.length, cell)));
      Cell last = remaining.getLast();
      long fitting =
          budget.minus(ForkDuration.ofAll(measured)).dividedBy(ForkDuration.inWarmJvm(last));
      long further = Math.max(0, fitting - remaining.size());
      remaining.addAll(Collections.nCopies((int) further, last));
    }
    return remaining;
  }

  @Override
  public String announcement() {
    String names =
        styles.stream().map(style -> style.any().method()).collect(Collectors.joining(", "));
    return "%s: up to %d numbers of workers, at most %d s"
        .formatted(names, styles.getFirst().cells().size(), budget.toSeconds());
  }
}

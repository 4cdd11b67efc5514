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
 * The search for the smallest number of workers that is as good as the best, of one style or of
 * several styles whose forks alternate.
 */
public final class Search implements Schedule {
  private final List<StyleSearch> styles;
  private final Goal goal;
  private final Duration budget;
  private final long seed;

  /**
   * Begins.
   *
   * @param cells one of each style, with any number of workers
   * @param budget the longest it may take, all styles together
   * @param seed of the order of measurement
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

  /** As many as fit into the budget: it may be settled sooner. */
  @Override
  public List<Cell> remaining(Map<Cell, double[]> forkMeans) {
    List<Cell> round = round(forkMeans);
    List<Cell> remaining = new ArrayList<>(round);
    if (!round.isEmpty()) {
      List<Cell> measured =
          forkMeans.entrySet().stream()
              .flatMap(
                  entry -> Collections.nCopies(entry.getValue().length, entry.getKey()).stream())
              .toList();
      long millis = budget.minus(ForkDuration.ofAll(measured)).toMillis();
      long each = ForkDuration.inWarmJvm(round.getLast()).toMillis();
      for (int more = round.size(); more < millis / each; more++) {
        remaining.add(round.getLast());
      }
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

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
import java.util.stream.Stream;

/**
 * The search for the smallest number of workers that is as good as the best one. It may search for
 * several styles at once: then every round has forks of each of them, so that a machine whose speed
 * changes meanwhile affects all styles alike.
 *
 * @param styles one cell of each style, with any number of workers
 * @param budget the longest that all styles together may take
 * @param seed of the random order of measurement
 */
public record Search(List<Cell> styles, Goal goal, Duration budget, long seed) implements Schedule {

  private Stream<StyleSearch> searches() {
    return styles.stream().map(any -> new StyleSearch(any, goal, seed));
  }

  @Override
  public List<Cell> cells() {
    return searches().flatMap(search -> search.cells().stream()).toList();
  }

  @Override
  public List<Cell> round(Map<Cell, double[]> forkMeans) {
    List<Cell> round = new ArrayList<>();
    searches().forEach(search -> round.addAll(search.next(forkMeans)));
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
    String names = styles.stream().map(Cell::method).collect(Collectors.joining(", "));
    return "%s: at most %d s, or until the answer is certain%neach fork measures one number of workers out of %d"
        .formatted(names, budget.toSeconds(), cells().size() / styles.size());
  }
}

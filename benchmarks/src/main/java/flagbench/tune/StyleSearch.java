package flagbench.tune;

import flagbench.analysis.Ideal;
import flagbench.analysis.Plateau;
import flagbench.analysis.WorkerCounts;
import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The search for one style: first numbers of workers that double, then those around the left edge
 * of the plateau, then more forks where it is not yet sure.
 *
 * @param any a cell of the style and workload, with any number of workers
 * @param most workers allowed
 * @param within how much below the best is as good as the best, as a share
 */
record StyleSearch(Cell any, int most, double within, long seed) {

  /** Forks that the answer and the best need, however clear it is. */
  private static final int FEWEST_FORKS = 3;

  /** How many numbers of workers share the forks that are left, beside the best. */
  private static final int MOST_CANDIDATES = 3;

  /** Every cell that may be measured. */
  List<Cell> cells() {
    return counts().all().stream().map(this::cell).toList();
  }

  /**
   * The forks to measure next, of different cells; none when the answer is settled.
   *
   * @param forkMeans the forks so far of every cell that has not failed
   */
  List<Cell> next(Map<Cell, double[]> forkMeans) {
    NavigableMap<Integer, double[]> measured = new TreeMap<>();
    NavigableSet<Integer> possible = new TreeSet<>();
    for (int workers : counts().all()) {
      double[] forks = forkMeans.getOrDefault(cell(workers), new double[0]);
      if (forkMeans.containsKey(cell(workers))) {
        possible.add(workers);
      }
      if (forks.length > 0) {
        measured.put(workers, forks);
      }
    }
    if (measured.isEmpty()) {
      // The largest first: it tells which small ones cannot be the answer, and would take longest.
      return possible.isEmpty() ? List.of() : List.of(cell(possible.last()));
    }
    double best = measured.values().stream().mapToDouble(Plateau::makespan).min().orElseThrow();
    possible.removeIf(workers -> Ideal.waitingMillis(cell(workers)) > best / (1 - within));
    List<Integer> missing =
        possible.stream().filter(workers -> !measured.containsKey(workers)).toList();
    List<Integer> coarse = missing.stream().filter(counts().fourfold()::contains).toList();
    if (!coarse.isEmpty()) {
      return List.of(
          cell(coarse.get(new SplittableRandom(seed + coarse.size()).nextInt(coarse.size()))));
    }
    var plateau = new Plateau(measured, within, seed);
    List<Integer> atEdges =
        Stream.concat(
                between(measured.lowerKey(plateau.probable()), plateau.probable(), counts().all()),
                between(plateau.to(), measured.higherKey(plateau.to()), counts().twofold()))
            .filter(missing::contains)
            .toList();
    return atEdges.isEmpty()
        ? unsettled(measured, plateau).stream().map(this::cell).toList()
        : List.of(cell(atEdges.get(atEdges.size() / 2)));
  }

  /** What lies between, an end that is null being as far away as can be. */
  private static Stream<Integer> between(
      @Nullable Integer from, @Nullable Integer to, NavigableSet<Integer> counts) {
    return counts.stream()
        .filter(workers -> (from == null || workers > from) && (to == null || workers < to));
  }

  /** Those that deserve another fork, of which the least measured get it. */
  private static List<Integer> unsettled(
      NavigableMap<Integer, double[]> measured, Plateau plateau) {
    if (plateau.disputed().isPresent()) {
      return List.of(plateau.disputed().getAsInt());
    }
    int answer = plateau.recommended();
    boolean sure = plateau.agreement(answer) >= Plateau.SURE;
    List<Integer> candidates =
        measured.keySet().stream()
            .filter(workers -> plateau.agreement(workers) >= 1 - Plateau.SURE)
            .filter(workers -> !sure || workers < answer)
            .limit(MOST_CANDIDATES)
            .collect(Collectors.toCollection(ArrayList::new));
    int best =
        measured.keySet().stream()
            .filter(workers -> plateau.relative(workers) == 1)
            .min(Comparator.comparingInt(workers -> forks(measured, workers)))
            .orElseThrow();
    boolean settled = candidates.isEmpty();
    for (int needed : List.of(answer, best)) {
      if (!settled || forks(measured, needed) < FEWEST_FORKS) {
        candidates.add(needed);
      }
    }
    // A single slow fork must not put an end to the plateau where it has none.
    Stream.of(
            measured.lowerKey(plateau.probable()),
            measured.higherKey(plateau.probable()),
            measured.higherKey(plateau.to()))
        .filter(Objects::nonNull)
        .filter(workers -> forks(measured, workers) == 1)
        .forEach(candidates::add);
    int fewest = candidates.stream().mapToInt(workers -> forks(measured, workers)).min().orElse(0);
    return candidates.stream()
        .distinct()
        .filter(workers -> forks(measured, workers) == fewest)
        .toList();
  }

  private static int forks(NavigableMap<Integer, double[]> measured, int workers) {
    return measured.getOrDefault(workers, new double[0]).length;
  }

  private WorkerCounts counts() {
    return new WorkerCounts(any, most);
  }

  private Cell cell(int workers) {
    return any.with("workers", String.valueOf(workers));
  }
}

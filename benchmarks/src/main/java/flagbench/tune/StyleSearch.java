package flagbench.tune;

import flagbench.analysis.Ideal;
import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NavigableSet;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The search for one style. It measures one fork each of numbers of workers that grow fourfold,
 * then of the numbers at the edges of the plateau, on which all are as good as the best; then it
 * adds forks to those numbers of which it is not yet sure on which side of the edge they are.
 *
 * @param any a cell of the style and workload, with any number of workers
 */
record StyleSearch(Cell any, Goal goal, long seed) {

  /** Forks that the answer and the best need, however clear it is. */
  private static final int FEWEST_FORKS = 3;

  /**
   * A number of workers whose only fork has less than this share of the best throughput gets no
   * second one, since no noise that was seen makes up for so much.
   */
  private static final double HOPELESS = 0.4;

  /** How many numbers of workers share the forks that are left, beside the best. */
  private static final int MOST_CANDIDATES = 3;

  /** Every cell that may be measured. */
  List<Cell> cells() {
    return counts().all().stream().map(this::cell).toList();
  }

  /**
   * The forks to measure next, of different cells; none when the answer is settled.
   *
   * @param forkMeans {@link Goal#times} of every cell that has not failed
   */
  List<Cell> next(Map<Cell, double[]> forkMeans) {
    NavigableMap<Integer, double[]> measured = new TreeMap<>();
    NavigableSet<Integer> refused = new TreeSet<>();
    List<Integer> missing = new ArrayList<>();
    for (int workers : counts().all()) {
      double @Nullable [] forks = forkMeans.get(cell(workers));
      if (forks != null && forks.length > 0 && Double.isInfinite(forks[0])) {
        refused.add(workers);
      } else if (forks != null && forks.length > 0) {
        measured.put(workers, forks);
      } else if (forks != null) {
        missing.add(workers);
      }
    }
    if (!refused.isEmpty()) {
      // With more workers than those of whom too many were refused, no fewer are.
      missing.removeIf(workers -> workers > refused.first() && workers != goal.checked());
    }
    List<Integer> coarse = coarse(missing);
    if (measured.isEmpty() && coarse.isEmpty() && !missing.isEmpty()) {
      return List.of(cell(missing.getLast()));
    }
    if (measured.isEmpty()) {
      // The largest that does not fail: what it takes shows which small ones cannot be the answer.
      return coarse.isEmpty() ? List.of() : List.of(cell(coarse.getLast()));
    }
    double best = measured.values().stream().mapToDouble(Plateau::makespan).min().orElseThrow();
    missing.removeIf(workers ->
        workers != goal.checked() && !Ideal.allows(cell(workers), best / (1 - goal.within())));
    coarse = coarse(missing);
    if (!coarse.isEmpty()) {
      // In random order, so that drift favours no end of the curve.
      var random = new SplittableRandom(seed + coarse.size());
      return List.of(cell(coarse.get(random.nextInt(coarse.size()))));
    }
    var plateau = new Plateau(measured, goal.within(), seed);
    List<Integer> edge = edge(measured, missing, plateau, refused);
    return edge.isEmpty()
        ? unsettled(measured, plateau).stream().map(this::cell).toList()
        : List.of(cell(edge.get(edge.size() / 2)));
  }

  private List<Integer> coarse(List<Integer> missing) {
    return missing.stream()
        .filter(workers -> counts().fourfold().contains(workers) || workers == goal.checked())
        .toList();
  }

  /**
   * What is missing beside the plateau: every step at its left, where the answer is, and when none
   * is, fewer at its right; but every step there if the plateau ends because more workers are
   * refused.
   */
  private List<Integer> edge(
      NavigableMap<Integer, double[]> measured,
      List<Integer> missing,
      Plateau plateau,
      NavigableSet<Integer> refused) {
    int left = plateau.probable();
    List<Integer> steps = between(missing, measured.lowerKey(left), left);
    int right = plateau.to();
    if (steps.isEmpty() && right == measured.lastKey() && !refused.isEmpty()) {
      return between(missing, right, refused.first());
    }
    return steps.isEmpty()
        ? between(missing, right, measured.higherKey(right)).stream()
            .filter(counts().twofold()::contains)
            .toList()
        : steps;
  }

  /** The missing numbers between two others; null on a side means that it has no limit. */
  private static List<Integer> between(
      List<Integer> missing, @Nullable Integer from, @Nullable Integer to) {
    return missing.stream()
        .filter(workers -> (from == null || workers > from) && (to == null || workers < to))
        .toList();
  }

  /**
   * Those that deserve another fork, together with the best and the answer so far. All of them get
   * it from one JVM, one right after the other, so that neither the JVM nor a machine that becomes
   * slower with time puts some of them at a disadvantage.
   */
  private NavigableSet<Integer> unsettled(
      NavigableMap<Integer, double[]> measured, Plateau plateau) {
    List<Integer> standards = standards(measured, plateau);
    NavigableSet<Integer> unsettled = undecided(measured, plateau);
    // One fork may be slow by chance, and how large chance is, only second forks tell.
    measured.forEach((workers, forks) -> {
      if ((forks.length == 1 && plateau.relative(workers) > HOPELESS)
          || (forks.length < FEWEST_FORKS && standards.contains(workers))) {
        unsettled.add(workers);
      }
    });
    // Of two forks that are unlike each other nobody can tell which one is the rule.
    plateau.odd().stream()
        .filter(workers -> forks(measured, workers) <= FEWEST_FORKS)
        .forEach(unsettled::add);
    if (!unsettled.isEmpty()) {
      unsettled.addAll(standards);
    }
    return unsettled;
  }

  /** The smallest that may be the answer, but neither surely are nor surely are not. */
  private static NavigableSet<Integer> undecided(
      NavigableMap<Integer, double[]> measured, Plateau plateau) {
    int answer = plateau.recommended();
    boolean sure = plateau.agreement(answer) >= Plateau.SURE;
    return measured.keySet().stream()
        .filter(workers -> plateau.agreement(workers) >= 1 - Plateau.SURE)
        .filter(workers -> !sure || workers < answer)
        .limit(MOST_CANDIDATES)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The answer so far, the best, which all are held to, and the number to check. */
  private List<Integer> standards(NavigableMap<Integer, double[]> measured, Plateau plateau) {
    int best =
        measured.keySet().stream()
            .filter(workers -> plateau.relative(workers) == 1)
            .min(Comparator.comparingInt(workers -> forks(measured, workers)))
            .orElseThrow();
    return IntStream.of(plateau.recommended(), best, goal.checked())
        .filter(measured::containsKey)
        .boxed()
        .toList();
  }

  private static int forks(NavigableMap<Integer, double[]> measured, int workers) {
    return measured.getOrDefault(workers, new double[0]).length;
  }

  private WorkerCounts counts() {
    return goal.counts(any);
  }

  private Cell cell(int workers) {
    return any.with("workers", String.valueOf(workers));
  }
}

package flagbench.tune;

import flagbench.analysis.Ideal;
import flagbench.result.Cell;
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
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/**
 * The search for the answer of one style. It has three stages:
 *
 * <ol>
 *   <li>one fork of each number of workers in a series that grows fourfold;
 *   <li>one fork of the numbers at the edges of the plateau, which is the range of numbers that are
 *       as good as the best;
 *   <li>further forks of those numbers of which it is still uncertain whether they belong to the
 *       plateau.
 * </ol>
 *
 * @param any a cell of the style and workload, with any number of workers
 */
record StyleSearch(Cell any, Goal goal, long seed) {

  /** The answer and the best number get at least this many forks, however clear they are. */
  private static final int FEWEST_FORKS = 3;

  /**
   * A number of workers whose only fork had less than this share of the best throughput gets no
   * second fork. This is a convention.
   */
  private static final double HOPELESS = 0.4;

  /** How many numbers of workers besides the best share the forks that the budget still allows. */
  private static final int MOST_CANDIDATES = 3;

  /** Every cell that may be measured. */
  List<Cell> cells() {
    return counts().all().stream().map(this::cell).toList();
  }

  /**
   * The forks to measure next, each of another cell. The result is empty when the answer is
   * settled.
   *
   * @param times {@link Goal#times} of every cell of which no fork has failed
   */
  List<Cell> next(Map<Cell, double[]> times) {
    NavigableMap<Integer, double[]> measured = new TreeMap<>();
    NavigableSet<Integer> refused = new TreeSet<>();
    NavigableSet<Integer> missing = new TreeSet<>();
    for (int workers : counts().all()) {
      double @Nullable [] forks = times.get(cell(workers));
      if (forks != null && forks.length == 0) {
        missing.add(workers);
      } else if (forks != null && Double.isInfinite(forks[0])) {
        refused.add(workers);
      } else if (forks != null) {
        measured.put(workers, forks);
      }
    }
    boolean isBegun = !measured.isEmpty() || !refused.isEmpty();
    if (missing.contains(goal.checked()) && (isBegun || Ideal.isRefused(cell(goal.checked())))) {
      // Early, so that a short budget has a verdict on it, but not before the first number with
      // which it can be compared. One that is refused needs no comparison.
      return List.of(cell(goal.checked()));
    }
    if (!refused.isEmpty()) {
      // If the server refuses too many flags of some workers, it does so of more workers, too.
      missing.removeIf(workers -> workers > refused.first());
    }
    double best =
        measured.values().stream()
            .mapToDouble(StatUtils::geometricMean)
            .min()
            .orElse(Double.POSITIVE_INFINITY);
    missing.removeIf(workers -> !Ideal.allows(cell(workers), best / (1 - goal.within())));
    // If it is known from how many workers on the server refuses some, the search goes on there.
    boolean isLimitKnown = !refused.isEmpty() && Ideal.isRefused(cell(refused.first()));
    List<Integer> served =
        missing.stream()
            .filter(workers -> !isLimitKnown || !Ideal.isRefused(cell(workers)))
            .toList();
    List<Integer> coarse = served.stream().filter(counts().every(6)::contains).toList();
    if (measured.isEmpty()) {
      // Begin with the largest number that can be measured: its makespan shows which small numbers
      // cannot be the answer, because even their ideal is longer.
      List<Integer> candidates = coarse.isEmpty() || isLimitKnown ? served : coarse;
      return candidates.isEmpty() ? List.of() : List.of(cell(candidates.getLast()));
    }
    if (!coarse.isEmpty()) {
      // In random order, so that a machine whose speed drifts favours no end of the curve.
      var random = new SplittableRandom(seed + coarse.size());
      return List.of(cell(coarse.get(random.nextInt(coarse.size()))));
    }
    var plateau = new Plateau(measured, goal.within(), seed);
    List<Integer> edge = List.copyOf(edge(measured, missing, plateau, refused));
    return edge.isEmpty()
        ? unsettled(measured, plateau).stream().map(this::cell).toList()
        : List.of(cell(edge.get(edge.size() / 2)));
  }

  /**
   * The numbers beside the plateau that have not been measured. First come all numbers at its left
   * end, where the answer is. Then come those at its right end: every number where the plateau ends
   * because the server refuses more workers, and otherwise every third one.
   */
  private NavigableSet<Integer> edge(
      NavigableMap<Integer, double[]> measured,
      NavigableSet<Integer> missing,
      Plateau plateau,
      NavigableSet<Integer> refused) {
    int left = plateau.probable();
    int right = plateau.to();
    NavigableSet<Integer> steps =
        between(missing, Objects.requireNonNullElse(measured.lowerKey(left), 0), left);
    if (!steps.isEmpty()) {
      return steps;
    }
    if (right == measured.lastKey() && !refused.isEmpty()) {
      return between(missing, right, refused.first());
    }
    int next = Objects.requireNonNullElse(measured.higherKey(right), Integer.MAX_VALUE);
    NavigableSet<Integer> beyond = between(missing, right, next);
    beyond.retainAll(counts().every(3));
    return beyond;
  }

  /** The numbers between two others, of which none are if the first is not below the second. */
  private static NavigableSet<Integer> between(NavigableSet<Integer> numbers, int from, int to) {
    return new TreeSet<>(numbers.tailSet(from, false)).headSet(to, false);
  }

  /**
   * The numbers that get another fork because something about them is uncertain, together with the
   * best number and the answer so far. One JVM measures all of them, one right after the other, so
   * that neither a slow JVM nor a machine that becomes slower with time puts some of them at a
   * disadvantage.
   */
  private NavigableSet<Integer> unsettled(
      NavigableMap<Integer, double[]> measured, Plateau plateau) {
    List<Integer> references = references(measured, plateau);
    NavigableSet<Integer> unsettled = undecided(measured, plateau);
    // A single fork may be slow by chance. How large chance is shows only in a second fork.
    measured.forEach((workers, forks) -> {
      if ((forks.length == 1 && plateau.relative(workers) > HOPELESS)
          || (forks.length < FEWEST_FORKS && references.contains(workers))) {
        unsettled.add(workers);
      }
    });
    // If two or three forks are unlike each other, it takes one more to see which is the rule.
    plateau.outlier().stream()
        .filter(workers -> plateau.makespan(workers).forks() <= FEWEST_FORKS)
        .forEach(unsettled::add);
    if (!unsettled.isEmpty()) {
      unsettled.addAll(references);
    }
    return unsettled;
  }

  /**
   * The smallest numbers that may still become the answer: it is neither certain that they are as
   * good as the best nor certain that they are not.
   */
  private static NavigableSet<Integer> undecided(
      NavigableMap<Integer, double[]> measured, Plateau plateau) {
    int answer = plateau.recommended();
    boolean isCertain = plateau.agreement(answer) >= Plateau.CONFIDENCE;
    return measured.keySet().stream()
        .filter(workers -> plateau.agreement(workers) >= 1 - Plateau.CONFIDENCE)
        .filter(workers -> !isCertain || workers < answer)
        .limit(MOST_CANDIDATES)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The answer so far, the best number, with which all are compared, and the number to check. */
  private List<Integer> references(NavigableMap<Integer, double[]> measured, Plateau plateau) {
    int best =
        measured.keySet().stream()
            .filter(workers -> plateau.relative(workers) == 1)
            .min(Comparator.comparingInt(workers -> plateau.makespan(workers).forks()))
            .orElseThrow();
    return IntStream.of(plateau.reference(), best, goal.checked())
        .filter(measured::containsKey)
        .boxed()
        .toList();
  }

  private WorkerCounts counts() {
    return new WorkerCounts(any, goal.most(), goal.checked());
  }

  private Cell cell(int workers) {
    return any.with("workers", String.valueOf(workers));
  }
}

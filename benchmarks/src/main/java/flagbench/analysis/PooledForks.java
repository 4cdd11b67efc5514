package flagbench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.OptionalInt;

/**
 * The forks of several cells, which have one spread from fork to fork in common: each alone has too
 * few to tell it. All values are logarithms, on whose scale noise adds up.
 */
final class PooledForks {

  /**
   * The spread before any is measured, a common one under latency, and how many degrees of freedom
   * it weighs: with one fork of each cell there is nothing to pool, and with two not much.
   */
  private static final double PRIOR_SPREAD = 0.03;

  private static final int PRIOR_WEIGHT = 4;

  /** A fork so many standard deviations from its siblings is not of their kind. */
  private static final double OUTLYING = 5;

  private final List<double[]> cells;
  private OptionalInt odd = OptionalInt.empty();
  private boolean disputed;

  /**
   * Takes the cells' forks, and leaves out the one that is farthest from its siblings if it is not
   * of their kind. Which of two is the odd one, nobody can tell.
   */
  PooledForks(Collection<double[]> logs) {
    cells = new ArrayList<>(logs);
    int cell = -1;
    int fork = -1;
    double farthest = 0;
    for (int i = 0; i < cells.size(); i++) {
      for (int j = 0; j < cells.get(i).length; j++) {
        double distance = distance(cells.get(i), j);
        if (distance > farthest) {
          farthest = distance;
          cell = i;
          fork = j;
        }
      }
    }
    if (cell >= 0) {
      double[] all = cells.set(cell, without(cells.get(cell), fork));
      boolean outlies = farthest > OUTLYING * Math.sqrt(variance());
      disputed = outlies && all.length == 2;
      odd = outlies ? OptionalInt.of(cell) : odd;
      if (!outlies || disputed) {
        cells.set(cell, all);
      }
    }
  }

  /** The cell of which a fork was left out. */
  OptionalInt outlier() {
    return disputed ? OptionalInt.empty() : odd;
  }

  /** The cell whose two forks have nothing in common. */
  OptionalInt disputed() {
    return disputed ? odd : OptionalInt.empty();
  }

  /** Every cell's mean. */
  double[] means() {
    return cells.stream().mapToDouble(PooledForks::mean).toArray();
  }

  /** How many forks every cell has. */
  double[] sizes() {
    return cells.stream().mapToDouble(forks -> forks.length).toArray();
  }

  /** The variance from fork to fork. */
  double variance() {
    double squares = cells.stream().mapToDouble(PooledForks::squares).sum();
    return (PRIOR_WEIGHT * PRIOR_SPREAD * PRIOR_SPREAD + squares) / degreesOfFreedom();
  }

  /** Whether any cell has two forks, without which the variance is only assumed. */
  boolean isSpreadMeasured() {
    return degreesOfFreedom() > PRIOR_WEIGHT;
  }

  /** What the variance rests on. */
  int degreesOfFreedom() {
    return PRIOR_WEIGHT + cells.stream().mapToInt(forks -> forks.length - 1).sum();
  }

  /**
   * From the mean of its siblings, in standard deviations times the spread; 0 if there are none.
   */
  private static double distance(double[] forks, int fork) {
    if (forks.length == 1) {
      return 0;
    }
    double[] siblings = without(forks, fork);
    return Math.abs(forks[fork] - mean(siblings)) / Math.sqrt(1 + 1.0 / siblings.length);
  }

  private static double[] without(double[] values, int place) {
    double[] others = Arrays.copyOf(values, values.length - 1);
    System.arraycopy(values, place + 1, others, place, others.length - place);
    return others;
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }

  /** Squared deviations from the mean. */
  private static double squares(double[] values) {
    double mean = mean(values);
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
  }
}

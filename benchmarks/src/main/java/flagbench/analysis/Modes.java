package flagbench.analysis;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.apache.commons.math3.stat.descriptive.moment.SecondMoment;

/**
 * Tells whether the forks of a cell fall into two groups, as they do if the JIT by chance compiles
 * the code in one of two ways. Then a mean says little, and a few forks may all be of one group.
 */
final class Modes {

  /** The smallest gap that matters, as a difference of logarithms. */
  private static final double SMALLEST_GAP = 0.05;

  /**
   * How many standard deviations within the groups the gap between them must have. With 6, the
   * simulation in {@code GateTest} takes 0.7 % of cells for two groups whose five forks are
   * normally distributed, and 85 % of cells of which every other fork is 25 % slower by chance.
   */
  private static final double GAP = 6;

  private Modes() {}

  /** Whether the means of forks fall into two groups. */
  static boolean isBimodal(double[] means) {
    double[] sorted = Arrays.stream(means).map(Math::log).sorted().toArray();
    if (sorted.length < Ratio.FEWEST_FORKS || !Arrays.stream(sorted).allMatch(Double::isFinite)) {
      return false;
    }
    int split =
        IntStream.range(1, sorted.length)
            .boxed()
            .max(Comparator.comparingDouble(i -> sorted[i] - sorted[i - 1]))
            .orElseThrow();
    double gap = sorted[split] - sorted[split - 1];
    var moment = new SecondMoment();
    double squares =
        moment.evaluate(sorted, 0, split) + moment.evaluate(sorted, split, sorted.length - split);
    return gap > SMALLEST_GAP && gap > GAP * Math.sqrt(squares / (sorted.length - 2));
  }
}

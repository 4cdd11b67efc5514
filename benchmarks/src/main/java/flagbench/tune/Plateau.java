package flagbench.tune;

import flagbench.analysis.Estimate;
import flagbench.tune.PooledForks.Moderated;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SplittableRandom;
import org.apache.commons.math3.stat.StatUtils;

/**
 * Finds which of the measured numbers of workers are as good as the best one, and how certain that
 * is.
 *
 * <p>A curve that rises to a peak and then falls ({@link Unimodal}) is fitted to the logarithms of
 * the throughputs. The certainty comes from a parametric bootstrap (Efron and Tibshirani, <em>An
 * Introduction to the Bootstrap</em>, 1993, chapters 6.5 and 10): in each of many replicates the
 * mean of every number of workers is drawn at random around the fitted curve, by the spread from
 * fork to fork ({@link PooledForks}), the curve is fitted anew, and its peak is the best number of
 * that replicate.
 *
 * <p>Forks that were measured by the same JVM tend to be slow or fast together. The bootstrap does
 * not use that, so comparisons between numbers of workers that one JVM measured one after the other
 * are somewhat more certain than it says.
 */
public final class Plateau {

  /** A number of workers is certainly good enough if it is so in this share of the replicates. */
  public static final double CONFIDENCE = 0.95;

  /** How many replicates the bootstrap has. */
  public static final int REPLICATES = 1000;

  private final double within;
  private final int[] workers;
  private final PooledForks forks;
  private final List<Moderated> moderated;
  private final double[] precisions;
  private final double[] fitted;
  private final double[] agreement;

  /**
   * Finds the plateau.
   *
   * @param makespans the means of the forks of every measured number of workers, of which there is
   *     at least one; above 0 and all in the same unit
   * @param within how far below the best is as good as the best, as a share
   * @param seed of the replicates
   */
  public Plateau(SortedMap<Integer, double[]> makespans, double within, long seed) {
    this.within = within;
    workers = makespans.keySet().stream().mapToInt(Integer::intValue).toArray();
    forks =
        new PooledForks(
            makespans.values().stream()
                .map(means -> Arrays.stream(means).map(mean -> -Math.log(mean)).toArray())
                .toList());
    moderated = forks.moderated();
    precisions = moderated.stream().mapToDouble(Moderated::precision).toArray();
    fitted = Unimodal.fit(moderated.stream().mapToDouble(Moderated::mean).toArray(), precisions);
    agreement = agreement(new SplittableRandom(seed));
  }

  /**
   * The answer: the smallest number of workers that is certainly as good as the best. If there is
   * none, because forks scatter too much, the answer is the number that most probably is: a smaller
   * one may be much slower, and a user who follows a doubtful answer should lose as little as
   * possible.
   */
  public int recommended() {
    return smallest(CONFIDENCE);
  }

  /**
   * The number that a search measures again together with those it doubts: the smallest that is
   * certainly as good as the best or, as long as there is none, the smallest that probably is.
   */
  int reference() {
    int answer = recommended();
    return agreement(answer) >= CONFIDENCE ? answer : probable();
  }

  /**
   * The smallest number of workers that is as good as the best in half of the replicates. If there
   * is none, the result is the number that is so in the most replicates.
   */
  public int probable() {
    return smallest(0.5);
  }

  /** The smallest number that is so in a share of the replicates or, if none is, in the most. */
  private int smallest(double share) {
    double least = Math.min(share, StatUtils.max(agreement));
    return Arrays.stream(workers).filter(count -> agreement(count) >= least).min().orElseThrow();
  }

  /**
   * The share of replicates in which a number of workers is as good as the best, after correcting
   * the best for selection bias: of many noisy numbers the best one is on average better than it
   * truly is.
   *
   * @throws IllegalArgumentException if that number was not measured
   */
  public double agreement(int count) {
    return agreement[place(count)];
  }

  /** The throughput of a number of workers on the fitted curve, as a share of the curve's peak. */
  public double relative(int count) {
    return Math.exp(fitted[place(count)] - StatUtils.max(fitted));
  }

  /** The smallest number of workers that is as good as the best by the fitted curve. */
  public int from() {
    return Arrays.stream(workers).filter(this::isWithin).min().orElseThrow();
  }

  /** The largest number of workers that is as good as the best by the fitted curve. */
  public int to() {
    return Arrays.stream(workers).filter(this::isWithin).max().orElseThrow();
  }

  /**
   * The standard deviation from fork to fork, pooled over all numbers of workers, as a share of the
   * mean. It is empty if no number has more than one fork.
   */
  public OptionalDouble spread() {
    return forks.spread();
  }

  /** The makespan of a number of workers: the geometric mean of its forks and its 95 % interval. */
  public Estimate makespan(int count) {
    return moderated.get(place(count)).makespan();
  }

  /**
   * The makespan of a number of workers that is not part of this plateau, with the interval that
   * the pooled spread of the plateau's forks gives it.
   */
  Estimate makespanOfOthers(double mean, int size) {
    return forks.unmoderated(-Math.log(mean), size).makespan();
  }

  /** The number of workers of which one fork is unlike the others, if there is one. */
  public OptionalInt outlier() {
    return forks.outlier().stream().map(place -> workers[place]).findFirst();
  }

  private boolean isWithin(int count) {
    return relative(count) >= 1 - within;
  }

  private int place(int count) {
    int place = Arrays.binarySearch(workers, count);
    if (place < 0) {
      throw new IllegalArgumentException("%d workers were not measured".formatted(count));
    }
    return place;
  }

  private double[] agreement(SplittableRandom random) {
    double[][] relative = new double[workers.length][REPLICATES];
    double[] drawn = new double[workers.length];
    double excess = 0;
    for (int replicate = 0; replicate < REPLICATES; replicate++) {
      for (int i = 0; i < drawn.length; i++) {
        int degreesOfFreedom = moderated.get(i).degreesOfFreedom();
        double spread = Math.sqrt(degreesOfFreedom / chiSquared(degreesOfFreedom, random));
        drawn[i] = fitted[i] + random.nextGaussian() * spread / Math.sqrt(precisions[i]);
      }
      double[] curve = Unimodal.fit(drawn, precisions);
      double best = StatUtils.max(curve);
      excess += (best - StatUtils.max(fitted)) / REPLICATES;
      for (int i = 0; i < curve.length; i++) {
        relative[i][replicate] = curve[i] - best;
      }
    }
    // The best of many noisy numbers is too good on average (selection bias). By how much is
    // estimated from the replicates: the average excess of their best over the fitted one. The
    // fitted best has that bias once, and the best of a replicate, which is drawn around the fitted
    // values, once more, so that it is subtracted twice. To subtract it twice is our own step;
    // PlateauTest and SearchTest hold it to curves whose answer is known.
    double least = Math.log1p(-within) - 2 * Math.max(0, excess);
    return Arrays.stream(relative)
        .mapToDouble(draws -> Arrays.stream(draws).filter(draw -> draw >= least).count())
        .map(agreeing -> agreeing / REPLICATES)
        .toArray();
  }

  /**
   * Draws from a chi-squared distribution, which is a sum of squared normally distributed numbers.
   * Two of them together are exponentially distributed, and a sum of such numbers is the logarithm
   * of a product of uniformly distributed ones. A double holds the product of hundreds of them, and
   * no curve has a thousand degrees of freedom.
   */
  private static double chiSquared(int degreesOfFreedom, SplittableRandom random) {
    double product = 1;
    for (int pairs = degreesOfFreedom / 2; pairs > 0; pairs--) {
      product *= 1 - random.nextDouble();
    }
    double normal = degreesOfFreedom % 2 == 1 ? random.nextGaussian() : 0;
    return normal * normal - 2 * Math.log(product);
  }
}

package flagbench.analysis;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.SortedMap;
import java.util.SplittableRandom;

/**
 * Which of the measured numbers of workers are as good as the best, and how sure that is.
 *
 * <p>Everything is on the scale of logarithms, where noise adds up. All numbers of workers have one
 * spread from fork to fork, pooled, since each has few forks. Their throughputs are fitted by a
 * curve that rises to its peak and then falls ({@link Unimodal}). In every replicate of a
 * parametric bootstrap the forks' means and their spread are drawn anew, the curve is fitted anew,
 * and its peak, the best, is chosen anew (Efron and Tibshirani, <em>An Introduction to the
 * Bootstrap</em>, 1993, chapter 6.5).
 */
public final class Plateau {

  /** A number of workers that this share of replicates finds good enough is good enough. */
  public static final double SURE = 0.95;

  /** Of the bootstrap. */
  public static final int REPLICATES = 1000;

  /**
   * The spread before any is measured, a common one under latency, and how many degrees of freedom
   * it weighs: with a fork of each number there is nothing to pool, and with a few not much.
   */
  private static final double PRIOR_SPREAD = 0.03;

  private static final int PRIOR_WEIGHT = 4;

  /** A fork so many standard deviations from its siblings is not of their kind. */
  private static final double OUTLYING = 5;

  private final double within;
  private final int[] workers;
  private final List<double[]> logs = new ArrayList<>();
  private OptionalInt outlier = OptionalInt.empty();
  private boolean disputed;
  private final double variance;
  private final int degreesOfFreedom;
  private final double[] fitted;
  private final double[] agreement;

  /**
   * Finds the plateau.
   *
   * @param makespans the forks' means of at least one number of workers; all in one unit, above 0
   * @param within how much below the best is as good as the best, as a share
   * @param seed of the replicates
   */
  public Plateau(SortedMap<Integer, double[]> makespans, double within, long seed) {
    this.within = within;
    workers = makespans.keySet().stream().mapToInt(Integer::intValue).toArray();
    makespans
        .values()
        .forEach(forks -> logs.add(Arrays.stream(forks).map(mean -> -Math.log(mean)).toArray()));
    findOutlier();
    degreesOfFreedom = degreesOfFreedom();
    variance = pooledVariance();
    double[] weights = logs.stream().mapToDouble(forks -> forks.length).toArray();
    fitted = Unimodal.fit(logs.stream().mapToDouble(Plateau::mean).toArray(), weights);
    agreement = agreement(weights, new SplittableRandom(seed));
  }

  /**
   * The answer: the smallest number of workers that is surely as good as the best; where none is,
   * the smallest that probably is; where none is even that, the likeliest.
   */
  public int recommended() {
    return smallest(SURE).orElseGet(this::probable);
  }

  /** The smallest number of workers that probably is as good as the best, or else the likeliest. */
  public int probable() {
    int likeliest = 0;
    for (int i = 1; i < workers.length; i++) {
      likeliest = agreement[i] > agreement[likeliest] ? i : likeliest;
    }
    return smallest(0.5).orElse(workers[likeliest]);
  }

  private OptionalInt smallest(double share) {
    return Arrays.stream(workers).filter(count -> agreement(count) >= share).findFirst();
  }

  /**
   * The share of replicates in which a number of workers is within the tolerance of the best.
   *
   * @throws IllegalArgumentException if it was not measured
   */
  public double agreement(int count) {
    return agreement[place(count)];
  }

  /** The fitted throughput of a number of workers as a share of the best's. */
  public double relative(int count) {
    return Math.exp(fitted[place(count)] - Arrays.stream(fitted).max().orElseThrow());
  }

  /** The smallest number of workers within the tolerance of the best by the fitted curve. */
  public int from() {
    return Arrays.stream(workers).filter(this::isWithin).min().orElseThrow();
  }

  /** The largest of them. */
  public int to() {
    return Arrays.stream(workers).filter(this::isWithin).max().orElseThrow();
  }

  /** The standard deviation from fork to fork, as a share. */
  public double spread() {
    return Math.sqrt(variance);
  }

  /**
   * The makespan of a number of workers: the mean of its forks and its 95 % interval, as shares.
   */
  public Estimate makespan(int count) {
    double[] forks = logs.get(place(count));
    double half = Estimate.quantile(degreesOfFreedom) * Math.sqrt(variance / forks.length);
    double mean = Math.exp(-mean(forks));
    return new Estimate(mean, mean * Math.expm1(half), forks.length);
  }

  /** The geometric mean of forks' means. */
  public static double makespan(double[] forks) {
    return Math.exp(Arrays.stream(forks).map(Math::log).average().orElseThrow());
  }

  /** The number of workers of which a fork was left out. */
  public OptionalInt outlier() {
    return disputed ? OptionalInt.empty() : outlier;
  }

  /** The number of workers whose two forks have nothing in common: a third is to tell which. */
  public OptionalInt disputed() {
    return disputed ? outlier : OptionalInt.empty();
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

  /**
   * Finds the fork that is farthest from its siblings, and leaves it out if it is not of their
   * kind. Which of two is the odd one, nobody can tell.
   */
  private void findOutlier() {
    int place = -1;
    int odd = -1;
    double farthest = 0;
    for (int i = 0; i < logs.size(); i++) {
      double[] forks = logs.get(i);
      for (int fork = 0; fork < forks.length && forks.length > 1; fork++) {
        double[] siblings = without(forks, fork);
        double distance =
            Math.abs(forks[fork] - mean(siblings)) / Math.sqrt(1 + 1.0 / siblings.length);
        if (distance > farthest) {
          farthest = distance;
          place = i;
          odd = fork;
        }
      }
    }
    if (place < 0) {
      return;
    }
    double[] all = logs.set(place, without(logs.get(place), odd));
    boolean outlies = farthest > OUTLYING * Math.sqrt(pooledVariance());
    if (!outlies || all.length == 2) {
      logs.set(place, all);
    }
    if (outlies) {
      outlier = OptionalInt.of(workers[place]);
      disputed = all.length == 2;
    }
  }

  private int degreesOfFreedom() {
    return PRIOR_WEIGHT + logs.stream().mapToInt(forks -> forks.length - 1).sum();
  }

  private double pooledVariance() {
    double squares = logs.stream().mapToDouble(Plateau::squares).sum();
    return (PRIOR_WEIGHT * PRIOR_SPREAD * PRIOR_SPREAD + squares) / degreesOfFreedom();
  }

  private double[] agreement(double[] weights, SplittableRandom random) {
    double[][] relative = new double[workers.length][REPLICATES];
    double[] drawn = new double[workers.length];
    double excess = 0;
    for (int replicate = 0; replicate < REPLICATES; replicate++) {
      double spread = Math.sqrt(variance * degreesOfFreedom / chiSquared(random));
      for (int i = 0; i < drawn.length; i++) {
        drawn[i] = fitted[i] + random.nextGaussian() * spread / Math.sqrt(weights[i]);
      }
      double[] curve = Unimodal.fit(drawn, weights);
      double best = max(curve);
      excess += (best - max(fitted)) / REPLICATES;
      for (int i = 0; i < curve.length; i++) {
        relative[i][replicate] = curve[i] - best;
      }
    }
    double least = Math.log1p(-within) - 2 * excess;
    return Arrays.stream(relative)
        .mapToDouble(draws -> Arrays.stream(draws).filter(draw -> draw >= least).count())
        .map(agreeing -> agreeing / REPLICATES)
        .toArray();
  }

  private static double max(double[] values) {
    return Arrays.stream(values).max().orElseThrow();
  }

  private double chiSquared(SplittableRandom random) {
    double sum = 0;
    for (int i = 0; i < degreesOfFreedom; i++) {
      double normal = random.nextGaussian();
      sum += normal * normal;
    }
    return sum;
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

package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import org.apache.commons.math3.distribution.TDistribution;
import org.apache.commons.math3.stat.StatUtils;

/**
 * A candidate's mean over a baseline's, with its 95 % interval. It is computed from the logarithms
 * of the forks' means, because noise is proportional to the mean. Forks that were measured apart
 * have Welch's interval (Biometrika 34, 1947; degrees of freedom by Satterthwaite, Biometrics
 * Bulletin 2, 1946), pairs of forks of one round Student's.
 *
 * @param log the ratio's natural logarithm
 * @param half half its interval, as a difference of logarithms; infinite if a spread is not known
 * @param terms the parts that add up to its variance: one of pairs, else one of each side
 */
public record Ratio(double log, double half, List<Term> terms) {

  /**
   * How many forks of each side, or pairs of them, a verdict needs. In the simulations of {@code
   * GateTest}, 4 of them show a style that is 10 % slower less often if the noise has heavy tails,
   * and do not show that forks have two modes.
   */
  public static final int FEWEST_FORKS = 5;

  /**
   * A part of a ratio's variance.
   *
   * @param variance of the logarithm of one fork's mean, or of one iteration if there is one fork;
   *     not a number if there is one iteration
   * @param forks how many of these were averaged
   * @param degreesOfFreedom of the variance
   */
  public record Term(double variance, int forks, int degreesOfFreedom) {

    private double share() {
      return variance / forks;
    }

    /** The spread is that of the pilot's forks: see {@link Estimate#of(CellResult)}. */
    static Term of(double[] logs, int pilotForks) {
      double[] pilot = Arrays.copyOf(logs, Math.min(pilotForks, logs.length));
      double deviation = pilot.length < 2 ? Double.NaN : Estimate.deviation(pilot);
      return new Term(deviation * deviation, logs.length, pilot.length - 1);
    }
  }

  /**
   * The ratio of two results of one cell: by pairs of forks of one round if they are arms of one
   * run, or else by forks that were measured apart.
   *
   * @param scale by which the candidate's scores are multiplied to be in the baseline's unit
   * @throws IllegalArgumentException if a fork's mean is not above zero and has no logarithm
   */
  public static Ratio of(CellResult baseline, CellResult candidate, double scale) {
    Collection<Double> rounds = Rounds.differences(baseline, candidate, scale).values();
    if (!rounds.isEmpty()) {
      return paired(
          rounds.stream().mapToDouble(Double::doubleValue).toArray(),
          Math.min(baseline.pilotForks(), candidate.pilotForks()));
    }
    double[] before = logs(baseline.forkMeans(), 1);
    double[] after = logs(candidate.forkMeans(), scale);
    return of(
        StatUtils.mean(after) - StatUtils.mean(before),
        List.of(term(baseline, before), term(candidate, after)));
  }

  /** As {@link #of}, but if there is no ratio it is not a number and has no interval. */
  static Ratio orUnknown(CellResult baseline, CellResult candidate, double scale) {
    try {
      return of(baseline, candidate, scale);
    } catch (IllegalArgumentException e) {
      return ofPoint(Double.NaN);
    }
  }

  private static Term term(CellResult result, double[] logs) {
    return logs.length > 1 ? Term.of(logs, result.pilotForks()) : Basis.term(result);
  }

  /** The ratio by the logarithms of the means of forks that were measured apart. */
  static Ratio welch(double[] before, double[] after) {
    return of(
        StatUtils.mean(after) - StatUtils.mean(before),
        List.of(Term.of(before, before.length), Term.of(after, after.length)));
  }

  /**
   * The ratio by forks that were measured in pairs. What disturbs both forks of a pair alike does
   * not change their difference, and does not widen its interval.
   *
   * @param differences the candidate's logarithm less the baseline's, pair by pair
   */
  static Ratio paired(double[] differences) {
    return paired(differences, differences.length);
  }

  static Ratio paired(double[] differences, int pilotForks) {
    return of(StatUtils.mean(differences), List.of(Term.of(differences, pilotForks)));
  }

  /** A ratio of which no interval is known. */
  static Ratio ofPoint(double log) {
    return of(log, List.of(new Term(Double.NaN, 1, 0)));
  }

  /**
   * The one-sided p-value: how probable a ratio this large or larger is if the true one is no
   * larger than a limit.
   *
   * @param limit the logarithm of the limit
   * @return 1 if there is no interval
   */
  double pValue(double limit) {
    if (!isBounded()) {
      return 1;
    }
    double error = error(terms);
    if (error == 0) {
      return log > limit ? 0 : 1;
    }
    return new TDistribution(null, degreesOfFreedom(terms))
        .cumulativeProbability((limit - log) / error);
  }

  private static Ratio of(double log, List<Term> terms) {
    return new Ratio(log, half(terms), terms);
  }

  /** The baseline's mean over the candidate's. */
  public Ratio inverse() {
    return new Ratio(-log, half, terms);
  }

  public double value() {
    return Math.exp(log);
  }

  /** The lower end of the interval; 0 if there is none. */
  public double lower() {
    return Math.exp(log - half);
  }

  /** The upper end of the interval; infinite if there is none. */
  public double upper() {
    return Math.exp(log + half);
  }

  /** Whether there is an interval. */
  public boolean isBounded() {
    return Double.isFinite(half);
  }

  /** Whether the whole interval is above one by more than a share of it. */
  boolean isBeyond(double share) {
    return log - half > Math.log1p(share);
  }

  /**
   * The verdict of this ratio by itself, if more is worse.
   *
   * @param threshold the smallest difference of practical interest, as a share
   */
  public Verdict verdict(double threshold) {
    if (isBeyond(threshold)) {
      return Verdict.SLOWER;
    }
    if (inverse().isBeyond(threshold)) {
      return Verdict.FASTER;
    }
    boolean within = Math.abs(log) + half < Math.log1p(threshold);
    return within ? Verdict.SAME : Verdict.INCONCLUSIVE;
  }

  /** How many forks each side has at least, or how many pairs there are. */
  public int forks() {
    return terms.stream().mapToInt(Term::forks).min().orElse(0);
  }

  /** Whether the forks were measured in pairs. */
  public boolean isPaired() {
    return terms.size() == 1;
  }

  /**
   * The largest spread from fork to fork, as a share, at which two sides with as many forks as
   * these and equal means get the verdict {@code same}; of pairs, the spread of their differences.
   */
  public double spreadForSame(double threshold) {
    int degreesOfFreedom = terms.stream().mapToInt(Term::degreesOfFreedom).sum();
    double share = terms.stream().mapToDouble(term -> 1.0 / term.forks()).sum();
    return Math.log1p(threshold) / Estimate.quantile(degreesOfFreedom) / Math.sqrt(share);
  }

  /** Half the interval, as a difference of logarithms. */
  private static double half(List<Term> terms) {
    double error = error(terms);
    if (Double.isNaN(error)) {
      return Double.POSITIVE_INFINITY;
    }
    return error == 0 ? 0 : Estimate.quantile(degreesOfFreedom(terms)) * error;
  }

  /** The standard error of the ratio's logarithm. */
  private static double error(List<Term> terms) {
    return Math.sqrt(terms.stream().mapToDouble(Term::share).sum());
  }

  /** The degrees of freedom of the variance, by Satterthwaite. */
  private static double degreesOfFreedom(List<Term> terms) {
    double variance = terms.stream().mapToDouble(Term::share).sum();
    double squares =
        terms.stream()
            .mapToDouble(term -> term.share() * term.share() / term.degreesOfFreedom())
            .sum();
    return variance * variance / squares;
  }

  static double[] logs(double[] means, double scale) {
    if (!Arrays.stream(means).allMatch(mean -> mean > 0)) {
      throw new IllegalArgumentException("a score that is not above zero has no ratio");
    }
    return Arrays.stream(means).map(mean -> Math.log(mean * scale)).toArray();
  }
}

package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.commons.math3.distribution.TDistribution;

/**
 * A candidate's mean over a baseline's, with its 95 % interval: Welch's on the logarithms of the
 * forks' means, since noise multiplies and ratios are what is asked for (Welch, Biometrika 34,
 * 1947; degrees of freedom by Satterthwaite, Biometrics Bulletin 2, 1946).
 *
 * @param log the ratio's natural logarithm
 * @param half half its interval on that scale; infinite where a side tells no spread
 * @param terms what its variance is the sum of
 */
public record Ratio(double log, double half, List<Term> terms) {

  /**
   * A verdict rests on so many forks a side, or pairs of them. With 4 a style that is 10 % slower
   * at a spread of 2 % is seen less often, and forks of two modes are told less often.
   */
  public static final int FEWEST_FORKS = 5;

  /**
   * One side's share of a ratio's variance.
   *
   * @param variance of the logarithm of one fork's mean, or of one iteration where there is but one
   *     fork; not a number where there is but one iteration, too
   * @param degreesOfFreedom that the variance rests on
   */
  public record Term(double variance, int forks, int degreesOfFreedom) {

    private double share() {
      return variance / forks;
    }

    /** As in {@link Estimate#of(CellResult)} the spread is that of the pilot's forks. */
    private static Term of(double[] logs, int pilotForks) {
      double[] pilot = Arrays.copyOf(logs, Math.min(pilotForks, logs.length));
      double deviation = pilot.length < 2 ? Double.NaN : Estimate.deviation(pilot);
      return new Term(deviation * deviation, logs.length, pilot.length - 1);
    }
  }

  /**
   * The ratio of two results of one cell: of arms of one run in pairs of forks of one round, else
   * of forks that were measured apart.
   *
   * @param scale by which the candidate's scores are multiplied to be in the baseline's unit
   * @throws IllegalArgumentException if a fork's mean is not above zero and has no logarithm
   */
  public static Ratio of(CellResult baseline, CellResult candidate, double scale) {
    Optional<SortedMap<Integer, Double>> rounds = Rounds.differences(baseline, candidate, scale);
    if (rounds.isPresent() && !rounds.get().isEmpty()) {
      return paired(
          rounds.get().values().stream().mapToDouble(Double::doubleValue).toArray(),
          Math.min(baseline.pilotForks(), candidate.pilotForks()));
    }
    double[] before = logs(baseline.forkMeans(), 1);
    double[] after = logs(candidate.forkMeans(), scale);
    return of(mean(after) - mean(before), List.of(term(baseline, before), term(candidate, after)));
  }

  /**
   * As {@link #of(CellResult, CellResult, double)}; without an interval where there is no ratio.
   */
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

  /** Welch's, of the logarithms of the means of forks that were measured apart. */
  static Ratio welch(double[] before, double[] after) {
    return of(
        mean(after) - mean(before),
        List.of(Term.of(before, before.length), Term.of(after, after.length)));
  }

  /**
   * Student's, of forks that were measured in pairs: whatever disturbs both forks of a pair alike
   * is in neither their difference nor its interval.
   *
   * @param differences candidate less baseline on the scale of logarithms, pair by pair
   */
  static Ratio paired(double[] differences) {
    return paired(differences, differences.length);
  }

  private static Ratio paired(double[] differences, int pilotForks) {
    return of(mean(differences), List.of(Term.of(differences, pilotForks)));
  }

  /** A ratio of which no interval is known. */
  static Ratio ofPoint(double log) {
    return of(log, List.of(new Term(Double.NaN, 1, 0)));
  }

  /**
   * How probable a ratio this large or larger is where the true one is no larger than a limit.
   *
   * @param limit on the scale of logarithms
   * @return 1 where there is no interval
   */
  double probability(double limit) {
    if (!isBounded()) {
      return 1;
    }
    double error = Math.sqrt(terms.stream().mapToDouble(Term::share).sum());
    if (error == 0) {
      return log > limit ? 0 : 1;
    }
    return new TDistribution(null, degreesOfFreedom(terms))
        .cumulativeProbability((limit - log) / error);
  }

  private static Ratio of(double log, List<Term> terms) {
    return new Ratio(log, half(terms), terms);
  }

  /** The other way round. */
  public Ratio inverse() {
    return new Ratio(-log, half, terms);
  }

  public double value() {
    return Math.exp(log);
  }

  /** The interval's lower end; 0 where there is none. */
  public double lower() {
    return Math.exp(log - half);
  }

  /** The interval's upper end; infinite where there is none. */
  public double upper() {
    return Math.exp(log + half);
  }

  /** Whether there is an interval. */
  public boolean isBounded() {
    return Double.isFinite(half);
  }

  /** Whether the whole interval is above one by more than a share. */
  boolean isBeyond(double share) {
    return log - half > Math.log1p(share);
  }

  /**
   * What this says where more is worse.
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

  /** Of how many forks of each side this is, or pairs of them. */
  public int forks() {
    return terms.stream().mapToInt(Term::forks).min().orElse(0);
  }

  /** Whether it is of forks that were measured in pairs. */
  public boolean isPaired() {
    return terms.size() == 1;
  }

  /**
   * The spread from fork to fork, as a share, at which so many forks of each side can just be the
   * same, if they are equal to a hair.
   */
  public static double spreadForSame(double threshold, int forks, boolean paired) {
    double quantile = Estimate.quantile(paired ? forks - 1 : 2 * forks - 2);
    return Math.log1p(threshold) / quantile / Math.sqrt(2.0 / forks);
  }

  /** Half the interval, on the log scale. */
  private static double half(List<Term> terms) {
    double variance = terms.stream().mapToDouble(Term::share).sum();
    if (Double.isNaN(variance)) {
      return Double.POSITIVE_INFINITY;
    }
    return variance == 0 ? 0 : Estimate.quantile(degreesOfFreedom(terms)) * Math.sqrt(variance);
  }

  /** Satterthwaite's. */
  private static double degreesOfFreedom(List<Term> terms) {
    double variance = terms.stream().mapToDouble(Term::share).sum();
    double squares =
        terms.stream()
            .mapToDouble(term -> term.share() * term.share() / term.degreesOfFreedom())
            .sum();
    return variance * variance / squares;
  }

  static double[] logs(double[] means, double scale) {
    for (double mean : means) {
      if (!(mean > 0)) {
        throw new IllegalArgumentException("a score that is not above zero has no ratio");
      }
    }
    return Arrays.stream(means).map(mean -> Math.log(mean * scale)).toArray();
  }

  private static double mean(double[] values) {
    return Arrays.stream(values).average().orElseThrow();
  }
}

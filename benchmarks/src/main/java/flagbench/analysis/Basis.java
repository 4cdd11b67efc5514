package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.OptionalDouble;

/** What the confidence interval of a cell's score is computed from. */
public enum Basis {
  /** The means of several forks. */
  FORKS("", ""),

  /** The iterations of the only fork. The next JVM may differ from it by tens of percent. */
  ITERATIONS(
      "within one JVM",
      "one fork a side tells of one JVM alone, and the next may differ by tens of percent: measure"
          + " with -f 5"),

  /** The error that JMH derived from all iterations, where a file lacks them. */
  JMH_ERROR(
      "no rawData: JMH's 99.9 %",
      "a file without rawData tells no forks apart: measure with -f 5 and -rf json"),

  /** Nothing: one iteration of one fork. */
  NOTHING("no interval", "one iteration of one fork tells no interval: measure with -f 5");

  /** JMH's confidence for {@code scoreError}. */
  private static final double JMH_CONFIDENCE = 0.999;

  private final String label;
  private final String obstacle;

  Basis(String label, String obstacle) {
    this.label = label;
    this.obstacle = obstacle;
  }

  /** A few words for a table; empty for the ordinary case. */
  public String label() {
    return label;
  }

  /** What keeps a comparison from a certain verdict, and what to do; empty for forks. */
  String obstacle() {
    return obstacle;
  }

  /** What a ratio of two results rests on. */
  static Basis weakest(Basis one, Basis other) {
    return one.compareTo(other) > 0 ? one : other;
  }

  /** The best that a result has. */
  public static Basis of(CellResult result) {
    if (result.forks().length > 1) {
      return FORKS;
    }
    if (!result.hasRawData()) {
      return result.jmhError().isPresent() ? JMH_ERROR : NOTHING;
    }
    return result.forks()[0].length > 1 ? ITERATIONS : NOTHING;
  }

  /** The score and half its interval: JMH's own where nothing else is known. */
  static Estimate estimate(CellResult result) {
    double[][] forks = result.forks();
    return switch (of(result)) {
      case ITERATIONS -> new Estimate(result.forkMeans()[0], Estimate.of(forks[0]).half(), 1);
      case JMH_ERROR -> new Estimate(result.forkMeans()[0], result.jmhError().orElseThrow(), 1);
      case FORKS, NOTHING -> Estimate.of(result);
    };
  }

  /** The share of a result without several forks in a ratio's variance. */
  static Ratio.Term term(CellResult result) {
    double[] values = result.forks()[0];
    int iterations = result.hasRawData() ? values.length : result.iterations();
    return new Ratio.Term(logVariance(result, iterations), iterations, iterations - 1);
  }

  /** Of one iteration; not a number where nothing tells it. */
  private static double logVariance(CellResult result, int iterations) {
    if (iterations < 2) {
      return Double.NaN;
    }
    if (result.hasRawData()) {
      double deviation =
          Estimate.deviation(Arrays.stream(result.forks()[0]).map(Math::log).toArray());
      return deviation * deviation;
    }
    OptionalDouble error = result.jmhError();
    if (error.isEmpty()) {
      return Double.NaN;
    }
    double deviation =
        error.getAsDouble()
            / Estimate.quantile(iterations - 1, JMH_CONFIDENCE)
            / result.forkMeans()[0];
    return deviation * deviation * iterations;
  }
}

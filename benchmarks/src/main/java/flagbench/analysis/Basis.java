package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.Arrays;

/** What the interval of a cell's score is computed from, the best first. */
public enum Basis {
  /** The means of several forks. */
  FORKS("", ""),

  /** The iterations of the only fork, which say nothing about how much JVMs differ. */
  ITERATIONS(
      "within one JVM",
      "one fork a side says nothing about the next JVM, which may differ by tens of percent: measure"
          + " with -f 5 (bench: --forks 5)"),

  /** The error that JMH derived from all iterations, if the file does not list these. */
  JMH_ERROR(
      "no rawData: JMH's 99.9 %",
      "a file without rawData does not tell forks apart: measure with -f 5 and -rf json"),

  /** Nothing, because there is one iteration of one fork. */
  NOTHING("no interval", "these scores tell no interval: measure with -f 5 (bench: --forks 5)");

  /** The confidence of JMH's {@code scoreError}. */
  private static final double JMH_CONFIDENCE = 0.999;

  private final String label;
  private final String obstacle;

  Basis(String label, String obstacle) {
    this.label = label;
    this.obstacle = obstacle;
  }

  /** A few words for a table; empty for forks, which are the ordinary case. */
  public String label() {
    return label;
  }

  /** Why a comparison cannot have a certain verdict, and what to do; empty for forks. */
  String obstacle() {
    return obstacle;
  }

  /** The best basis that a result has. */
  public static Basis of(CellResult result) {
    if (result.forkMeans().length > 1) {
      return FORKS;
    }
    if (!result.hasRawData()) {
      return result.jmhError().isPresent() ? JMH_ERROR : NOTHING;
    }
    return result.forks()[0].length > 1 ? ITERATIONS : NOTHING;
  }

  /** The score and half its interval, by the best basis that a result has. */
  static Estimate estimate(CellResult result) {
    double[][] forks = result.forks();
    return switch (of(result)) {
      case ITERATIONS -> new Estimate(result.forkMeans()[0], Estimate.of(forks[0]).half(), 1);
      case JMH_ERROR -> new Estimate(result.forkMeans()[0], result.jmhError().orElseThrow(), 1);
      case FORKS, NOTHING -> Estimate.of(result);
    };
  }

  /** What a result of one fork contributes to the variance of a ratio. */
  static Ratio.Term term(CellResult result) {
    if (result.hasRawData()) {
      double[] logs = Arrays.stream(result.forks()[0]).map(Math::log).toArray();
      return Ratio.Term.of(logs, logs.length);
    }
    int iterations = result.iterations();
    double quantile =
        iterations < 2 ? Double.NaN : Estimate.quantile(iterations - 1, JMH_CONFIDENCE);
    double error = result.jmhError().orElse(Double.NaN) / quantile / result.forkMeans()[0];
    return new Ratio.Term(error * error * iterations, iterations, iterations - 1);
  }
}

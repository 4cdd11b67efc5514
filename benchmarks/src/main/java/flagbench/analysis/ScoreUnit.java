package flagbench.analysis;

import flagbench.result.CellResult;

/**
 * A unit of scores: a time per operation, such as {@code ms/op}, or operations per time, such as
 * {@code ops/s}, of which more is better. Relatives of JMH, such as kotlinx-benchmark, write {@code
 * msec} and {@code ops/sec}.
 *
 * @param seconds how many of them the time in it has; not a number if the unit is not known
 * @param perTime whether it is operations per time
 */
record ScoreUnit(double seconds, boolean perTime) {
  private static final String PER_TIME = "ops/";
  private static final String PER_OP = "/op";

  private static ScoreUnit of(String unit) {
    boolean perTime = unit.startsWith(PER_TIME);
    String time =
        perTime
            ? unit.substring(PER_TIME.length())
            : unit.substring(0, unit.length() - (unit.endsWith(PER_OP) ? PER_OP.length() : 0));
    double seconds =
        switch (time) {
          case "ns", "nsec" -> 1e-9;
          case "us", "usec", "µs" -> 1e-6;
          case "ms", "msec" -> 1e-3;
          case "s", "sec" -> 1;
          case "min" -> 60;
          case "hr" -> 3600;
          case "day" -> 86_400;
          default -> Double.NaN;
        };
    return new ScoreUnit(seconds, perTime);
  }

  private boolean isKnown() {
    return !Double.isNaN(seconds);
  }

  /** Whether a larger score is better, by the unit or, if that is not known, by the mode. */
  static boolean isThroughput(CellResult result) {
    ScoreUnit unit = of(result.unit());
    return unit.perTime || (!unit.isKnown() && result.cell().mode().equals("thrpt"));
  }

  /** Whether scores in a unit are times per operation or operations per time. */
  static boolean isOfOperations(String unit) {
    return (unit.startsWith(PER_TIME) || unit.endsWith(PER_OP)) && of(unit).isKnown();
  }

  /**
   * What scores in one unit are multiplied by to be in another; not a number if that is impossible.
   */
  static double factor(String from, String to) {
    if (from.equals(to)) {
      return 1;
    }
    ScoreUnit given = of(from);
    ScoreUnit wanted = of(to);
    if (given.perTime != wanted.perTime) {
      return Double.NaN;
    }
    return given.perTime ? wanted.seconds / given.seconds : given.seconds / wanted.seconds;
  }
}

package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A unit of JMH's scores: {@code ms/op}, or {@code ops/s}, of which more is better.
 *
 * @param seconds of the time that it names
 */
record ScoreUnit(double seconds, boolean perTime) {
  private static final String OPERATIONS = "ops/";
  private static final String PER_OPERATION = "/op";

  private static final Map<String, Double> SECONDS =
      Map.of(
          "ns", 1e-9, "us", 1e-6, "ms", 1e-3, "s", 1.0, "min", 60.0, "hr", 3600.0, "day", 86_400.0);

  /** Whether a larger score is the better one, as mode and unit have it. */
  static boolean isThroughput(CellResult result) {
    return result.cell().mode().equals("thrpt") || result.unit().startsWith(OPERATIONS);
  }

  /**
   * What scores in one unit are multiplied by to be in the other; nothing where that makes none.
   */
  static OptionalDouble factor(String from, String to) {
    if (from.equals(to)) {
      return OptionalDouble.of(1);
    }
    @Nullable ScoreUnit given = parse(from);
    @Nullable ScoreUnit wanted = parse(to);
    if (given == null || wanted == null || given.perTime != wanted.perTime) {
      return OptionalDouble.empty();
    }
    double factor = given.seconds / wanted.seconds;
    return OptionalDouble.of(given.perTime ? 1 / factor : factor);
  }

  private static @Nullable ScoreUnit parse(String unit) {
    boolean perTime = unit.startsWith(OPERATIONS);
    if (!perTime && !unit.endsWith(PER_OPERATION)) {
      return null;
    }
    String time =
        perTime
            ? unit.substring(OPERATIONS.length())
            : unit.substring(0, unit.length() - PER_OPERATION.length());
    @Nullable Double seconds = SECONDS.get(time);
    return seconds == null ? null : new ScoreUnit(seconds, perTime);
  }
}

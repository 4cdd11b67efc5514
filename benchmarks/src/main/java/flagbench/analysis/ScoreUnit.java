package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A unit of scores: a time per operation, such as {@code ms/op}, or operations per time, such as
 * {@code ops/s}, of which more is better. Relatives of JMH, such as kotlinx-benchmark, write {@code
 * msec} and {@code ops/sec}.
 *
 * @param seconds how many of them the time in it has
 * @param perTime whether it is operations per time
 */
record ScoreUnit(double seconds, boolean perTime) {
  private static final String OPERATIONS = "ops/";
  private static final String PER_OPERATION = "/op";

  private static final Map<String, Double> SECONDS =
      Map.ofEntries(
          Map.entry("ns", 1e-9),
          Map.entry("nsec", 1e-9),
          Map.entry("us", 1e-6),
          Map.entry("usec", 1e-6),
          Map.entry("µs", 1e-6),
          Map.entry("ms", 1e-3),
          Map.entry("msec", 1e-3),
          Map.entry("s", 1.0),
          Map.entry("sec", 1.0),
          Map.entry("min", 60.0),
          Map.entry("hr", 3600.0),
          Map.entry("day", 86_400.0));

  /** Whether a larger score is better, by the unit or, if that is not known, by the mode. */
  static boolean isThroughput(CellResult result) {
    @Nullable ScoreUnit unit = parse(result.unit());
    return unit == null
        ? result.cell().mode().equals("thrpt") || result.unit().startsWith(OPERATIONS)
        : unit.perTime;
  }

  /** Whether scores in a unit are times per operation or operations per time. */
  static boolean isOfOperations(String unit) {
    return (unit.startsWith(OPERATIONS) || unit.endsWith(PER_OPERATION)) && parse(unit) != null;
  }

  /** What scores in one unit are multiplied by to be in another; empty if that is impossible. */
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
    String time =
        perTime
            ? unit.substring(OPERATIONS.length())
            : unit.endsWith(PER_OPERATION)
                ? unit.substring(0, unit.length() - PER_OPERATION.length())
                : unit;
    @Nullable Double seconds = SECONDS.get(time);
    return seconds == null ? null : new ScoreUnit(seconds, perTime);
  }
}

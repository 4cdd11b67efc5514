package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * A unit of JMH's scores: {@code ms/op}, or {@code ops/s}, of which more is better. Forks of JMH,
 * such as kotlinx-benchmark, write {@code msec} or {@code ops/sec}.
 *
 * @param seconds of the time that it names
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

  /** Whether a larger score is the better one: the unit tells, or else the mode. */
  static boolean isThroughput(CellResult result) {
    @Nullable ScoreUnit unit = parse(result.unit());
    return unit == null
        ? result.cell().mode().equals("thrpt") || result.unit().startsWith(OPERATIONS)
        : unit.perTime;
  }

  /** Whether it is the time of an operation, or operations in a time: what is better or worse. */
  static boolean isOfOperations(String unit) {
    return (unit.startsWith(OPERATIONS) || unit.endsWith(PER_OPERATION)) && parse(unit) != null;
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

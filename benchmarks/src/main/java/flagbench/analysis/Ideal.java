package flagbench.analysis;

import flagbench.result.Cell;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What no downloader can beat. */
public final class Ideal {
  private static final Pattern FIXED = Pattern.compile("(?<number>\\d+(?:\\.\\d+)?)(?<unit>ms|s)");

  private Ideal() {}

  /**
   * The ideal makespan in milliseconds: ⌈flags / workers⌉ × latency. There is none without a fixed
   * latency above zero.
   */
  public static OptionalDouble millis(Cell cell) {
    @Nullable String latency = cell.parameter("latency");
    Matcher matcher = FIXED.matcher(latency == null ? "" : latency);
    if (!matcher.matches()) {
      return OptionalDouble.empty();
    }
    double millis =
        Double.parseDouble(matcher.group("number"))
            * (matcher.group("unit").equals("s") ? 1000 : 1);
    return millis == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(Math.ceilDiv(cell.number("flags"), cell.number("workers")) * millis);
  }

  /** Whether every operation of a cell meets the same delays: not so under random latency. */
  static boolean isSteady(Cell cell) {
    @Nullable String latency = cell.parameter("latency");
    return latency == null || FIXED.matcher(latency).matches();
  }
}

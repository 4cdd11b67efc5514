package flagbench.server;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many bytes a link carries per second. Written {@code 10MiB/s}, {@code 500kB/s}, or {@code
 * none} for no limit; {@code toString} writes what {@link #parse} reads.
 *
 * @param bytesPerSecond {@link Long#MAX_VALUE} for no limit
 */
public record Bandwidth(long bytesPerSecond) {

  /** No limit: the machine decides. */
  public static final Bandwidth UNLIMITED = new Bandwidth(Long.MAX_VALUE);

  /** Gigabit Ethernet. A faster link would show the speed of the machine that emulates it. */
  private static final long MAX_BYTES_PER_SECOND = 125_000_000;

  /** The largest come first: {@link #toString} uses the first in which the number is whole. */
  private static final List<Unit> UNITS =
      List.of(
          new Unit("MiB/s", 1 << 20),
          new Unit("MB/s", 1_000_000),
          new Unit("KiB/s", 1 << 10),
          new Unit("kB/s", 1000),
          new Unit("B/s", 1));

  private static final Pattern SYNTAX = Pattern.compile("(\\d{1,9})((?:|k|Ki|M|Mi)B/s)");

  private record Unit(String name, long bytesPerSecond) {}

  public Bandwidth {
    if (bytesPerSecond < 1
        || (bytesPerSecond > MAX_BYTES_PER_SECOND && bytesPerSecond != Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "link '%dB/s' is not from 1B/s to 125MB/s".formatted(bytesPerSecond));
    }
  }

  /**
   * Reads a bandwidth.
   *
   * @throws IllegalArgumentException naming the text and what would be right
   */
  public static Bandwidth parse(String text) {
    if (text.equals("none")) {
      return UNLIMITED;
    }
    Matcher matcher = SYNTAX.matcher(text);
    for (Unit unit : UNITS) {
      if (matcher.matches() && unit.name.equals(matcher.group(2))) {
        return new Bandwidth(Long.parseLong(matcher.group(1)) * unit.bytesPerSecond);
      }
    }
    throw new IllegalArgumentException(
        "link '%s' is none of: 500kB/s, 10MiB/s, 125MB/s, none".formatted(text));
  }

  @Override
  public String toString() {
    if (equals(UNLIMITED)) {
      return "none";
    }
    Unit unit =
        UNITS.stream()
            .filter(one -> bytesPerSecond % one.bytesPerSecond == 0)
            .findFirst()
            .orElseThrow();
    return bytesPerSecond / unit.bytesPerSecond + unit.name;
  }
}

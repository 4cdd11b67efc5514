package flagbench.server;

import java.util.Map;

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

  /** The names of the units, and how many bytes per second each of them is. */
  private static final Map<String, Integer> UNITS =
      Map.of("B/s", 1, "kB/s", 1000, "KiB/s", 1 << 10, "MB/s", 1_000_000, "MiB/s", 1 << 20);

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
    for (Map.Entry<String, Integer> unit : UNITS.entrySet()) {
      if (text.matches("\\d{1,9}" + unit.getKey())) {
        String number = text.substring(0, text.length() - unit.getKey().length());
        return new Bandwidth(Long.parseLong(number) * unit.getValue());
      }
    }
    throw new IllegalArgumentException(
        "link '%s' is none of: 500kB/s, 10MiB/s, 125MB/s, none; a number needs its unit"
            .formatted(text));
  }

  @Override
  public String toString() {
    if (equals(UNLIMITED)) {
      return "none";
    }
    // The largest unit in which the number is whole.
    Map.Entry<String, Integer> unit =
        UNITS.entrySet().stream()
            .filter(one -> bytesPerSecond % one.getValue() == 0)
            .max(Map.Entry.comparingByValue())
            .orElseThrow();
    return bytesPerSecond / unit.getValue() + unit.getKey();
  }
}

package flagbench.server;

import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How many bytes a link carries in a second. Written {@code 10MiB/s}, {@code 500kB/s} or {@code
 * none} for no limit; {@code toString} writes what {@link #parse} reads.
 *
 * @param bytesPerSecond {@link Long#MAX_VALUE} where there is no limit
 */
public record Bandwidth(long bytesPerSecond) {

  /** As fast as the machine can. */
  public static final Bandwidth UNLIMITED = new Bandwidth(Long.MAX_VALUE);

  /** Gigabit Ethernet: a faster link would test the machine that emulates it. */
  private static final long MAX_BYTES_PER_SECOND = 125_000_000;

  private static final Pattern SYNTAX =
      Pattern.compile("(?<number>\\d{1,9})(?<unit>(?:|k|Ki|M|Mi)B/s)");

  /** The largest first, as {@link #toString} tries them. */
  private enum Unit {
    MIB("MiB/s", 1 << 20),
    MB("MB/s", 1_000_000),
    KIB("KiB/s", 1 << 10),
    KB("kB/s", 1000),
    B("B/s", 1);

    private final String text;
    private final long bytes;

    Unit(String text, long bytes) {
      this.text = text;
      this.bytes = bytes;
    }
  }

  public Bandwidth {
    if (bytesPerSecond < 1
        || (bytesPerSecond > MAX_BYTES_PER_SECOND && bytesPerSecond != Long.MAX_VALUE)) {
      throw new IllegalArgumentException(
          "link '%dB/s' is not from 1B/s to 125MB/s".formatted(bytesPerSecond));
    }
  }

  public boolean isUnlimited() {
    return bytesPerSecond == Long.MAX_VALUE;
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
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "link '%s' is none of: 500kB/s, 10MiB/s, 125MB/s, none".formatted(text));
    }
    Unit unit =
        Arrays.stream(Unit.values())
            .filter(one -> one.text.equals(matcher.group("unit")))
            .findFirst()
            .orElseThrow();
    return new Bandwidth(Long.parseLong(matcher.group("number")) * unit.bytes);
  }

  @Override
  public String toString() {
    if (isUnlimited()) {
      return "none";
    }
    return Arrays.stream(Unit.values())
        .filter(unit -> bytesPerSecond % unit.bytes == 0)
        .map(unit -> bytesPerSecond / unit.bytes + unit.text)
        .findFirst()
        .orElseThrow();
  }
}

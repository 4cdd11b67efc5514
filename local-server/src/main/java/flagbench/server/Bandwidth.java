package flagbench.server;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How fast the body of a response flows. Written {@code 10MiB/s}, {@code 64KiB/s} or {@code
 * unlimited}; {@code toString} writes what {@link #parse} reads.
 *
 * @param bytesPerSecond on each connection; {@link Long#MAX_VALUE} where nothing limits it
 */
public record Bandwidth(long bytesPerSecond) {

  /** As fast as the machine can. */
  public static final Bandwidth UNLIMITED = new Bandwidth(Long.MAX_VALUE);

  private static final Pattern SYNTAX = Pattern.compile("(?<number>\\d{1,18})(?<unit>[KMG]i)?B/s");

  public Bandwidth {
    if (bytesPerSecond < 1) {
      throw new IllegalArgumentException(
          "bandwidth '%dB/s' lets nothing through".formatted(bytesPerSecond));
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
    if (text.equals("unlimited")) {
      return UNLIMITED;
    }
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "bandwidth '%s' is none of: 64KiB/s, 10MiB/s, 1GiB/s, unlimited".formatted(text));
    }
    String unit = matcher.group("unit");
    int shift = unit == null ? 0 : 10 * (1 + "KMG".indexOf(unit.charAt(0)));
    long number = Long.parseLong(matcher.group("number"));
    if (number > Long.MAX_VALUE >> shift) {
      throw new IllegalArgumentException("bandwidth '%s' is too large".formatted(text));
    }
    return new Bandwidth(number << shift);
  }

  @Override
  public String toString() {
    if (isUnlimited()) {
      return "unlimited";
    }
    int thousands = Math.min(3, Long.numberOfTrailingZeros(bytesPerSecond) / 10);
    return (bytesPerSecond >> (10 * thousands))
        + new String[] {"", "Ki", "Mi", "Gi"}[thousands]
        + "B/s";
  }
}

package flagbench.server;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the server waits before it answers. Written {@code 50ms} (fixed), {@code 20ms..80ms}
 * (uniform), {@code 120ms~400ms} (log-normal, by median and 99th percentile) or {@code book};
 * {@code toString} writes what {@link #parse} reads.
 */
public sealed interface Latency {

  /** No delay at all: the request is answered on the spot. */
  Fixed ZERO = new Fixed(Duration.ZERO);

  /**
   * The latency behind the book's figures, named {@code book}: log-normal with a mean of 7.18 s /
   * 20 and a sigma of 0.87. So 20 downloads in sequence take 7.18 s on average, and 20 at once,
   * which wait for the slowest of them, 1.398 s (<em>Fluent Python</em>, 2nd edition, example 20-1:
   * 7.18 and 1.40 s).
   */
  LogNormal BOOK = new LogNormal(Duration.ofNanos(245_887_000), Duration.ofNanos(1_860_862_000));

  /**
   * The delay of one request. The same arguments give the same delay, so that every style and every
   * fork meets the same ones.
   *
   * @param seed the server's seed
   * @param operation how many requests for this flag came before
   * @param flag the flag's place in alphabetical order, from 0; other codes come after the 20
   * @return nanoseconds, never negative
   */
  long nanos(long seed, long operation, int flag);

  /** Every request waits equally long. */
  record Fixed(Duration delay) implements Latency {
    public Fixed {
      if (delay.isNegative()) {
        throw new IllegalArgumentException("latency '%s' is negative".formatted(delay));
      }
    }

    @Override
    public long nanos(long seed, long operation, int flag) {
      return delay.toNanos();
    }

    @Override
    public String toString() {
      return format(delay);
    }
  }

  /** Every delay from {@code min} to {@code max} is equally likely. */
  record Uniform(Duration min, Duration max) implements Latency {
    public Uniform {
      if (min.compareTo(max) > 0) {
        throw new IllegalArgumentException(
            "latency '%s..%s' has its ends in the wrong order".formatted(format(min), format(max)));
      }
    }

    @Override
    public long nanos(long seed, long operation, int flag) {
      double share = Draw.uniform(Draw.of(seed, operation, flag));
      return min.toNanos() + (long) (share * max.minus(min).toNanos());
    }

    @Override
    public String toString() {
      return format(min) + ".." + format(max);
    }
  }

  /**
   * Delays with a long tail (log-normal): half of them are longer than the median, and one in a
   * hundred is longer than {@code p99}.
   */
  record LogNormal(Duration median, Duration p99) implements Latency {

    /** The 99th percentile of the standard normal distribution. */
    private static final double Z99 = 2.3263478740408408;

    public LogNormal {
      if (!median.isPositive() || median.compareTo(p99) >= 0) {
        throw new IllegalArgumentException(
            "latency '%s~%s' is no median above zero and a longer 99th percentile"
                .formatted(format(median), format(p99)));
      }
    }

    @Override
    public long nanos(long seed, long operation, int flag) {
      // Box and Muller's transform of two uniform numbers into a normal one.
      long draw = Draw.of(seed, operation, flag);
      double radius = Math.sqrt(-2 * Math.log(1 - Draw.uniform(draw)));
      double normal = radius * Math.cos(2 * Math.PI * Draw.uniform(Draw.next(draw)));
      double sigma = Math.log((double) p99.toNanos() / median.toNanos()) / Z99;
      return Math.min((long) (median.toNanos() * Math.exp(sigma * normal)), Syntax.LONGEST_NANOS);
    }

    @Override
    public String toString() {
      return equals(BOOK) ? "book" : format(median) + "~" + format(p99);
    }
  }

  /**
   * Reads a latency.
   *
   * @throws IllegalArgumentException naming the text and what would be right
   */
  static Latency parse(String text) {
    if (text.equals("book")) {
      return BOOK;
    }
    Matcher matcher = Syntax.LATENCY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "latency '%s' is none of: 50ms, 20ms..80ms, 120ms~400ms, book".formatted(text));
    }
    Duration first = duration(matcher, "first");
    return switch (matcher.group("between")) {
      case ".." -> new Uniform(first, duration(matcher, "last"));
      case "~" -> new LogNormal(first, duration(matcher, "last"));
      case null, default -> new Fixed(first);
    };
  }

  private static Duration duration(Matcher matcher, String group) {
    long micros =
        Math.round(
            Double.parseDouble(matcher.group(group))
                * (matcher.group(group + "Unit").equals("s") ? 1e6 : 1e3));
    if (micros * 1000 > Syntax.LONGEST_NANOS) {
      throw new IllegalArgumentException("latency '%s' is over 999999s".formatted(matcher.group()));
    }
    return Duration.ofNanos(micros * 1000);
  }

  private static String format(Duration delay) {
    return new BigDecimal(delay.toNanos()).movePointLeft(6).stripTrailingZeros().toPlainString()
        + "ms";
  }

  /** What {@link #parse} accepts. */
  final class Syntax {
    private static final String NUMBER = "\\d{1,9}(?:\\.\\d{1,3})?";

    /** What can be written in milliseconds of nine digits. */
    private static final long LONGEST_NANOS = 999_999_999_000_000L;

    private static final Pattern LATENCY =
        Pattern.compile(
            "(?<first>%1$s)(?<firstUnit>ms|s)(?:(?<between>\\.\\.|~)(?<last>%1$s)(?<lastUnit>ms|s))?"
                .formatted(NUMBER));

    private Syntax() {}
  }
}

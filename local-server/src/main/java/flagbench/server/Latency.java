package flagbench.server;

import java.time.Duration;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the server waits before it answers. Written {@code 50ms} (fixed), {@code 20ms..80ms}
 * (uniform) or {@code book}; {@code toString} writes what {@link #parse} reads.
 */
public sealed interface Latency {

  /** No delay at all: the request is answered on the spot. */
  Fixed ZERO = new Fixed(Duration.ZERO);

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
   * The heavy-tailed latency behind the book's figures: log-normal, with the mean and spread at
   * which 20 downloads in sequence take 7.18 s and 20 at once, which wait for the slowest, 1.40 s
   * (<em>Fluent Python</em>, 2nd edition, example 20-1).
   */
  record Book() implements Latency {
    private static final double MEAN_NANOS = 7.18e9 / 20;

    /** At 0.87 the slowest of 20 draws takes 1.398 s on average. */
    private static final double SIGMA = 0.87;

    private static final double MU = Math.log(MEAN_NANOS) - SIGMA * SIGMA / 2;

    @Override
    public long nanos(long seed, long operation, int flag) {
      // Box and Muller's transform of two uniform numbers into a normal one.
      long draw = Draw.of(seed, operation, flag);
      double radius = Math.sqrt(-2 * Math.log(1 - Draw.uniform(draw)));
      double normal = radius * Math.cos(2 * Math.PI * Draw.uniform(Draw.next(draw)));
      return (long) Math.exp(MU + SIGMA * normal);
    }

    @Override
    public String toString() {
      return "book";
    }
  }

  /**
   * Reads a latency.
   *
   * @throws IllegalArgumentException naming the text and what would be right
   */
  static Latency parse(String text) {
    if (text.equals("book")) {
      return new Book();
    }
    Matcher matcher = Syntax.LATENCY.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "latency '%s' is none of: 50ms, 20ms..80ms, book".formatted(text));
    }
    Duration first = duration(matcher, "first");
    return matcher.group("last") == null
        ? new Fixed(first)
        : new Uniform(first, duration(matcher, "last"));
  }

  private static Duration duration(Matcher matcher, String group) {
    long micros =
        Math.round(
            Double.parseDouble(matcher.group(group))
                * (matcher.group(group + "Unit").equals("s") ? 1e6 : 1e3));
    if (micros > Syntax.LONGEST) {
      throw new IllegalArgumentException("latency '%s' is over 999999s".formatted(matcher.group()));
    }
    return Duration.ofNanos(micros * 1000);
  }

  private static String format(Duration delay) {
    double millis = delay.toNanos() / 1e6;
    return millis == Math.rint(millis)
        ? String.format(Locale.ROOT, "%.0fms", millis)
        : String.format(Locale.ROOT, "%sms", millis);
  }

  /** What {@link #parse} accepts. */
  final class Syntax {
    private static final String NUMBER = "\\d{1,9}(?:\\.\\d{1,3})?";

    /** Microseconds; what can be written in milliseconds of nine digits. */
    private static final long LONGEST = 999_999_999_000L;

    private static final Pattern LATENCY =
        Pattern.compile(
            "(?<first>%1$s)(?<firstUnit>ms|s)(?:\\.\\.(?<last>%1$s)(?<lastUnit>ms|s))?"
                .formatted(NUMBER));

    private Syntax() {}
  }
}

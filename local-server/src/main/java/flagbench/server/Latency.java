package flagbench.server;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How long the server waits before it answers. Written {@code 50ms} (fixed), {@code 20ms..80ms}
 * (uniform), {@code 120ms~400ms} (log-normal, by its median and 99th percentile) or {@code book};
 * {@code toString} writes what {@link #parse} reads, for latencies of whole microseconds.
 */
public sealed interface Latency {

  /** No latency at all. */
  Fixed ZERO = new Fixed(Duration.ZERO);

  /**
   * The latency named {@code book}, which reproduces what <em>Fluent Python</em> (2nd edition,
   * example 20-1) measured: 20 downloads took 7.18 s in sequence and 1.40 s at once. It is
   * log-normal with a mean of 7.18 s / 20 and a sigma of 0.87. With it 20 downloads take 7.18 s in
   * sequence on average, and 1.398 s at once, when the slowest decides.
   */
  LogNormal BOOK = new LogNormal(Duration.ofNanos(245_887_000), Duration.ofNanos(1_860_862_000));

  /**
   * The latency of one request. Equal arguments give equal results, so that every style and every
   * fork meets the same latencies.
   *
   * @param seed the server's seed
   * @param requestIndex how many requests for this flag came before
   * @param flag the flag's index in alphabetical order; codes without a flag follow after the 20
   * @return nanoseconds, never negative
   */
  long nanos(long seed, long requestIndex, int flag);

  /** Every request waits equally long. */
  record Fixed(Duration delay) implements Latency {
    @Override
    public long nanos(long seed, long requestIndex, int flag) {
      return delay.toNanos();
    }

    @Override
    public String toString() {
      return format(delay);
    }
  }

  /** Every latency from {@code min} to {@code max} is equally likely. */
  record Uniform(Duration min, Duration max) implements Latency {
    public Uniform {
      if (min.compareTo(max) > 0) {
        throw new IllegalArgumentException(
            "latency '%s..%s' has its ends in the wrong order".formatted(format(min), format(max)));
      }
    }

    @Override
    public long nanos(long seed, long requestIndex, int flag) {
      double share = SplitMix64.toUniform(SplitMix64.ofRequest(seed, requestIndex, flag));
      return min.toNanos() + (long) (share * max.minus(min).toNanos());
    }

    @Override
    public String toString() {
      return format(min) + ".." + format(max);
    }
  }

  /**
   * Latencies with a long tail, that is with a log-normal distribution: half of them are longer
   * than the median, and one in a hundred is longer than {@code p99}.
   */
  record LogNormal(Duration median, Duration p99) implements Latency {

    /** The 99th percentile of the standard normal distribution. */
    private static final double Z99 = 2.3263478740408408;

    /** The longest latency that can be written in milliseconds with nine digits. */
    private static final long MAX_NANOS = 999_999_999_000_000L;

    public LogNormal {
      if (!median.isPositive() || median.compareTo(p99) >= 0) {
        throw new IllegalArgumentException(
            "latency '%s~%s' is no median above zero and a longer 99th percentile"
                .formatted(format(median), format(p99)));
      }
    }

    @Override
    public long nanos(long seed, long requestIndex, int flag) {
      // The Box-Muller transform of two uniform numbers into a normally distributed one.
      long number = SplitMix64.ofRequest(seed, requestIndex, flag);
      double radius = Math.sqrt(-2 * Math.log(1 - SplitMix64.toUniform(number)));
      double normal =
          radius * Math.cos(2 * Math.PI * SplitMix64.toUniform(SplitMix64.next(number)));
      double sigma = Math.log((double) p99.toNanos() / median.toNanos()) / Z99;
      return Math.min((long) (median.toNanos() * Math.exp(sigma * normal)), MAX_NANOS);
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
    Matcher matcher =
        Pattern.compile(
                "(?<first>%1$s)(?<firstUnit>ms|s)((?<between>\\.\\.|~)(?<last>%1$s)(?<lastUnit>ms|s))?"
                    .formatted("\\d{1,9}(?:\\.\\d{1,3})?"))
            .matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "latency '%s' is none of: 50ms, 20ms..80ms, 120ms~400ms, book; a number needs its unit"
              .formatted(text));
    }
    Duration first = duration(matcher, "first");
    return switch (matcher.group("between")) {
      case ".." -> new Uniform(first, duration(matcher, "last"));
      case "~" -> new LogNormal(first, duration(matcher, "last"));
      case null, default -> new Fixed(first);
    };
  }

  private static Duration duration(Matcher matcher, String group) {
    int decimals = matcher.group(group + "Unit").equals("s") ? 9 : 6;
    long nanos = new BigDecimal(matcher.group(group)).movePointRight(decimals).longValueExact();
    if (nanos > LogNormal.MAX_NANOS) {
      throw new IllegalArgumentException("latency '%s' is over 999999s".formatted(matcher.group()));
    }
    return Duration.ofNanos(nanos);
  }

  private static String format(Duration delay) {
    return new BigDecimal(delay.toNanos()).movePointLeft(6).stripTrailingZeros().toPlainString()
        + "ms";
  }
}

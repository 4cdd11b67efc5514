package flagbench.probe;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import org.apache.commons.math3.stat.descriptive.moment.StandardDeviation;

/**
 * What {@link Probe} found out about a network, and the conditions that make the local server
 * behave like it.
 *
 * @param connectMillis how long each connection took to open
 * @param openingMillis how long each request took that opened a connection, from before that until
 *     the headers of its response arrived
 * @param firstByteMillis how long each request took from being sent on an open connection until the
 *     headers of its response arrived
 * @param bytesPerSecond the speed at which each body arrived; empty if the bodies are too short to
 *     measure it
 * @param bodyBytes the length of a body
 */
public record Findings(
    List<Double> connectMillis,
    List<Double> openingMillis,
    List<Double> firstByteMillis,
    List<Double> bytesPerSecond,
    long bodyBytes) {

  /**
   * A latency counts as fixed if its 90th percentile is below this multiple of the median, and its
   * 97.5th percentile below the multiple {@link #STRAGGLING}. Of 40 values, the 97.5th percentile
   * is the second longest: the longest one may be due to a pause of this machine.
   */
  private static final double FIXED = 1.1;

  private static final double STRAGGLING = 1.5;

  private static final MathContext THREE_DIGITS = new MathContext(3);

  /** The 99th percentile of the standard normal distribution. */
  private static final double Z99 = 2.3263478740408408;

  /** In bytes per second. The local server cannot emulate a faster link, so none is suggested. */
  private static final double FASTEST_LINK = 125e6;

  /**
   * The value of {@code --latency} that behaves like this network. It is fixed if the times vary
   * little, and otherwise log-normal. The 99th percentile is that of a log-normal distribution
   * fitted to all values, because 40 values are too few to have one of their own.
   */
  public String latency() {
    double median = Quantile.of(firstByteMillis, 0.5).value();
    double sigma =
        new StandardDeviation().evaluate(firstByteMillis.stream().mapToDouble(Math::log).toArray());
    String fixed = millis(median);
    String p99 = millis(median * Math.exp(Z99 * sigma));
    boolean isFixed =
        fixed.equals("0ms")
            || p99.equals(fixed)
            || (Quantile.of(firstByteMillis, 0.9).value() < FIXED * median
                && Quantile.of(firstByteMillis, 0.975).value() < STRAGGLING * median);
    return isFixed ? fixed : fixed + "~" + p99;
  }

  /**
   * The value of {@code --handshake}: by how much a request that opens a connection takes longer
   * than others at least, or the median time of TCP's handshake if that is longer.
   */
  public String handshake() {
    double surely =
        Quantile.of(openingMillis, 0.5).low() - Quantile.of(firstByteMillis, 0.5).high();
    return millis(Math.max(surely, Quantile.of(connectMillis, 0.5).value()));
  }

  private static String millis(double millis) {
    return millis < 0.01
        ? "0ms"
        : new BigDecimal(millis)
                .round(THREE_DIGITS)
                .setScale(2, RoundingMode.HALF_UP)
                .stripTrailingZeros()
                .toPlainString()
            + "ms";
  }

  /**
   * The value of {@code --link}; empty if the bodies were too short to measure the bandwidth, or if
   * it is higher than the local server can emulate.
   */
  public Optional<String> link() {
    return Optional.of(bytesPerSecond)
        .filter(speeds -> !speeds.isEmpty())
        .map(speeds -> Quantile.of(speeds, 0.5).value())
        .filter(median -> median < FASTEST_LINK)
        .map(median -> Math.max(1, Math.round(median / 1000)) + "kB/s");
  }
}

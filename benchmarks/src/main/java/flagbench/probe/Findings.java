package flagbench.probe;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.List;
import java.util.Optional;
import java.util.stream.DoubleStream;

/**
 * What requests that were made one at a time say of a network.
 *
 * @param connectMillis how long connections took to open
 * @param firstByteMillis from the sending of a request on an open connection to its answer's
 *     headers
 * @param bytesPerSecond of every body that was long enough to tell; empty where none was
 * @param bodyBytes the length of a body
 */
public record Findings(
    List<Double> connectMillis,
    List<Double> firstByteMillis,
    List<Double> bytesPerSecond,
    long bodyBytes) {

  /**
   * Delays are taken to be fixed if their 90th percentile is below this multiple of the median, and
   * their 97.5th below {@link #STRAGGLING}. The latter is the second longest of 40: the longest one
   * may be a pause of this machine.
   */
  private static final double FIXED = 1.1;

  private static final double STRAGGLING = 1.5;

  private static final MathContext THREE_DIGITS = new MathContext(3);

  /** The 99th percentile of the standard normal distribution. */
  private static final double Z99 = 2.3263478740408408;

  /** Bytes per second. The server cannot emulate a faster link, so it is reported as no limit. */
  private static final double FASTEST_LINK = 125e6;

  /**
   * The latency that behaves like this: fixed, or else log-normal with the median and the 99th
   * percentile of a distribution fitted to all values, since few values have no 99th percentile of
   * their own.
   */
  public String latency() {
    double median = Quantile.of(firstByteMillis, 0.5).value();
    double[] logs = firstByteMillis.stream().mapToDouble(Math::log).toArray();
    double mean = DoubleStream.of(logs).average().orElseThrow();
    double squares = DoubleStream.of(logs).map(log -> (log - mean) * (log - mean)).sum();
    double sigma = Math.sqrt(squares / Math.max(1, logs.length - 1));
    String fixed = millis(median);
    String p99 = millis(median * Math.exp(Z99 * sigma));
    boolean isFixed =
        fixed.equals("0ms")
            || p99.equals(fixed)
            || (Quantile.of(firstByteMillis, 0.9).value() < FIXED * median
                && Quantile.of(firstByteMillis, 0.975).value() < STRAGGLING * median);
    return isFixed ? fixed : fixed + "~" + p99;
  }

  /** The handshake of a new connection: the median of what opening one took, by TCP alone. */
  public String handshake() {
    return millis(Quantile.of(connectMillis, 0.5).value());
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

  /** The bandwidth of the link; nothing where bodies were too short to tell, or it is too fast. */
  public Optional<String> link() {
    if (bytesPerSecond.isEmpty()) {
      return Optional.empty();
    }
    double median = Quantile.of(bytesPerSecond, 0.5).value();
    return median < FASTEST_LINK
        ? Optional.of(Math.max(1, Math.round(median / 1000)) + "kB/s")
        : Optional.empty();
  }
}

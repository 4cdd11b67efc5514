package flagbench.server;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * How often a request meets which fault. Written {@code error=0.25,drop=0.01}; {@code toString}
 * writes what {@link #parse} reads.
 *
 * @param rates the share of requests that meet a fault, each from 0 to 1 and their sum too
 */
public record Faults(Map<Fault, Double> rates) {

  /** Nothing ever goes wrong. */
  public static final Faults NONE = new Faults(Map.of());

  /** Marks the draw of a fault off from that of the same request's latency. */
  private static final long STREAM = 0x6661756c74L;

  public Faults {
    Map<Fault, Double> ordered = new EnumMap<>(Fault.class);
    rates.forEach((fault, rate) -> {
      if (!(rate >= 0 && rate <= 1)) {
        throw new IllegalArgumentException(
            "fault '%s=%s' is no share from 0 to 1".formatted(fault, rate));
      }
      if (rate > 0) {
        ordered.put(fault, rate);
      }
    });
    rates = Collections.unmodifiableMap(ordered);
    if (rates.values().stream().mapToDouble(Double::doubleValue).sum() > 1 + 1e-9) {
      throw new IllegalArgumentException("faults '%s' add up to more than 1".formatted(rates));
    }
  }

  /**
   * The fault of one request, if any. The same arguments give the same answer.
   *
   * @param seed the server's seed
   * @param operation how many requests for this flag came before
   * @param flag the flag's place in alphabetical order, from 0; other codes come after the 20
   */
  public Optional<Fault> draw(long seed, long operation, int flag) {
    if (rates.isEmpty()) {
      return Optional.empty();
    }
    double left = Draw.uniform(Draw.of(seed ^ STREAM, operation, flag));
    for (Map.Entry<Fault, Double> rate : rates.entrySet()) {
      left -= rate.getValue();
      if (left < 0) {
        return Optional.of(rate.getKey());
      }
    }
    return Optional.empty();
  }

  /**
   * Reads rates; a fault that is not named never happens.
   *
   * @throws IllegalArgumentException naming the text and what would be right
   */
  public static Faults parse(String text) {
    Map<Fault, Double> rates = new EnumMap<>(Fault.class);
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      String[] sides = part.split("=", 2);
      Fault fault =
          Arrays.stream(Fault.values())
              .filter(one -> one.toString().equals(sides[0]))
              .findFirst()
              .orElseThrow(() -> unreadable(text));
      if (sides.length < 2 || !sides[1].matches("[01]|[01]?\\.\\d{1,18}")) {
        throw unreadable(text);
      }
      if (rates.put(fault, Double.valueOf(sides[1])) != null) {
        throw new IllegalArgumentException("fault '%s' names %s twice".formatted(text, fault));
      }
    }
    return new Faults(rates);
  }

  private static IllegalArgumentException unreadable(String text) {
    return new IllegalArgumentException(
        "fault '%s' is not like error=0.25,drop=0.01 (of error, drop, truncate, stall; shares from 0 to 1)"
            .formatted(text));
  }

  @Override
  public String toString() {
    return rates.entrySet().stream()
        .map(rate -> rate.getKey() + "=" + plain(rate.getValue()))
        .collect(joining(","));
  }

  private static String plain(double rate) {
    return BigDecimal.valueOf(rate).stripTrailingZeros().toPlainString();
  }
}

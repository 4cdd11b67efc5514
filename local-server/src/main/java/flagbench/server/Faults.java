package flagbench.server;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often a request meets which fault. Written {@code error=0.25,drop=0.01}; {@code toString}
 * writes what {@link #parse} reads.
 *
 * @param rates the share of requests that meet a fault, each from 0 to 1 and their sum too
 */
public record Faults(Map<Fault, Double> rates) {

  /** Nothing ever goes wrong. */
  public static final Faults NONE = new Faults(Map.of());

  private static final Pattern RATE =
      Pattern.compile("(error|drop|truncate|stall)=([01]|[01]?\\.\\d{1,18})");

  /** Added to the seed, so that a request's fault does not follow from its latency. */
  private static final long FAULT_SEED = 0x6661756c74L;

  public Faults {
    Map<Fault, Double> ordered = new EnumMap<>(Fault.class);
    ordered.putAll(rates);
    ordered.values().removeIf(rate -> rate == 0);
    double sum = ordered.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!(sum <= 1 + 1e-9) || ordered.values().stream().anyMatch(rate -> rate < 0)) {
      throw new IllegalArgumentException(
          "faults '%s' are not shares from 0 to 1 that add up to 1 at most".formatted(rates));
    }
    rates = Collections.unmodifiableMap(ordered);
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
    double left = Draw.uniform(Draw.of(seed ^ FAULT_SEED, operation, flag));
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
      Matcher rate = RATE.matcher(part);
      if (!rate.matches()
          || rates.put(
                  Fault.valueOf(rate.group(1).toUpperCase(Locale.ROOT)),
                  Double.valueOf(rate.group(2)))
              != null) {
        throw new IllegalArgumentException(
            "fault '%s' is not like error=0.25,drop=0.01 (each of error, drop, truncate, stall once; shares from 0 to 1)"
                .formatted(text));
      }
    }
    return new Faults(rates);
  }

  @Override
  public String toString() {
    return rates.entrySet().stream()
        .map(rate ->
            rate.getKey()
                + "="
                + BigDecimal.valueOf(rate.getValue()).stripTrailingZeros().toPlainString())
        .collect(joining(","));
  }
}

package flagbench.server;

import static java.util.stream.Collectors.joining;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How often which fault happens: {@code error}, {@code drop}, {@code truncate} or {@code stall} of
 * {@link RequestOutcome}. Written {@code error=0.25,drop=0.01}; {@code toString} writes what {@link
 * #parse} reads.
 *
 * @param rates for each fault its share of all requests, from 0 to 1; the sum is at most 1
 */
public record Faults(Map<RequestOutcome, Double> rates) {

  /** Nothing ever goes wrong. */
  public static final Faults NONE = new Faults(Map.of());

  private static final Pattern RATE =
      Pattern.compile("(error|drop|truncate|stall)=([01]|[01]?\\.\\d{1,18})");

  /** Changes the seed, so that faults do not depend on latencies: the word "fault" in ASCII. */
  private static final long FAULT_SEED = 0x6661756c74L;

  public Faults {
    // In the order of the enum, on which both the text and the draws depend.
    Map<RequestOutcome, Double> ordered = new TreeMap<>(rates);
    ordered.values().removeIf(rate -> rate == 0);
    double sum = ordered.values().stream().mapToDouble(Double::doubleValue).sum();
    if (!(sum <= 1 + 1e-9) || ordered.values().stream().anyMatch(rate -> rate < 0)) {
      throw new IllegalArgumentException(
          "faults '%s' are not shares from 0 to 1 that add up to 1 at most".formatted(rates));
    }
    rates = Collections.unmodifiableMap(ordered);
  }

  /**
   * Draws the fault of one request, if it meets any. Equal arguments give equal results.
   *
   * @param seed the server's seed
   * @param requestIndex how many requests for this flag came before
   * @param flag the flag's index in alphabetical order; codes without a flag follow after the 20
   */
  public Optional<RequestOutcome> draw(long seed, long requestIndex, int flag) {
    double left = SplitMix64.toUniform(SplitMix64.ofRequest(seed ^ FAULT_SEED, requestIndex, flag));
    for (Map.Entry<RequestOutcome, Double> rate : rates.entrySet()) {
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
    Map<RequestOutcome, Double> rates = new TreeMap<>();
    for (String part : text.isEmpty() ? new String[0] : text.split(",", -1)) {
      Matcher rate = RATE.matcher(part);
      if (!rate.matches()
          || rates.put(
                  RequestOutcome.valueOf(rate.group(1).toUpperCase(Locale.ROOT)),
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

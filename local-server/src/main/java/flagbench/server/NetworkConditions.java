package flagbench.server;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server makes of the network between it and its clients. {@code toJson} writes what
 * {@link #parse} reads.
 *
 * @param latency what every request waits
 * @param handshake what a connection's first request waits besides: TCP's round trip, which a
 *     client on loopback does not meet
 * @param bandwidth of each connection
 * @param faults what goes wrong, and how often
 * @param maxConcurrent how many requests are served at once, as at a busy origin; the rest wait in
 *     the order they came; {@link Integer#MAX_VALUE} where there is no limit
 * @param seed what all draws start from: the same seed gives the same sequence
 */
public record NetworkConditions(
    Latency latency,
    Latency.Fixed handshake,
    Bandwidth bandwidth,
    Faults faults,
    int maxConcurrent,
    long seed) {

  /**
   * With this one each of the first three operations under {@code book} takes what the book
   * measured, within 3 %; so few make a benchmark's fork.
   */
  public static final long DEFAULT_SEED = 942_970;

  /** Loopback as it is. */
  public static final NetworkConditions NONE =
      new NetworkConditions(
          Latency.ZERO,
          Latency.ZERO,
          Bandwidth.UNLIMITED,
          Faults.NONE,
          Integer.MAX_VALUE,
          DEFAULT_SEED);

  private static final Latency WARM_UP_LATENCY = new Latency.Fixed(Duration.ofMillis(1));

  private static final Set<String> KEYS =
      Set.of("latency", "handshake", "bandwidth", "fault", "maxConcurrent", "seed");

  public NetworkConditions {
    if (maxConcurrent < 1) {
      throw new IllegalArgumentException(
          "max-concurrent '%d' serves nobody".formatted(maxConcurrent));
    }
  }

  /** Loopback, but for its latency. */
  public static NetworkConditions of(Latency latency) {
    return new NetworkConditions(
        latency, NONE.handshake, NONE.bandwidth, NONE.faults, NONE.maxConcurrent, NONE.seed);
  }

  /** These conditions with another latency; new connections still pay the same handshake. */
  public NetworkConditions withLatency(Latency latency) {
    return new NetworkConditions(latency, handshake, bandwidth, faults, maxConcurrent, seed);
  }

  /** These conditions with another round trip for new connections. */
  public NetworkConditions withHandshake(Latency.Fixed handshake) {
    return new NetworkConditions(latency, handshake, bandwidth, faults, maxConcurrent, seed);
  }

  /** These conditions with other draws. */
  public NetworkConditions withSeed(long seed) {
    return new NetworkConditions(latency, handshake, bandwidth, faults, maxConcurrent, seed);
  }

  /** These conditions with other faults. */
  public NetworkConditions withFaults(Faults faults) {
    return new NetworkConditions(latency, handshake, bandwidth, faults, maxConcurrent, seed);
  }

  /**
   * What a benchmark warms up with: every request goes through the same code as under these
   * conditions, but waits for 1 ms at most and meets no fault, so that a JVM sees many of them soon.
   */
  NetworkConditions forWarmUp() {
    Latency shorter = latency.equals(Latency.ZERO) ? latency : WARM_UP_LATENCY;
    return new NetworkConditions(
        shorter, NONE.handshake, bandwidth, NONE.faults, maxConcurrent, seed);
  }

  /**
   * Reads a handshake's round trip, such as {@code 50ms}.
   *
   * @throws IllegalArgumentException naming the text and what would be right
   */
  public static Latency.Fixed parseHandshake(String text) {
    if (Latency.parse(text) instanceof Latency.Fixed fixed) {
      return fixed;
    }
    throw new IllegalArgumentException("handshake '%s' is not like 50ms".formatted(text));
  }

  /**
   * Reads conditions from JSON; what it does not name is as in {@link #NONE}.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static NetworkConditions parse(String json) {
    JsonNode node;
    try {
      node = Json.MAPPER.readTree(json);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("conditions are no JSON: " + e.getOriginalMessage(), e);
    }
    if (!node.isObject()) {
      throw new IllegalArgumentException("conditions are no JSON object");
    }
    for (String key : node.propertyNames()) {
      if (!KEYS.contains(key)) {
        throw new IllegalArgumentException("conditions have an unknown '%s'".formatted(key));
      }
    }
    return new NetworkConditions(
        Latency.parse(node.path("latency").asString("0ms")),
        parseHandshake(node.path("handshake").asString("0ms")),
        Bandwidth.parse(node.path("bandwidth").asString("unlimited")),
        Faults.parse(node.path("fault").asString("")),
        Math.clamp(
            number(node, "maxConcurrent", Integer.MAX_VALUE), Integer.MIN_VALUE, Integer.MAX_VALUE),
        number(node, "seed", DEFAULT_SEED));
  }

  private static long number(JsonNode node, String key, long or) {
    JsonNode value = node.path(key);
    if (!value.isMissingNode() && !value.isIntegralNumber()) {
      throw new IllegalArgumentException("'%s' is no whole number".formatted(key));
    }
    return value.asLong(or);
  }

  /** One JSON object; only latency and seed where there is nothing else to say. */
  public String toJson() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("latency", latency.toString());
    if (!handshake.equals(NONE.handshake)) {
      node.put("handshake", handshake.toString());
    }
    if (!bandwidth.isUnlimited()) {
      node.put("bandwidth", bandwidth.toString());
    }
    if (!faults.equals(Faults.NONE)) {
      node.put("fault", faults.toString());
    }
    if (maxConcurrent != Integer.MAX_VALUE) {
      node.put("maxConcurrent", maxConcurrent);
    }
    node.put("seed", seed);
    return node.toString();
  }

  /** For people: {@code latency 50ms, bandwidth 10MiB/s, seed 7}. */
  @Override
  public String toString() {
    List<String> parts = new ArrayList<>();
    Json.MAPPER
        .readTree(toJson())
        .forEachEntry((name, value) ->
            parts.add(
                (name.equals("maxConcurrent") ? "max-concurrent" : name) + " " + value.asString()));
    return String.join(", ", parts);
  }
}

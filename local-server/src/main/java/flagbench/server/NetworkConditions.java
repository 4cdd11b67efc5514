package flagbench.server;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The network between the server and its clients, and how many requests the server can take. Each
 * condition has a name and a value in words, which are the same in {@code serve}'s options, in a
 * benchmark's parameters and in {@code /conditions}.
 *
 * @param latency what every request waits
 * @param handshake what a connection's first request waits besides: TCP's round trip, which a
 *     client on loopback does not meet
 * @param link the bandwidth that all connections share
 * @param capacity how many requests are served at once, while the rest wait in the order they came;
 *     {@link Integer#MAX_VALUE} for no limit
 * @param refuse how many requests are served or wait at once, while any more are answered 503;
 *     {@link Integer#MAX_VALUE} where none is refused
 * @param faults what goes wrong, and how often
 * @param seed what all draws start from: the same seed gives the same sequence
 */
public record NetworkConditions(
    Latency latency,
    Latency.Fixed handshake,
    Bandwidth link,
    int capacity,
    int refuse,
    Faults faults,
    long seed) {

  /**
   * With this seed each of the first three operations under {@code book} takes what the book
   * measured, within 3 %.
   */
  public static final long DEFAULT_SEED = 942_970;

  private static final String NO_LIMIT = "none";

  private static final Latency WARM_UP_LATENCY = new Latency.Fixed(Duration.ofMillis(1));

  /** The names of all conditions, and what each is where nobody says. */
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "latency",
          "0ms",
          "handshake",
          "0ms",
          "link",
          NO_LIMIT,
          "capacity",
          NO_LIMIT,
          "refuse",
          NO_LIMIT,
          "fault",
          "",
          "seed",
          String.valueOf(DEFAULT_SEED));

  /** Loopback as it is. */
  public static final NetworkConditions NONE = parse(Map.of());

  public NetworkConditions {
    requirePositive("capacity", capacity);
    requirePositive("refuse", refuse);
    if (refuse < capacity && capacity != Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "refuse '%d' is below capacity '%d', which would never be used: leave out one of them"
              .formatted(refuse, capacity));
    }
  }

  private static void requirePositive(String name, int value) {
    if (value < 1) {
      throw new IllegalArgumentException("%s '%d' is not above zero".formatted(name, value));
    }
  }

  /** Loopback, but for its latency. */
  public static NetworkConditions of(Latency latency) {
    return NONE.withLatency(latency);
  }

  /** These conditions with another latency; new connections still pay the same handshake. */
  public NetworkConditions withLatency(Latency latency) {
    return new NetworkConditions(latency, handshake, link, capacity, refuse, faults, seed);
  }

  /** These conditions with another round trip for new connections. */
  public NetworkConditions withHandshake(Latency.Fixed handshake) {
    return new NetworkConditions(latency, handshake, link, capacity, refuse, faults, seed);
  }

  /** These conditions with other draws. */
  public NetworkConditions withSeed(long seed) {
    return new NetworkConditions(latency, handshake, link, capacity, refuse, faults, seed);
  }

  /** These conditions with other faults. */
  public NetworkConditions withFaults(Faults faults) {
    return new NetworkConditions(latency, handshake, link, capacity, refuse, faults, seed);
  }

  /**
   * What a benchmark warms up with: every request goes through the same code as under these
   * conditions, but waits for 1 ms at most and meets neither fault nor refusal, so that a JVM sees
   * many of them soon.
   */
  NetworkConditions forWarmUp() {
    Latency shorter = latency.equals(Latency.ZERO) ? latency : WARM_UP_LATENCY;
    return new NetworkConditions(
        shorter, NONE.handshake, link, capacity, NONE.refuse, NONE.faults, seed);
  }

  /**
   * Reads conditions from their names and values; those that are not named are as in {@link #NONE}.
   *
   * @throws IllegalArgumentException naming what is wrong and what would be right
   */
  public static NetworkConditions parse(Map<String, String> words) {
    for (String name : words.keySet()) {
      if (!DEFAULTS.containsKey(name)) {
        throw new IllegalArgumentException("conditions have an unknown '%s'".formatted(name));
      }
    }
    Map<String, String> all = new LinkedHashMap<>(DEFAULTS);
    all.putAll(words);
    String handshake = all.getOrDefault("handshake", "");
    if (!(Latency.parse(handshake) instanceof Latency.Fixed roundTrip)) {
      throw new IllegalArgumentException("handshake '%s' is not like 50ms".formatted(handshake));
    }
    return new NetworkConditions(
        Latency.parse(all.getOrDefault("latency", "")),
        roundTrip,
        Bandwidth.parse(all.getOrDefault("link", "")),
        parseLimit("capacity", all.getOrDefault("capacity", "")),
        parseLimit("refuse", all.getOrDefault("refuse", "")),
        Faults.parse(all.getOrDefault("fault", "")),
        parseSeed(all.getOrDefault("seed", "")));
  }

  private static int parseLimit(String name, String text) {
    if (text.equals(NO_LIMIT)) {
      return Integer.MAX_VALUE;
    }
    if (!text.matches("\\d{1,9}") || Integer.parseInt(text) == 0) {
      throw new IllegalArgumentException(
          "%s '%s' is neither a whole number above zero nor none".formatted(name, text));
    }
    return Integer.parseInt(text);
  }

  private static long parseSeed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("seed '%s' is no whole number".formatted(text), e);
    }
  }

  /**
   * Reads conditions from JSON, as {@link #toJson} writes them.
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
    Map<String, String> words = new LinkedHashMap<>();
    node.forEachEntry((name, value) -> words.put(name, value.asString("")));
    return parse(words);
  }

  /**
   * What {@link #parse(Map)} reads: latency and seed, and of the others those that are not default.
   */
  public SequencedMap<String, String> words() {
    SequencedMap<String, String> words = new LinkedHashMap<>();
    words.put("latency", latency.toString());
    words.put("handshake", handshake.toString());
    words.put("link", link.toString());
    words.put("capacity", limit(capacity));
    words.put("refuse", limit(refuse));
    words.put("fault", faults.toString());
    words
        .entrySet()
        .removeIf(word ->
            !word.getKey().equals("latency")
                && word.getValue().equals(DEFAULTS.get(word.getKey())));
    words.put("seed", String.valueOf(seed));
    return words;
  }

  private static String limit(int limit) {
    return limit == Integer.MAX_VALUE ? NO_LIMIT : String.valueOf(limit);
  }

  /** One JSON object of the {@link #words}, whole numbers without quotes. */
  public String toJson() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    words()
        .forEach((name, value) -> {
          if (value.matches("-?\\d+")) {
            node.put(name, Long.parseLong(value));
          } else {
            node.put(name, value);
          }
        });
    return node.toString();
  }

  /** For people: {@code latency 50ms, link 10MiB/s, seed 7}. */
  @Override
  public String toString() {
    return words().entrySet().stream()
        .map(word -> word.getKey() + " " + word.getValue())
        .collect(Collectors.joining(", "));
  }
}

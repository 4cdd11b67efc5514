package flagbench.server;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The network between the server and its clients, and how many requests the server can take. Each
 * condition has a name and a value as text. Both are the same in the options of {@code serve}, in
 * the parameters of a benchmark and in {@code /conditions}.
 *
 * @param latency how long every request waits
 * @param handshake how much longer the first request of a connection waits: the round trip of TCP's
 *     handshake, which a client on loopback does not have
 * @param link the bandwidth that all connections share
 * @param capacity how many requests are served at once, at least 1, while the others wait in the
 *     order in which they came; {@link Integer#MAX_VALUE} for no limit
 * @param refuse how many requests are served or wait at once, at least 1, while any more are
 *     answered 503; {@link Integer#MAX_VALUE} to refuse none
 * @param faults what goes wrong, and how often
 * @param seed from which latencies and faults are drawn: the same seed gives the same sequence
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
   * With this seed each of the first three operations under the latency {@code book} takes as long
   * as the book measured, within 3 %.
   */
  public static final long DEFAULT_SEED = 942_970;

  /** The conditions that a benchmark has as parameters; the seed is that of its run. */
  public static final List<String> PARAMETERS = List.of("latency", "link", "capacity", "refuse");

  private static final List<String> OTHER_NAMES = List.of("handshake", "fault", "seed");

  private static final String NO_LIMIT = "none";

  /** Loopback as it is. */
  public static final NetworkConditions NONE = parse(Map.of());

  public NetworkConditions {
    if (refuse < capacity && capacity != Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "refuse '%d' is below capacity '%d', which would never be used: leave out one of them"
              .formatted(refuse, capacity));
    }
  }

  /** Loopback with a latency. */
  public static NetworkConditions of(Latency latency) {
    return new NetworkConditions(
        latency, NONE.handshake, NONE.link, NONE.capacity, NONE.refuse, NONE.faults, NONE.seed);
  }

  /** These conditions with other random draws. */
  public NetworkConditions withSeed(long seed) {
    return new NetworkConditions(latency, handshake, link, capacity, refuse, faults, seed);
  }

  /**
   * The conditions for warming up a JVM: requests run the same code as under these conditions, but
   * wait for a millisecond at most and meet neither faults nor refusals, so that many of them can
   * be made in a short time.
   */
  NetworkConditions forWarmUp() {
    Latency shorter = latency.equals(Latency.ZERO) ? latency : Latency.parse("1ms");
    return new NetworkConditions(
        shorter, NONE.handshake, link, capacity, NONE.refuse, NONE.faults, seed);
  }

  /**
   * The conditions of a benchmark's parameters. Opening a connection takes a round trip more, as
   * TCP's handshake does, so a fixed latency is also the handshake. Random latencies have no
   * handshake besides, because they are taken to include it, as the book's measurements do.
   *
   * @param parameters {@link #PARAMETERS} and others that are no conditions
   * @throws IllegalArgumentException naming what is wrong and what would be right
   */
  public static NetworkConditions ofParameters(Map<String, String> parameters) {
    Map<String, String> words = new HashMap<>(parameters);
    words.keySet().retainAll(PARAMETERS);
    String latency = words.getOrDefault("latency", "0ms");
    if (Latency.parse(latency) instanceof Latency.Fixed) {
      words.put("handshake", latency);
    }
    return parse(words);
  }

  /**
   * Reads conditions from their names and values. Those that are not named are as in {@link #NONE}.
   *
   * @throws IllegalArgumentException naming what is wrong and what would be right
   */
  public static NetworkConditions parse(Map<String, String> words) {
    for (String name : words.keySet()) {
      if (!PARAMETERS.contains(name) && !OTHER_NAMES.contains(name)) {
        throw new IllegalArgumentException("conditions have an unknown '%s'".formatted(name));
      }
    }
    String handshake = words.getOrDefault("handshake", "0ms");
    if (!(Latency.parse(handshake) instanceof Latency.Fixed roundTrip)) {
      throw new IllegalArgumentException("handshake '%s' is not like 50ms".formatted(handshake));
    }
    return new NetworkConditions(
        Latency.parse(words.getOrDefault("latency", "0ms")),
        roundTrip,
        Bandwidth.parse(words.getOrDefault("link", NO_LIMIT)),
        parseLimit(words, "capacity"),
        parseLimit(words, "refuse"),
        Faults.parse(words.getOrDefault("fault", "")),
        parseSeed(words.getOrDefault("seed", String.valueOf(DEFAULT_SEED))));
  }

  private static long parseSeed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("seed '%s' is no whole number".formatted(text), e);
    }
  }

  private static int parseLimit(Map<String, String> words, String name) {
    String text = words.getOrDefault(name, NO_LIMIT);
    if (text.equals(NO_LIMIT)) {
      return Integer.MAX_VALUE;
    }
    if (!text.matches("0*[1-9]\\d{0,8}")) {
      throw new IllegalArgumentException(
          "%s '%s' is neither a whole number above zero nor none".formatted(name, text));
    }
    return Integer.parseInt(text);
  }

  /**
   * Reads conditions from JSON, as {@link #toJson} writes them.
   *
   * @throws IllegalArgumentException naming what is wrong
   */
  public static NetworkConditions parse(String json) {
    Map<String, String> words = new HashMap<>();
    try {
      JsonNode node = JsonMapper.shared().readTree(json);
      if (!node.isObject()) {
        throw new IllegalArgumentException("conditions are no JSON object");
      }
      node.forEachEntry((name, value) -> words.put(name, value.asString("")));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("conditions are no JSON: " + e.getOriginalMessage(), e);
    }
    return parse(words);
  }

  /** What {@link #parse(Map)} reads: the latency, the seed, and every other condition there is. */
  public SequencedMap<String, String> words() {
    SequencedMap<String, String> words = new LinkedHashMap<>();
    words.put("latency", latency.toString());
    words.put("handshake", handshake.delay().isZero() ? "" : handshake.toString());
    words.put("link", link.toString());
    words.put("capacity", capacity == Integer.MAX_VALUE ? NO_LIMIT : String.valueOf(capacity));
    words.put("refuse", refuse == Integer.MAX_VALUE ? NO_LIMIT : String.valueOf(refuse));
    words.put("fault", faults.toString());
    words.put("seed", String.valueOf(seed));
    words.values().removeIf(value -> value.isEmpty() || value.equals(NO_LIMIT));
    return words;
  }

  /** A JSON object of the {@link #words}. */
  public String toJson() {
    return JsonMapper.shared().writeValueAsString(words());
  }

  /** For people, such as {@code latency 50ms, link 10MiB/s, seed 7}. */
  @Override
  public String toString() {
    return words().entrySet().stream()
        .map(word -> word.getKey() + " " + word.getValue())
        .collect(Collectors.joining(", "));
  }
}

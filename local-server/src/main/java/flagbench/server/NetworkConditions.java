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
   * With this seed and the latency {@code book}, each of the first three downloads of the 20 flags
   * takes 7.18 s in sequence and 1.40 s at once, within 3 %.
   */
  public static final long DEFAULT_SEED = 942_970;

  /** The conditions that are parameters of a benchmark. A benchmark's seed comes from its run. */
  public static final List<String> PARAMETERS = List.of("latency", "link", "capacity", "refuse");

  private static final List<String> OTHER_NAMES = List.of("handshake", "fault", "seed");

  private static final String NO_LIMIT = "none";

  /** No conditions: the network is loopback as it is, and the server has no limits. */
  public static final NetworkConditions NONE = parse(Map.of());

  public NetworkConditions {
    if (refuse < capacity && capacity != Integer.MAX_VALUE) {
      throw new IllegalArgumentException(
          "refuse '%d' is below capacity '%d', which would never be used: leave out one of them"
              .formatted(refuse, capacity));
    }
  }

  /** Conditions that are nothing but a latency. */
  public static NetworkConditions of(Latency latency) {
    return new NetworkConditions(
        latency, NONE.handshake, NONE.link, NONE.capacity, NONE.refuse, NONE.faults, NONE.seed);
  }

  /** The same conditions with another seed, so that other latencies and faults are drawn. */
  public NetworkConditions withSeed(long seed) {
    return new NetworkConditions(latency, handshake, link, capacity, refuse, faults, seed);
  }

  /**
   * The conditions for warming up a JVM: requests run the same code as under these conditions, but
   * have a latency of a millisecond at most and meet neither faults nor refusals, so that many of
   * them can be made in a short time. Link and capacity stay, since requests that have to wait for
   * them run code of their own.
   */
  NetworkConditions forWarmUp() {
    Latency shorter = latency.equals(Latency.ZERO) ? latency : Latency.parse("1ms");
    return new NetworkConditions(
        shorter, NONE.handshake, link, capacity, NONE.refuse, NONE.faults, seed);
  }

  /**
   * Reads conditions from the parameters of a benchmark. A fixed latency is the handshake as well,
   * because opening a TCP connection takes one more round trip. With a random latency there is no
   * handshake: such latencies count as times that include it, as the book's measurements do.
   *
   * @param parameters of the benchmark; those that are not in {@link #PARAMETERS} are ignored
   * @throws IllegalArgumentException naming what is wrong and what would be right
   */
  public static NetworkConditions ofParameters(Map<String, String> parameters) {
    Map<String, String> values = new HashMap<>(parameters);
    values.keySet().retainAll(PARAMETERS);
    String latency = values.getOrDefault("latency", "0ms");
    if (Latency.parse(latency) instanceof Latency.Fixed) {
      values.put("handshake", latency);
    }
    return parse(values);
  }

  /**
   * Reads conditions from their names and values. Those that are not named are as in {@link #NONE}.
   *
   * @throws IllegalArgumentException naming what is wrong and what would be right
   */
  public static NetworkConditions parse(Map<String, String> values) {
    for (String name : values.keySet()) {
      if (!PARAMETERS.contains(name) && !OTHER_NAMES.contains(name)) {
        throw new IllegalArgumentException("conditions have an unknown '%s'".formatted(name));
      }
    }
    return new NetworkConditions(
        Latency.parse(values.getOrDefault("latency", "0ms")),
        parseHandshake(values.getOrDefault("handshake", "0ms")),
        Bandwidth.parse(values.getOrDefault("link", NO_LIMIT)),
        parseLimit(values, "capacity"),
        parseLimit(values, "refuse"),
        Faults.parse(values.getOrDefault("fault", "")),
        parseSeed(values.getOrDefault("seed", String.valueOf(DEFAULT_SEED))));
  }

  private static Latency.Fixed parseHandshake(String text) {
    try {
      return (Latency.Fixed) Latency.parse(text);
    } catch (ClassCastException | IllegalArgumentException e) {
      throw new IllegalArgumentException("handshake '%s' is not like 50ms".formatted(text), e);
    }
  }

  private static long parseSeed(String text) {
    try {
      return Long.parseLong(text);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("seed '%s' is no whole number".formatted(text), e);
    }
  }

  private static int parseLimit(Map<String, String> values, String name) {
    String text = values.getOrDefault(name, NO_LIMIT);
    if (text.equals(NO_LIMIT)) {
      return Integer.MAX_VALUE;
    }
    if (!text.matches("[1-9]\\d{0,8}")) {
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
    Map<String, String> values = new HashMap<>();
    try {
      JsonNode node = JsonMapper.shared().readTree(json);
      if (!node.isObject()) {
        throw new IllegalArgumentException("conditions are no JSON object");
      }
      node.forEachEntry((name, value) -> values.put(name, value.asString("")));
    } catch (JacksonException e) {
      throw new IllegalArgumentException("conditions are no JSON: " + e.getOriginalMessage(), e);
    }
    return parse(values);
  }

  /**
   * The names and values of these conditions, as {@link #parse(Map)} reads them: the latency, the
   * seed, and of the others those that limit or delay anything.
   */
  public SequencedMap<String, String> toMap() {
    SequencedMap<String, String> values = new LinkedHashMap<>();
    values.put("latency", latency.toString());
    values.put("handshake", handshake.delay().isZero() ? "" : handshake.toString());
    values.put("link", link.toString());
    values.put("capacity", capacity == Integer.MAX_VALUE ? NO_LIMIT : String.valueOf(capacity));
    values.put("refuse", refuse == Integer.MAX_VALUE ? NO_LIMIT : String.valueOf(refuse));
    values.put("fault", faults.toString());
    values.put("seed", String.valueOf(seed));
    values.values().removeIf(value -> value.isEmpty() || value.equals(NO_LIMIT));
    return values;
  }

  /** The names and values of these conditions as a JSON object. */
  public String toJson() {
    return JsonMapper.shared().writeValueAsString(toMap());
  }

  /** For people, such as {@code latency 50ms, link 10MiB/s, seed 7}. */
  @Override
  public String toString() {
    return toMap().entrySet().stream()
        .map(condition -> condition.getKey() + " " + condition.getValue())
        .collect(Collectors.joining(", "));
  }
}

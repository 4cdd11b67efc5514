package flagbench.benchmark;

import flagbench.download.FlagClient;
import flagbench.download.Style;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import java.lang.reflect.Method;
import java.net.URI;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;

/** The benchmarks' parameters, for whoever chooses values before JMH sees them. */
public final class Parameters {

  /**
   * All parameters, and what they are where nobody says: what {@code @Param} says in the states.
   */
  public static final Map<String, String> DEFAULTS = defaults();

  /** Seconds; on a new connection an answer takes twice that, and a client gives up at 50. */
  private static final long LONGEST_LATENCY = 20;

  private Parameters() {}

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new LinkedHashMap<>();
    defaults.put("flags", "20");
    defaults.put("latency", "50ms");
    defaults.put("link", "none");
    defaults.put("capacity", "none");
    defaults.put("refuse", "none");
    defaults.put("client", "jdk");
    defaults.put("sink", "disk");
    defaults.put("server", "embedded");
    defaults.put("workers", "20");
    return Collections.unmodifiableMap(defaults);
  }

  /** The methods of {@link DownloadBenchmark}, the sequential one first. */
  public static List<String> styles() {
    return Arrays.stream(Style.values()).map(Style::toString).toList();
  }

  /** What a class measures: styles in their own order, then the others by name. */
  public static List<String> methods(Class<?> benchmark) {
    SequencedSet<String> methods = new LinkedHashSet<>(styles());
    List<String> declared =
        Arrays.stream(benchmark.getMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .map(Method::getName)
            .sorted()
            .toList();
    methods.addAll(declared);
    methods.retainAll(declared);
    return List.copyOf(methods);
  }

  /** How a class measures: JMH's short label, such as {@code avgt}. */
  public static String mode(Class<?> benchmark) {
    return benchmark.getAnnotation(BenchmarkMode.class).value()[0].shortLabel();
  }

  /**
   * Checks a value before hours are spent on it.
   *
   * @throws IllegalArgumentException naming the parameter, the value, and what would be right
   */
  public static void check(String name, String value) {
    switch (name) {
      case "latency" -> checkLatency(value);
      case "link", "capacity", "refuse" -> {
        NetworkConditions unused = NetworkConditions.parse(Map.of(name, value));
      }
      case "flags", "workers" -> {
        if (!value.matches("[1-9]\\d{0,4}")) {
          throw new IllegalArgumentException(
              "%s '%s' is no number from 1 to 99999".formatted(name, value));
        }
      }
      case "client" ->
          checkChoice(
              name, value, Arrays.stream(FlagClient.Kind.values()).map(Object::toString).toList());
      case "sink" -> checkChoice(name, value, List.of("disk", "memory"));
      case "server" -> {
        if (!value.equals("embedded") && !value.equals("process")) {
          URI unused = RemoteServer.parseUrl(value);
        }
      }
      default -> checkChoice("parameter", name, List.copyOf(DEFAULTS.keySet()));
    }
  }

  private static void checkLatency(String value) {
    boolean tooLong =
        switch (Latency.parse(value)) {
          case Latency.Fixed fixed -> fixed.delay().toSeconds() > LONGEST_LATENCY;
          case Latency.Uniform uniform -> uniform.max().toSeconds() > LONGEST_LATENCY;
          case Latency.LogNormal random -> random.p99().toSeconds() > LONGEST_LATENCY;
        };
    if (tooLong) {
      throw new IllegalArgumentException(
          "latency '%s' is over %ds".formatted(value, LONGEST_LATENCY));
    }
  }

  private static void checkChoice(String name, String value, List<String> choices) {
    if (!choices.contains(value)) {
      throw new IllegalArgumentException(
          "%s '%s' is none of: %s".formatted(name, value, String.join(", ", choices)));
    }
  }
}

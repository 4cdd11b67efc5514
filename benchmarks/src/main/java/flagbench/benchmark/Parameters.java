package flagbench.benchmark;

import flagbench.download.FlagClient;
import flagbench.download.Style;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import java.lang.reflect.Method;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Param;

/** The parameters of the benchmarks: their defaults, and checks of values that a user gives. */
public final class Parameters {

  /** All parameters with their defaults, which stand as {@link Param} in the state classes. */
  public static final Map<String, String> DEFAULTS = defaults();

  /**
   * The longest latency allowed; of a log-normal one its 99th percentile. The first response on a
   * new connection takes twice the latency, and the client waits for a response for 50 s.
   */
  private static final Duration LONGEST_LATENCY = Duration.ofSeconds(20);

  private Parameters() {}

  private static Map<String, String> defaults() {
    Map<String, String> defaults = new LinkedHashMap<>();
    Stream.of(Workload.class, Network.class, Workers.class)
        .flatMap(state -> Arrays.stream(state.getDeclaredFields()))
        .filter(field -> field.isAnnotationPresent(Param.class))
        .forEach(
            field -> defaults.put(field.getName(), field.getAnnotation(Param.class).value()[0]));
    return Collections.unmodifiableMap(defaults);
  }

  /** The names of all styles, which are also the methods of {@link DownloadBenchmark}. */
  public static List<String> styles() {
    return Arrays.stream(Style.values()).map(Style::toString).toList();
  }

  /** The benchmark methods of a class: first styles in their usual order, or others by name. */
  public static List<String> methods(Class<?> benchmark) {
    return Arrays.stream(benchmark.getMethods())
        .filter(method -> method.isAnnotationPresent(Benchmark.class))
        .map(Method::getName)
        .sorted(
            Comparator.<String>comparingInt(styles()::indexOf)
                .thenComparing(Comparator.naturalOrder()))
        .toList();
  }

  /** The mode in which a class measures, by JMH's short label, such as {@code avgt}. */
  public static String mode(Class<?> benchmark) {
    return benchmark.getAnnotation(BenchmarkMode.class).value()[0].shortLabel();
  }

  /**
   * Checks a value before a run begins. Otherwise the run would fail when it comes to the first
   * cell that has this value.
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
      case "client" -> {
        FlagClient.Kind unused = FlagClient.Kind.of(value);
      }
      case "sink" -> checkChoice(name, value, List.of("disk", "memory"));
      case "server" -> {
        if (!value.equals("embedded") && !value.equals("process")) {
          URI unused = RemoteServer.parseUrl(value);
        }
      }
      case "style" -> throw new IllegalArgumentException("style is no parameter: use --include");
      default -> checkChoice("parameter", name, List.copyOf(DEFAULTS.keySet()));
    }
  }

  private static void checkLatency(String value) {
    Duration longest =
        switch (Latency.parse(value)) {
          case Latency.Fixed fixed -> fixed.delay();
          case Latency.Uniform uniform -> uniform.max();
          case Latency.LogNormal random -> random.p99();
        };
    if (longest.compareTo(LONGEST_LATENCY) > 0) {
      throw new IllegalArgumentException(
          "latency '%s' is over %ds".formatted(value, LONGEST_LATENCY.toSeconds()));
    }
  }

  private static void checkChoice(String name, String value, List<String> choices) {
    if (!choices.contains(value)) {
      throw new IllegalArgumentException(
          "%s '%s' is none of: %s".formatted(name, value, String.join(", ", choices)));
    }
  }
}

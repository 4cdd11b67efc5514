package flagbench.result;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One benchmark method with one value for each of its parameters: the key under which results are
 * merged and compared.
 *
 * @param benchmark class and method, fully qualified
 * @param mode JMH's short label, such as {@code avgt}
 * @param parameters all of the benchmark's parameters. Conditions of the network that are {@code
 *     none} are left out, so that files that were written before these parameters existed have the
 *     same cells.
 */
public record Cell(
    String benchmark, String mode, int threads, SortedMap<String, String> parameters) {

  private static final String OUR_PACKAGE = "flagbench.benchmark.";

  /** Our benchmarks beside the main one, such as {@code ClientBenchmark}. */
  private static final Pattern SPECIAL =
      Pattern.compile("flagbench\\.benchmark\\.(?!Download)(\\w+)Benchmark\\.\\w+");

  private static final Set<String> CONDITIONS = Set.of("link", "capacity", "refuse");

  public Cell {
    SortedMap<String, String> present = new TreeMap<>(parameters);
    if (benchmark.startsWith(OUR_PACKAGE)) {
      CONDITIONS.forEach(name -> present.remove(name, "none"));
    }
    parameters = Collections.unmodifiableSortedMap(present);
  }

  /** A cell of one thread that measures average time, as all of ours but cold starts do. */
  public static Cell averageTime(String benchmark, Map<String, String> parameters) {
    return new Cell(benchmark, "avgt", 1, new TreeMap<>(parameters));
  }

  /** The cell that an element of a result file, or of its {@code run.failed}, is about. */
  static Cell of(JsonNode json) {
    SortedMap<String, String> parameters = new TreeMap<>();
    json.path("params")
        .properties()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asString("")));
    return new Cell(
        json.path("benchmark").asString(""),
        json.path("mode").asString("avgt"),
        json.path("threads").asInt(1),
        parameters);
  }

  /** Benchmark, mode and parameters under the keys that JMH's files have for them. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", benchmark).put("mode", mode);
    parameters.forEach(json.putObject("params")::put);
    return json;
  }

  /** The same cell with another value of one parameter. */
  public Cell with(String name, String value) {
    SortedMap<String, String> changed = new TreeMap<>(parameters);
    changed.put(name, value);
    return new Cell(benchmark, mode, threads, changed);
  }

  /**
   * Whether it belongs to this project. Parameters of another project may have the same names,
   * {@code workers} or {@code latency}, and mean something else: there is no ideal, no mark and no
   * style for them.
   */
  public boolean isOurs() {
    return benchmark.startsWith(OUR_PACKAGE)
        && Stream.of("flags", "workers", "capacity", "refuse").allMatch(this::isCount);
  }

  private boolean isCount(String name) {
    String value = parameters.getOrDefault(name, "1");
    return value.length() <= 9
        && value.chars().allMatch(digit -> digit >= '0' && digit <= '9')
        && !value.isEmpty()
        && value.charAt(0) != '0';
  }

  /** The benchmark's method, which for downloads is the style. */
  public String method() {
    return benchmark.substring(endOfType() + 1);
  }

  /** The benchmark's class, fully qualified; empty where there is none. */
  public String type() {
    return benchmark.substring(0, Math.max(0, endOfType()));
  }

  /** What follows a colon is the name of a secondary metric, which may hold dots itself. */
  private int endOfType() {
    int colon = benchmark.indexOf(':');
    return benchmark.lastIndexOf('.', colon < 0 ? benchmark.length() : colon);
  }

  /**
   * The value of one of our parameters, or null where the benchmark has no such parameter or is
   * another project's.
   */
  public @Nullable String parameter(String name) {
    return isOurs() ? parameters.get(name) : null;
  }

  /** One of our parameters that is a number, or 1 where {@link #parameter} is null. */
  public int number(String name) {
    @Nullable String value = parameter(name);
    return value == null ? 1 : Integer.parseInt(value);
  }

  /**
   * What cells that differ in style and workers alone have in common: all parameters but {@code
   * workers}, and the class as one more where it is another of ours than the main one, since its
   * cells answer another question. Of another project's benchmark, all parameters.
   */
  public SortedMap<String, String> workload() {
    SortedMap<String, String> workload = new TreeMap<>(parameters);
    if (!isOurs()) {
      return workload;
    }
    workload.remove("workers");
    special().ifPresent(name -> workload.put("benchmark", name));
    return workload;
  }

  /** What tells cells of one workload apart: {@code async with 20 workers}. */
  public String brief() {
    if (!isOurs()) {
      return toString();
    }
    @Nullable String workers = parameter("workers");
    return workers == null ? method() : method() + " with " + workers + " workers";
  }

  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("", isOurs() ? ourName() : otherName(), ""));
  }

  /** {@code Client} of {@code ClientBenchmark}; nothing for the main benchmark. */
  private Optional<String> special() {
    Matcher matcher = SPECIAL.matcher(benchmark);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  private String ourName() {
    return special().map(name -> name + ".").orElse("") + method();
  }

  /** With mode and threads, since other projects measure one method in several ways. */
  private String otherName() {
    String type = type().substring(type().lastIndexOf('.') + 1);
    return (type.isEmpty() ? method() : type + "." + method())
        + (mode.equals("avgt") ? "" : " " + mode)
        + (threads == 1 ? "" : " " + threads + " threads");
  }
}

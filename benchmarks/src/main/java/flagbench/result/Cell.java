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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * One benchmark method with one value for each of its parameters. Results of the same cell are
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

  /** Our benchmarks except the main one, DownloadBenchmark. */
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

  /** A cell of one thread that measures average time, as all of our benchmarks but one do. */
  public static Cell averageTime(String benchmark, Map<String, String> parameters) {
    return new Cell(benchmark, "avgt", 1, new TreeMap<>(parameters));
  }

  /** The cell of an element of a result file or of its {@code run.failed}. */
  static Cell of(JsonNode json) {
    SortedMap<String, String> parameters = new TreeMap<>();
    json.path("params").forEachEntry((name, value) -> parameters.put(name, value.asString("")));
    return new Cell(
        json.path("benchmark").asString(""),
        json.path("mode").asString("avgt"),
        json.path("threads").asInt(1),
        parameters);
  }

  /** Benchmark, mode and parameters, with the keys of JMH's files. */
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
   * Whether the cell is of a benchmark of this project. Another project's parameters may have the
   * same names, such as {@code workers}, and another meaning, so ideal, marks and styles are for
   * our cells alone.
   */
  public boolean isOurs() {
    return benchmark.startsWith(OUR_PACKAGE)
        && isCount("flags")
        && isCount("workers")
        && isCount("capacity")
        && isCount("refuse");
  }

  private boolean isCount(String name) {
    String value = parameters.getOrDefault(name, "1");
    boolean isCount = !value.isEmpty() && value.length() <= 9 && value.charAt(0) != '0';
    for (int i = 0; isCount && i < value.length(); i++) {
      isCount = value.charAt(i) >= '0' && value.charAt(i) <= '9';
    }
    return isCount;
  }

  /** The name of the benchmark's method, which is the style in most of our benchmarks. */
  public String method() {
    return benchmark.substring(endOfType() + 1);
  }

  /** The fully qualified name of the benchmark's class; empty if there is none. */
  public String type() {
    return benchmark.substring(0, Math.max(0, endOfType()));
  }

  /** The last dot before a colon, after which the name of a secondary metric may contain dots. */
  private int endOfType() {
    int colon = benchmark.indexOf(':');
    return benchmark.lastIndexOf('.', colon < 0 ? benchmark.length() : colon);
  }

  /**
   * The value of one of our parameters; null if the benchmark has no such parameter, or is of
   * another project.
   */
  public @Nullable String parameter(String name) {
    @Nullable String value = parameters.get(name);
    return value != null && isOurs() ? value : null;
  }

  /** The value of one of our parameters as a number; 1 where {@link #parameter} is null. */
  public int number(String name) {
    @Nullable String value = parameter(name);
    return value == null ? 1 : Integer.parseInt(value);
  }

  /**
   * What cells that are compared with each other have in common: all parameters except {@code
   * workers}. In our benchmarks other than the main one, which answer questions of their own, the
   * class is among them as {@code benchmark}. For other projects these are all parameters.
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

  /** The cell as it is called among those of its workload, such as "async with 20 workers". */
  public String brief() {
    if (!isOurs()) {
      return toString();
    }
    @Nullable String workers = parameter("workers");
    return workers == null
        ? method()
        : method() + " with " + workers + (workers.equals("1") ? " worker" : " workers");
  }

  @Override
  public String toString() {
    String name = isOurs() ? special().map(one -> one + ".").orElse("") + method() : otherName();
    return parameters.entrySet().stream()
        .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("", name, ""));
  }

  /** For example "Client" for ClientBenchmark; empty for the main benchmark. */
  private Optional<String> special() {
    Matcher matcher = SPECIAL.matcher(benchmark);
    return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
  }

  /** Includes mode and threads, because other projects measure one method in several ways. */
  private String otherName() {
    String type = type().substring(type().lastIndexOf('.') + 1);
    return (type.isEmpty() ? method() : type + "." + method())
        + (mode.equals("avgt") ? "" : " " + mode)
        + (threads == 1 ? "" : " " + threads + " threads");
  }
}

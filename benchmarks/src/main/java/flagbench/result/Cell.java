package flagbench.result;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What is measured: the key under which results are merged and compared.
 *
 * @param benchmark class and method, fully qualified
 * @param mode JMH's short label, such as {@code avgt}
 * @param parameters all of the benchmark's parameters
 */
public record Cell(
    String benchmark, String mode, int threads, SortedMap<String, String> parameters) {

  private static final Pattern SPECIAL =
      Pattern.compile("flagbench\\.benchmark\\.(?!Download)(\\w+)Benchmark\\.\\w+");

  public Cell {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** A cell of one thread that measures average time, as all of ours but cold starts do. */
  public static Cell averageTime(String benchmark, Map<String, String> parameters) {
    return new Cell(benchmark, "avgt", 1, new TreeMap<>(parameters));
  }

  /** The cell that differs in one parameter. */
  public Cell with(String name, String value) {
    SortedMap<String, String> changed = new TreeMap<>(parameters);
    changed.put(name, value);
    return new Cell(benchmark, mode, threads, changed);
  }

  /** The benchmark's method, which for downloads is the style. */
  public String method() {
    return benchmark.substring(benchmark.lastIndexOf('.') + 1);
  }

  /** A parameter's value, or null where the benchmark has no such parameter. */
  public @Nullable String parameter(String name) {
    return parameters.get(name);
  }

  /** A parameter that is a number, or 1 where the benchmark has no such parameter. */
  public int number(String name) {
    @Nullable String value = parameters.get(name);
    return value == null ? 1 : Integer.parseInt(value);
  }

  /**
   * What cells that differ in style and workers alone have in common: all parameters but {@code
   * workers}, and the class as one more where it is another of ours than the main one, since its
   * cells answer another question.
   */
  public SortedMap<String, String> workload() {
    SortedMap<String, String> workload = new TreeMap<>(parameters);
    workload.remove("workers");
    Matcher special = SPECIAL.matcher(benchmark);
    if (special.matches()) {
      workload.put("benchmark", special.group(1));
    }
    return workload;
  }

  /** What tells cells of one workload apart: {@code async with 20 workers}. */
  public String brief() {
    @Nullable String workers = parameter("workers");
    return workers == null ? method() : method() + " with " + workers + " workers";
  }

  @Override
  public String toString() {
    Matcher special = SPECIAL.matcher(benchmark);
    return parameters.entrySet().stream()
        .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
        .collect(
            Collectors.joining(
                "", special.matches() ? special.group(1) + "." + method() : method(), ""));
  }
}

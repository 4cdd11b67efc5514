package flagbench.result;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
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

  public Cell {
    parameters = Collections.unmodifiableSortedMap(new TreeMap<>(parameters));
  }

  /** A cell of one thread that measures average time, as all of ours do. */
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
   * All parameters but {@code workers}: cells of one workload differ in style and workers alone.
   */
  public SortedMap<String, String> workload() {
    SortedMap<String, String> workload = new TreeMap<>(parameters);
    workload.remove("workers");
    return workload;
  }

  /** What tells cells of one workload apart: {@code async with 20 workers}. */
  public String brief() {
    @Nullable String workers = parameter("workers");
    return workers == null ? method() : method() + " with " + workers + " workers";
  }

  @Override
  public String toString() {
    return parameters.entrySet().stream()
        .map(entry -> " " + entry.getKey() + "=" + entry.getValue())
        .collect(Collectors.joining("", method(), ""));
  }
}

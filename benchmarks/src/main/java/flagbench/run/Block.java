package flagbench.run;

import flagbench.analysis.Summary;
import flagbench.benchmark.DownloadBenchmark;
import flagbench.benchmark.Parameters;
import flagbench.result.Cell;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * A part of a preset: a benchmark class, and values of its parameters that are combined with each
 * other and with each of its methods. A parameter that is not among them has its default.
 */
record Block(Class<?> benchmark, Map<String, List<String>> values) {

  /** Parses a line such as {@code Download latency=20ms workers=5,20}, for DownloadBenchmark. */
  static Block parse(String line) {
    String[] words = line.split(" ", -1);
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String word : List.of(words).subList(1, words.length)) {
      String[] parts = word.split("=", 2);
      values.put(parts[0], List.of(parts[1].split(",", -1)));
    }
    String benchmarks = DownloadBenchmark.class.getPackageName();
    try {
      return new Block(Class.forName(benchmarks + "." + words[0] + "Benchmark"), values);
    } catch (ClassNotFoundException e) {
      throw new IllegalArgumentException("no benchmark '%s'".formatted(words[0]), e);
    }
  }

  /**
   * The cells of every combination, some perhaps more than once. A sequential cell is replaced by
   * the one that the cells of its workload are compared to: see {@link Summary#baseline}.
   *
   * @param replacements values that replace those of a parameter
   */
  Stream<Cell> cells(Map<String, List<String>> replacements) {
    Stream<Cell> cells =
        Stream.of(new Cell(benchmark.getName(), Parameters.mode(benchmark), 1, new TreeMap<>()));
    for (Map.Entry<String, String> parameter : Parameters.DEFAULTS.entrySet()) {
      String name = parameter.getKey();
      List<String> usual = values.getOrDefault(name, List.of(parameter.getValue()));
      List<String> chosen = replacements.getOrDefault(name, usual);
      cells = cells.flatMap(cell -> chosen.stream().map(value -> cell.with(name, value)));
    }
    return cells
        .flatMap(cell ->
            Parameters.methods(benchmark).stream()
                .map(method -> cell.benchmark() + "." + method)
                .map(name -> new Cell(name, cell.mode(), cell.threads(), cell.parameters())))
        .map(cell -> cell.method().equals("sequential") ? Summary.baseline(cell) : cell);
  }
}

package flagbench.run;

import flagbench.analysis.Summary;
import flagbench.benchmark.DownloadBenchmark;
import flagbench.benchmark.Parameters;
import flagbench.result.Cell;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;

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

  /** This block with the values of some parameters replaced. */
  Block with(Map<String, List<String>> replacements) {
    Map<String, List<String>> replaced = new LinkedHashMap<>(values);
    replaced.putAll(replacements);
    return new Block(benchmark, replaced);
  }

  /**
   * The cells of every combination. A sequential cell is replaced by the one that the cells of its
   * workload are compared to: see {@link Summary#baseline}.
   */
  SequencedSet<Cell> cells() {
    List<Cell> combinations =
        List.of(new Cell(benchmark.getName(), Parameters.mode(benchmark), 1, new TreeMap<>()));
    for (Map.Entry<String, String> parameter : Parameters.DEFAULTS.entrySet()) {
      String name = parameter.getKey();
      List<String> chosen = values.getOrDefault(name, List.of(parameter.getValue()));
      combinations =
          combinations.stream()
              .flatMap(cell -> chosen.stream().map(value -> cell.with(name, value)))
              .toList();
    }
    SequencedSet<Cell> cells = new LinkedHashSet<>();
    for (Cell any : combinations) {
      for (String method : Parameters.methods(benchmark)) {
        Cell cell = new Cell(any.benchmark() + "." + method, any.mode(), 1, any.parameters());
        cells.add(method.equals("sequential") ? Summary.baseline(cell) : cell);
      }
    }
    return cells;
  }
}

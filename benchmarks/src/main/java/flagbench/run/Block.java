package flagbench.run;

import flagbench.analysis.Summary;
import flagbench.benchmark.Parameters;
import flagbench.result.Cell;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.SequencedSet;
import java.util.TreeMap;

/**
 * Values that are crossed with each other and with the methods of a benchmark: {@code latency=20ms
 * flags=20 workers=5,10,20}. What a block does not name has the benchmark's default.
 */
record Block(Class<?> benchmark, Map<String, List<String>> values) {

  /** Reads the notation above. */
  static Block of(Class<?> benchmark, String text) {
    Map<String, List<String>> values = new LinkedHashMap<>();
    for (String assignment : text.split(" ", -1)) {
      String[] parts = assignment.split("=", 2);
      values.put(parts[0], List.of(parts[1].split(",", -1)));
    }
    return new Block(benchmark, values);
  }

  /** This block with a parameter's values replaced. */
  Block with(Map<String, List<String>> replacements) {
    Map<String, List<String>> replaced = new LinkedHashMap<>(values);
    replaced.putAll(replacements);
    return new Block(benchmark, replaced);
  }

  /**
   * Every combination with every method, each workload of styles with the sequential cell that it
   * is compared to.
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

package flagbench.run;

import flagbench.analysis.Summary;
import flagbench.benchmark.Parameters;
import flagbench.result.Cell;
import java.util.ArrayList;
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
    List<Map<String, String>> combinations = List.of(Map.of());
    for (Map.Entry<String, String> parameter : Parameters.DEFAULTS.entrySet()) {
      List<Map<String, String>> longer = new ArrayList<>();
      for (Map<String, String> combination : combinations) {
        for (String value :
            values.getOrDefault(parameter.getKey(), List.of(parameter.getValue()))) {
          Map<String, String> next = new LinkedHashMap<>(combination);
          next.put(parameter.getKey(), value);
          longer.add(next);
        }
      }
      combinations = longer;
    }
    SequencedSet<Cell> cells = new LinkedHashSet<>();
    for (Map<String, String> combination : combinations) {
      for (String method : Parameters.methods(benchmark)) {
        Cell cell =
            new Cell(
                benchmark.getName() + "." + method,
                Parameters.mode(benchmark),
                1,
                new TreeMap<>(combination));
        cells.add(method.equals("sequential") ? Summary.baseline(cell) : cell);
      }
    }
    return cells;
  }
}

package flagbench.analysis;

import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The key by which the cells of two files are matched: benchmark, mode, threads and all parameters,
 * except those that the user chose to ignore.
 *
 * @param ignored {@code mode}, {@code threads} or names of parameters
 */
public record CellKey(Set<String> ignored) {

  /** The cells of a side by what they are compared by. */
  Map<Cell, Cell> index(Side side, Predicate<Cell> filter) {
    Map<Cell, Cell> cells = new LinkedHashMap<>();
    for (Cell cell : side.results().keySet()) {
      if (filter.test(cell)) {
        @Nullable Cell same = cells.put(without(cell, ignored), cell);
        if (same != null) {
          throw new IllegalArgumentException(
              "%s: %s and %s do not differ once %s is ignored"
                  .formatted(side.name(), same, cell, String.join(", ", ignored)));
        }
      }
    }
    return cells;
  }

  private static Cell without(Cell cell, Set<String> names) {
    if (names.isEmpty()) {
      return cell;
    }
    SortedMap<String, String> parameters = new TreeMap<>(cell.parameters());
    parameters.keySet().removeAll(names);
    return new Cell(
        cell.benchmark(),
        names.contains("mode") ? "" : cell.mode(),
        names.contains("threads") ? 0 : cell.threads(),
        parameters);
  }

  /** What two sides without a common cell differ in, if it is one thing, and what to do then. */
  String difference(Map<Cell, Cell> before, Map<Cell, Cell> after) {
    if (before.isEmpty() && after.isEmpty()) {
      return ": the filter chooses none";
    }
    Set<String> names = new TreeSet<>(Set.of("mode", "threads"));
    before.keySet().forEach(cell -> names.addAll(cell.parameters().keySet()));
    after.keySet().forEach(cell -> names.addAll(cell.parameters().keySet()));
    for (String name : names) {
      Set<Cell> shared = keys(before, name);
      shared.retainAll(keys(after, name));
      if (!shared.isEmpty()) {
        return ": they differ in %s alone (%s and %s); --ignore %s compares them all the same"
            .formatted(name, values(before, name), values(after, name), name);
      }
    }
    return ": benchmark, mode, threads and all parameters must agree";
  }

  private static Set<Cell> keys(Map<Cell, Cell> cells, String name) {
    Set<Cell> keys = new HashSet<>();
    cells.keySet().forEach(cell -> keys.add(without(cell, Set.of(name))));
    return keys;
  }

  private static String values(Map<Cell, Cell> cells, String name) {
    Set<String> values = new TreeSet<>();
    for (Cell cell : cells.values()) {
      values.add(
          switch (name) {
            case "mode" -> cell.mode();
            case "threads" -> String.valueOf(cell.threads());
            default -> cell.parameters().getOrDefault(name, "none");
          });
    }
    List<String> few = new ArrayList<>(values).subList(0, Math.min(3, values.size()));
    return String.join(", ", few) + (few.size() < values.size() ? ", …" : "");
  }
}

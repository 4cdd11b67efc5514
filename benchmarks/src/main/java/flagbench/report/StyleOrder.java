package flagbench.report;

import static java.util.stream.Collectors.joining;

import flagbench.result.Cell;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The order of styles and cells in tables and charts, and their short names there. */
final class StyleOrder {

  /**
   * The book's styles in the order in which it introduces them; virtual threads follow the pool.
   */
  private static final List<String> STYLES =
      List.of("sequential", "threadPool", "virtualThreads", "async");

  /**
   * Other projects' methods by name, then styles in their order; of one style fewer workers first.
   */
  static final Comparator<Cell> CELLS =
      Comparator.<Cell>comparingInt(cell -> STYLES.indexOf(cell.method()))
          .thenComparing(Cell::method)
          .thenComparingInt(cell -> cell.parameters().getOrDefault("workers", "").length())
          .thenComparing(cell -> cell.parameters().getOrDefault("workers", ""));

  private StyleOrder() {}

  /**
   * The short name of a cell that tells it from others of its table: {@code async 20}; of other
   * projects' benchmarks {@code parse size=10}.
   */
  static String label(Cell cell) {
    if (cell.isOurs()) {
      @Nullable String workers = cell.parameter("workers");
      return workers == null ? cell.method() : cell.method() + " " + workers;
    }
    return cell.parameters().entrySet().stream()
        .map(parameter -> " " + parameter.getKey() + "=" + parameter.getValue())
        .collect(joining("", cell.method(), ""));
  }

  /** The number of a style, from 0; for other methods one that is always the same. */
  static int place(String method) {
    int place = STYLES.indexOf(method);
    return place >= 0 ? place : Math.floorMod(method.hashCode(), STYLES.size());
  }
}

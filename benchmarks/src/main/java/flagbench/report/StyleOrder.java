package flagbench.report;

import flagbench.result.Cell;
import java.util.Comparator;
import java.util.List;

/** The book's order of styles, then fewer workers first; others by name. */
final class StyleOrder {
  private static final List<String> STYLES =
      List.of("sequential", "threadPool", "virtualThreads", "async");

  /** For the rows of one table. */
  static final Comparator<Cell> CELLS =
      Comparator.<Cell>comparingInt(cell -> STYLES.indexOf(cell.method()))
          .thenComparing(Cell::method)
          .thenComparingInt(cell -> cell.parameters().getOrDefault("workers", "").length())
          .thenComparing(cell -> cell.parameters().getOrDefault("workers", ""));

  private StyleOrder() {}

  /** A style's place from 0; others have one that stays the same. */
  static int place(String method) {
    int place = STYLES.indexOf(method);
    return place >= 0 ? place : Math.floorMod(method.hashCode(), STYLES.size());
  }
}

package flagbench.report;

import flagbench.result.Cell;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

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

  /** A cell among those of its workload, in few characters: {@code async 20}. */
  static String label(Cell cell) {
    @Nullable String workers = cell.parameter("workers");
    return workers == null ? cell.brief() : cell.method() + " " + workers;
  }

  /** A style's place from 0; others have one that stays the same. */
  static int place(String method) {
    int place = STYLES.indexOf(method);
    return place >= 0 ? place : Math.floorMod(method.hashCode(), STYLES.size());
  }
}

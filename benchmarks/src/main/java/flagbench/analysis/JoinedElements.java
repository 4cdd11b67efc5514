package flagbench.analysis;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a file by cell. JMH writes a cell twice where a benchmark is chosen twice, and so
 * does who joins two files.
 */
final class JoinedElements {
  private final String file;
  private final Map<Cell, CellResult> results = new LinkedHashMap<>();
  private final Map<Cell, Integer> places = new LinkedHashMap<>();
  private final Set<Cell> joined = new LinkedHashSet<>();

  JoinedElements(String file) {
    this.file = file;
  }

  /**
   * Adds the element at a place of the file, to an earlier one of its cell if there is one.
   *
   * @throws IllegalArgumentException if they differ in more than their scores
   */
  void add(CellResult element, int place) {
    Cell cell = element.cell();
    @Nullable CellResult earlier = results.get(cell);
    if (earlier == null) {
      results.put(cell, element);
      places.put(cell, place);
      return;
    }
    Optional<String> conflict = earlier.conflict(element);
    if (conflict.isPresent()) {
      throw new IllegalArgumentException(
          "%s: elements %d and %d are both %s, and differ in '%s': take the runs apart"
              .formatted(file, places.get(cell), place, cell, conflict.get()));
    }
    results.put(cell, earlier.plus(element));
    joined.add(cell);
  }

  Map<Cell, CellResult> results() {
    return results;
  }

  List<String> notes() {
    return joined.isEmpty()
        ? List.of()
        : List.of(
            "%s holds %s more than once, measured alike: their forks are taken together"
                .formatted(
                    file,
                    joined.size() == 1
                        ? joined.iterator().next().toString()
                        : joined.size() + " cells"));
  }
}

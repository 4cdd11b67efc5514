package flagbench.tune;

import flagbench.analysis.Ideal;
import flagbench.result.Cell;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The numbers of workers that are worth measuring for a workload. They are preferred numbers, each
 * about a quarter larger than the one before (series R″10 of ISO 3), up to {@code most} workers or
 * to one worker for every flag. Under a fixed latency the requests come in ⌈flags/workers⌉ waves.
 * All numbers of workers that need equally many waves are equally fast there, so only the smallest
 * of them is included.
 *
 * @param cell any cell of the workload
 * @param most the largest number of workers that may be the answer, at least 1; a larger one than
 *     that of the flags is replaced by that
 * @param checked a number that is included in any case; 0 if there is none
 */
public record WorkerCounts(Cell cell, int most, int checked) {
  private static final List<Integer> PREFERRED = List.of(10, 12, 15, 20, 25, 30, 40, 50, 60, 80);

  public WorkerCounts {
    most = Math.min(most, cell.number("flags"));
  }

  /** All numbers that are worth measuring. */
  public NavigableSet<Integer> all() {
    return every(1);
  }

  /**
   * Every nth of them: each number of every third is about twice the one before, and each of every
   * sixth about four times.
   */
  NavigableSet<Integer> every(int nth) {
    NavigableSet<Integer> counts = new TreeSet<>();
    IntStream.iterate(0, place -> preferred(place) < most, place -> place + nth)
        .map(place -> smallest(preferred(place)))
        .forEach(counts::add);
    counts.add(largest());
    if (checked > 0) {
      counts.add(Math.min(checked, cell.number("flags")));
    }
    return Collections.unmodifiableNavigableSet(counts);
  }

  /** The largest number that may be the answer. */
  public int largest() {
    return smallest(most);
  }

  /** Whether the largest number is one worker for every flag: any more would have nothing to do. */
  public boolean reachesFlags() {
    return most == cell.number("flags");
  }

  /**
   * A member of the series 1, 1.2, 1.5, 2 … 8, 10, 12 …, rounded up. Below 10, neighbours may
   * therefore be equal.
   */
  private static int preferred(int place) {
    int decades = place / PREFERRED.size();
    return (int) Math.ceil(Math.pow(10, decades) * PREFERRED.get(place % PREFERRED.size()) / 10);
  }

  /** The smallest number of workers that needs no more waves of requests than this one. */
  private int smallest(int workers) {
    int flags = cell.number("flags");
    return Ideal.fixedMillis(cell).isEmpty()
        ? workers
        : Math.ceilDiv(flags, Math.ceilDiv(flags, workers));
  }
}

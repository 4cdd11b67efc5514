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
 * to one worker for every flag. Under a fixed latency the requests come in ⌈flags/workers⌉ rounds.
 * All numbers of workers that need equally many rounds are equally fast there, so only the smallest
 * of them is included.
 */
public final class WorkerCounts {
  private static final List<Integer> PREFERRED = List.of(10, 12, 15, 20, 25, 30, 40, 50, 60, 80);

  private final Cell cell;
  private final int most;
  private final int checked;

  /**
   * Creates the numbers for a workload.
   *
   * @param cell any cell of the workload
   * @param most the largest number of workers allowed, at least 1
   * @param checked a number that is included in any case; 0 if there is none
   */
  public WorkerCounts(Cell cell, int most, int checked) {
    this.cell = cell;
    this.checked = checked;
    this.most = Math.min(most, cell.number("flags"));
  }

  /** All numbers that are worth measuring. */
  public NavigableSet<Integer> all() {
    return every(1);
  }

  /** Every third of them, so that each is about twice the one before. */
  public NavigableSet<Integer> twofold() {
    return every(3);
  }

  /** Every sixth of them, so that each is about four times the one before. */
  public NavigableSet<Integer> fourfold() {
    return every(6);
  }

  /** The largest number that may be the answer. */
  public int largest() {
    return smallest(most);
  }

  /** Whether the largest number is one worker for every flag: any more would have nothing to do. */
  public boolean reachesFlags() {
    return most == cell.number("flags");
  }

  private NavigableSet<Integer> every(int nth) {
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

  /**
   * A member of the series 1, 1.2, 1.5, 2 … 8, 10, 12 …, rounded up. Below 10, neighbours may
   * therefore be equal.
   */
  private static int preferred(int place) {
    int tenths = PREFERRED.get(place % PREFERRED.size());
    for (int decades = place / PREFERRED.size(); decades > 0; decades--) {
      tenths *= 10;
    }
    return Math.ceilDiv(tenths, 10);
  }

  /** The smallest number of workers that needs no more rounds of requests than this one. */
  private int smallest(int workers) {
    if (Ideal.fixedMillis(cell).isEmpty()) {
      return workers;
    }
    int flags = cell.number("flags");
    return Math.ceilDiv(flags, Math.ceilDiv(flags, workers));
  }
}

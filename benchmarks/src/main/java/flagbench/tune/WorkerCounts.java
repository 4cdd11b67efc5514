package flagbench.tune;

import flagbench.analysis.Ideal;
import flagbench.result.Cell;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * The numbers of workers that are worth trying: preferred numbers, each about a quarter above the
 * last (series R″10 of ISO 3), up to {@code most} or one worker for every flag. Under a fixed
 * latency ⌈flags/workers⌉ rounds of requests are made, and of all numbers that need as many the
 * smallest stands for the others.
 */
public final class WorkerCounts {
  private static final List<Integer> PREFERRED = List.of(10, 12, 15, 20, 25, 30, 40, 50, 60, 80);

  private final Cell cell;
  private final int most;
  private final int checked;

  /**
   * Those for a workload.
   *
   * @param cell any of it
   * @param most workers allowed, at least 1
   * @param checked a number that is tried in any case; 0 for none
   */
  public WorkerCounts(Cell cell, int most, int checked) {
    this.cell = cell;
    this.checked = checked;
    this.most = Math.min(most, cell.number("flags"));
  }

  /** All of them. */
  public NavigableSet<Integer> all() {
    return every(1);
  }

  /** Those of which each is about twice the last. */
  public NavigableSet<Integer> twofold() {
    return every(3);
  }

  /** Those of which each is about four times the last. */
  public NavigableSet<Integer> fourfold() {
    return every(6);
  }

  /** The largest, but for a larger one that is only checked. */
  public int largest() {
    return smallest(most);
  }

  /** Whether it is one worker for every flag, beyond which more workers have nothing to do. */
  public boolean reachesFlags() {
    return most == cell.number("flags");
  }

  private NavigableSet<Integer> every(int nth) {
    NavigableSet<Integer> counts = new TreeSet<>();
    IntStream.iterate(0, place -> preferred(place) < most, place -> place + nth)
        .map(place -> smallest(preferred(place)))
        .forEach(counts::add);
    counts.add(smallest(most));
    if (checked > 0) {
      counts.add(Math.min(checked, cell.number("flags")));
    }
    return Collections.unmodifiableNavigableSet(counts);
  }

  /** The series from 1; below 10 only its whole numbers, some of them twice. */
  private static int preferred(int place) {
    int tenths = PREFERRED.get(place % PREFERRED.size());
    for (int decades = place / PREFERRED.size(); decades > 0; decades--) {
      tenths *= 10;
    }
    return Math.ceilDiv(tenths, 10);
  }

  /** The smallest number of workers that need no more rounds than this one. */
  private int smallest(int workers) {
    if (Ideal.fixedMillis(cell).isEmpty()) {
      return workers;
    }
    int flags = cell.number("flags");
    return Math.ceilDiv(flags, Math.ceilDiv(flags, workers));
  }
}

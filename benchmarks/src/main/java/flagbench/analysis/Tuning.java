package flagbench.analysis;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The smallest number of workers that is as good as the best, for one style and workload, and what
 * it rests on.
 *
 * @param recommended the answer's cell
 * @param within how much below the best is as good as the best, as a share
 * @param confidence the share of replicates in which the answer is as good as the best
 * @param from the smallest number of workers on the plateau, by the fitted curve
 * @param to the largest number on it
 * @param max workers allowed
 * @param spread the standard deviation from fork to fork, as a share; none with one fork of each
 * @param outlier the number of workers of which a fork was left out, if one was
 * @param doubts why the answer is not to be relied on; none if it is
 */
public record Tuning(
    Cell recommended,
    double within,
    double confidence,
    int from,
    int to,
    List<Point> curve,
    Limit limit,
    int max,
    OptionalDouble spread,
    OptionalInt outlier,
    Set<Doubt> doubts,
    List<Failure> failures) {

  /** Why an answer cannot be relied on. */
  public enum Doubt {
    RISING,
    NOISY,
    UNFINISHED,
    FAILED,
    BUSY,
    WARMING
  }

  /** What keeps more workers from being faster. */
  public enum Limit {
    /** Every flag has its own worker. */
    FLAGS,
    /** The number of workers allowed: so many wait for the network that more would be faster. */
    LATENCY,
    /** The bandwidth that all connections share. */
    LINK,
    /** How many requests the server serves at once. */
    CAPACITY,
    /** The slowest flag, where delays are random. */
    STRAGGLERS,
    /** The cores, which client and embedded server share. */
    CPU,
    /** A server named by its URL, or the way there: nothing on this side is at its end. */
    SERVER,
    /** None of them: locks, a single busy thread, or the scheduler. */
    CONTENTION,
    /** More workers were not measured. */
    UNKNOWN
  }

  /**
   * A number of workers.
   *
   * @param throughput in flags per second
   * @param low the lower end of its 95 % interval; on the scale of logarithms it is symmetric
   * @param percentOfBest of the fitted curve
   * @param agreement the share of replicates in which it is as good as the best
   * @param percentOfIdeal where there is an ideal
   * @param predicted the throughput with nothing in the way: the smaller of workers over latency in
   *     whole rounds (Little, Operations Research 9, 1961), and cores over the least CPU time that
   *     a flag took (Denning and Buzen's bottleneck, ACM Computing Surveys 10, 1978)
   */
  public record Point(
      int workers,
      int forks,
      double throughput,
      double low,
      double percentOfBest,
      double agreement,
      OptionalDouble percentOfIdeal,
      OptionalDouble predicted) {

    /** The upper end of the throughput's interval. */
    public double high() {
      return throughput * throughput / low;
    }
  }

  /** MAX_WORKERS. */
  public int workers() {
    return recommended.number("workers");
  }

  /** The answer's place on the curve. */
  public Point answer() {
    return curve.stream().filter(point -> point.workers() == workers()).findFirst().orElseThrow();
  }

  /**
   * What a file of {@code tune} says, style by style; nothing of a style of which every cell
   * failed.
   */
  public static List<Tuning> of(Side side) {
    Map<String, List<CellResult>> styles = new LinkedHashMap<>();
    for (CellResult result : side.results().values()) {
      Cell cell = result.cell();
      boolean failed = side.failures().stream().anyMatch(failure -> failure.cell().equals(cell));
      // Of a number of workers that failed, the forks before prove nothing.
      if (result.fact("run").path("tune").isObject() && !failed) {
        styles
            .computeIfAbsent(cell.method() + cell.workload(), first -> new ArrayList<>())
            .add(result);
      }
    }
    return styles.values().stream()
        .map(results -> new StyleTuning(results, side.failures()).tuning())
        .toList();
  }
}

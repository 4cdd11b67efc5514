package flagbench.tune;

import flagbench.analysis.Side;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The smallest number of workers that is as good as the best, for one style and workload, and what
 * it rests on.
 *
 * @param recommended the answer's cell
 * @param goal what was asked for
 * @param confidence the share of replicates in which the answer is as good as the best
 * @param from the smallest number of workers on the plateau, by the fitted curve
 * @param to the largest number on it
 * @param spread the standard deviation from fork to fork of all numbers of workers together, as a
 *     share; none with one fork of each
 * @param odd the number of workers of which a fork is unlike its siblings, if one is
 * @param doubts why the answer is not to be relied on; none if it is
 */
public record Tuning(
    Cell recommended,
    Goal goal,
    double confidence,
    int from,
    int to,
    List<Point> curve,
    Limit limit,
    OptionalDouble spread,
    OptionalInt odd,
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
    /** That the server refuses more than may fail. */
    REFUSALS,
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
   * @param throughput in flags saved per second
   * @param low the lower end of its 95 % interval; on the scale of logarithms it is symmetric
   * @param percentOfBest of the fitted curve
   * @param agreement the share of replicates in which it is as good as the best
   * @param percentOfIdeal where there is an ideal
   * @param predicted the throughput with nothing in the way: the smaller of workers over latency in
   *     whole rounds (Little, Operations Research 9, 1961), and cores over the least CPU time that
   *     a flag took (Denning and Buzen's bottleneck, ACM Computing Surveys 10, 1978)
   * @param failed the share of flags that the server refused
   * @param millisEach how long a flag takes from when a worker begins it until the worker is free
   *     again, in milliseconds: by Little's law the workers over the flags begun per millisecond
   */
  public record Point(
      int workers,
      int forks,
      double throughput,
      double low,
      double percentOfBest,
      double agreement,
      OptionalDouble percentOfIdeal,
      OptionalDouble predicted,
      double failed,
      double millisEach) {

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
    return point(workers()).orElseThrow();
  }

  /** A number's place on the curve, if it was measured. */
  public Optional<Point> point(int workers) {
    return curve.stream().filter(point -> point.workers() == workers).findFirst();
  }

  /**
   * Whether a number of workers is surely not good enough: it fails more than may fail, or hardly a
   * replicate finds it as good as the best.
   */
  public boolean isTooBad(Point point) {
    return point.failed() > goal.errors() || point.agreement() < 1 - Plateau.SURE;
  }

  /**
   * What a file of {@code tune} says, style by style; nothing of a style of which every cell
   * failed, or was refused more than may fail.
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
        .filter(results -> {
          Goal goal = StyleTuning.goal(results);
          return !results.stream().allMatch(goal::isExceeded);
        })
        .map(results -> new StyleTuning(results, side.failures()).tuning())
        .toList();
  }
}

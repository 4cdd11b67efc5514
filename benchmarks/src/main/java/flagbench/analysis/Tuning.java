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
 * @param spread the standard deviation from fork to fork, as a share
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
    double spread,
    OptionalInt outlier,
    Set<Doubt> doubts,
    List<Failure> failures) {

  /** Why an answer cannot be relied on. */
  public enum Doubt {
    RISING,
    NOISY,
    UNFINISHED,
    FAILED,
    BUSY
  }

  /** What keeps more workers from being faster. */
  public enum Limit {
    /** One worker for every flag. */
    FLAGS,
    /** The number of workers allowed: as many requests wait for the network as may. */
    LATENCY,
    /** The cores, which client and embedded server share. */
    CPU,
    /** A server that is not embedded, since it is neither latency nor this side's CPU. */
    SERVER,
    /** None of them: locks, a single busy thread, or the scheduler. */
    CONTENTION
  }

  /**
   * A number of workers.
   *
   * @param throughput in flags per second
   * @param low the lower end of its 95 % interval; on the scale of logarithms it is symmetric
   * @param percentOfBest of the fitted curve
   * @param agreement the share of replicates in which it is as good as the best
   * @param percentOfIdeal where there is an ideal
   * @param bound the throughput that nothing can exceed: the smaller of workers over latency in
   *     whole rounds (Little, Operations Research 9, 1961), and cores over CPU time per flag
   *     (Denning and Buzen's bottleneck, ACM Computing Surveys 10, 1978)
   * @param cpuPercent of all cores, that client and server used
   */
  public record Point(
      int workers,
      int forks,
      double throughput,
      double low,
      double percentOfBest,
      double agreement,
      OptionalDouble percentOfIdeal,
      OptionalDouble bound,
      OptionalDouble cpuPercent) {

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

package flagbench.tune;

import flagbench.analysis.Ideal;
import flagbench.analysis.Side;
import flagbench.result.Cell;
import flagbench.result.Failure;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The answer of {@code tune} for one style and workload: the smallest number of workers that is as
 * good as the best, and what that answer is based on.
 *
 * @param recommended the answer's cell
 * @param goal what was asked for
 * @param confidence the share of bootstrap replicates in which the answer is as good as the best
 * @param from the smallest number of workers that is as good as the best by the fitted curve
 * @param to the largest such number
 * @param curve every number of workers that was measured, the smallest first
 * @param limit why more workers are no faster
 * @param spread the standard deviation from fork to fork of all numbers of workers together, as a
 *     share of the mean; empty if no number has more than one fork
 * @param outlier the number of workers of which one fork is unlike the others, if there is one
 * @param doubts why the answer cannot be relied on; empty if it can
 * @param failures the forks that failed
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
    OptionalInt outlier,
    Set<Doubt> doubts,
    List<Failure> failures) {

  /** Why an answer cannot be relied on. */
  public enum Doubt {
    /** More workers than are allowed may be faster still. */
    RISING,
    /** The forks vary too much to tell the answer from smaller numbers. */
    NOISY,
    /** The budget ended before every number that matters was measured. */
    UNFINISHED,
    /** A fork failed. */
    FAILED,
    /** Other processes used the machine meanwhile. */
    BUSY,
    /** The JIT was still compiling while the answer or the best number was measured. */
    WARMING
  }

  /** Why more workers are no faster. */
  public enum Limit {
    /** Every flag already has a worker of its own. */
    FLAGS,
    /** No more workers were allowed, though all of them mostly wait for the network. */
    LATENCY,
    /** The bandwidth that all connections share is used up. */
    LINK,
    /** The server serves no more requests at once. */
    CAPACITY,
    /** With more workers the server refuses more requests than may fail. */
    REFUSALS,
    /** The latency is random, and the slowest flag decides. */
    STRAGGLERS,
    /** The cores, which the client shares with an embedded server, are busy. */
    CPU,
    /** A server named by its URL, or the network to it: on this side nothing is used up. */
    SERVER,
    /** None of the above: contention for locks, one busy thread, or the scheduler. */
    CONTENTION,
    /** More workers were not measured. */
    UNKNOWN
  }

  /**
   * One number of workers on the curve.
   *
   * @param throughput in flags saved per second
   * @param low the lower end of the throughput's 95 % interval, which is symmetric on a logarithmic
   *     scale
   * @param percentOfBest the throughput on the fitted curve in percent of the curve's peak
   * @param agreement the share of bootstrap replicates in which this number is as good as the best
   * @param percentOfIdeal the ideal makespan in percent of this one; empty if there is no ideal
   * @param predicted the throughput that theory allows: the smaller of that of the {@link Ideal},
   *     workers per latency in whole waves (Little, Operations Research 9, 1961) as far as link and
   *     capacity allow, and cores per least CPU time of a flag (Denning and Buzen's bottleneck law,
   *     ACM Computing Surveys 10, 1978); empty if neither is known
   * @param failed the share of flags that the server refused
   * @param millisEach for how many milliseconds one flag occupies a worker, on average: by Little's
   *     law, the number of workers divided by the flags begun per millisecond
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

  /** The answer: a value for MAX_WORKERS. */
  public int workers() {
    return recommended.number("workers");
  }

  /** The point of the answer on the curve. */
  public Point answer() {
    return point(workers()).orElseThrow();
  }

  /** The point of a number of workers on the curve, if that number was measured. */
  public Optional<Point> point(int workers) {
    return curve.stream().filter(point -> point.workers() == workers).findFirst();
  }

  /**
   * Whether a number of workers is certainly not good enough: more of its flags fail than may, or
   * in almost all replicates it is not as good as the best.
   */
  public boolean isTooBad(Point point) {
    return point.failed() > goal.errors() || point.agreement() < 1 - Plateau.CONFIDENCE;
  }

  /** Whether a number of workers is good enough, in words. */
  public String quality(Point point) {
    if (isTooBad(point)) {
      return "not good enough";
    }
    return point.agreement() < Plateau.CONFIDENCE ? "perhaps good enough" : "good enough";
  }

  /**
   * The answers that a result file of {@code tune} holds, one for each style. A style has no answer
   * if every number of workers failed or exceeded the error budget.
   */
  public static List<Tuning> of(Side side) {
    Set<Cell> failed = side.failures().stream().map(Failure::cell).collect(Collectors.toSet());
    return side.results().values().stream()
        .filter(result -> result.fact("run").path("tune").isObject())
        // A number of workers of which one fork failed cannot be the answer.
        .filter(result -> !failed.contains(result.cell()))
        .collect(
            Collectors.groupingBy(
                result -> result.cell().method() + result.cell().workload(),
                LinkedHashMap::new,
                Collectors.toList()))
        .values()
        .stream()
        .filter(results -> !results.stream().allMatch(StyleTuning.goal(results)::isExceeded))
        .map(results -> new StyleTuning(results, side.failures()).tuning())
        .toList();
  }
}

package flagbench.run;

import flagbench.analysis.Ideal;
import flagbench.benchmark.MeasuredDownloads;
import flagbench.result.Cell;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;

/**
 * Estimates how long forks take. The constants are what forks took on a machine with two cores;
 * {@link Pace} corrects the estimates by the forks that were measured so far.
 */
public final class ForkDuration {

  /**
   * What the first cell of a JVM takes in addition to its warm-up. The whole first warm-up took 16
   * s on average in the two standard runs of {@code results/reference}, and 11 to 13 s without
   * latency.
   */
  private static final double START_SECONDS = 8;

  /** The warm-up of a cell in a JVM that has measured a cell before: 8.2 s on average there. */
  private static final double WARM_UP_SECONDS = 8;

  /** Likewise for a cell without latency, whose operations follow each other sooner. */
  private static final double BUSY_WARM_UP_SECONDS = 4;

  /** The start of a JVM for a cold start, which is not warmed up. */
  private static final double COLD_START_SECONDS = 1.5;

  /** The time for one flag without latency. */
  private static final double MILLIS_PER_FLAG = 0.1;

  /** The time for the slowest of 20 flags with the latency {@code book}. */
  private static final double BOOK_SLOWEST_MILLIS = 1400;

  private ForkDuration() {}

  /** The duration of a fork that measures one cell. */
  public static Duration of(Cell cell) {
    return ofAll(List.of(cell));
  }

  /**
   * The duration of one fork of each cell. Cells that run the same code share a JVM, unless a cell
   * is in the collection more than once.
   */
  public static Duration ofAll(Collection<Cell> cells) {
    double seconds = 0;
    Map<Cell, Integer> forks = new HashMap<>();
    Map<List<String>, Integer> jvms = new HashMap<>();
    for (Cell cell : cells) {
      if (cell.mode().equals(Mode.SingleShotTime.shortLabel())) {
        seconds += COLD_START_SECONDS + operationMillis(cell) / 1000;
      } else {
        seconds += warmSeconds(cell);
        jvms.merge(ForkProcess.code(cell), forks.merge(cell, 1, Integer::sum), Math::max);
      }
    }
    seconds += START_SECONDS * jvms.values().stream().mapToInt(count -> count).sum();
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  /** The duration of a cell in a JVM that has measured other cells. */
  public static Duration inWarmJvm(Cell cell) {
    return Duration.ofMillis(Math.round(1000 * warmSeconds(cell)));
  }

  /** JMH starts operations until an iteration's time is over, and waits for the last of them. */
  private static double warmSeconds(Cell cell) {
    Measurement measurement = MeasuredDownloads.class.getAnnotation(Measurement.class);
    double operation = operationMillis(cell);
    double operations = Math.ceil(measurement.timeUnit().toMillis(measurement.time()) / operation);
    double warmUp = Ideal.waitingMillis(cell) > 0 ? WARM_UP_SECONDS : BUSY_WARM_UP_SECONDS;
    return warmUp + measurement.iterations() * Math.max(1, operations) * operation / 1000;
  }

  /** The expected duration of one operation. */
  public static Duration ofOperation(Cell cell) {
    return Duration.ofMillis(Math.round(operationMillis(cell)));
  }

  private static double operationMillis(Cell cell) {
    int flags = cell.number("flags");
    double slowest =
        "book".equals(cell.parameter("latency"))
            ? Math.min(flags, 20) / 20.0 * BOOK_SLOWEST_MILLIS
            : 0;
    return Math.max(Ideal.waitingMillis(cell), slowest) + flags * MILLIS_PER_FLAG;
  }
}

package flagbench.run;

import flagbench.analysis.Ideal;
import flagbench.benchmark.MeasuredDownloads;
import flagbench.result.Cell;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;

/**
 * Estimates how long forks of cells are going to take. A JVM that is started for several cells
 * warms up once. The constants were measured on a machine with 2 cores; {@link Pace} corrects them
 * by the forks that were measured so far.
 */
public final class ForkDuration {

  /** From the start of a JVM until its JIT has compiled the benchmark: 8 to 16 were measured. */
  private static final double START_SECONDS = 9;

  /** What a cell takes to warm up in a JVM that has measured another: 3 to 8 were measured. */
  private static final double PREPARATION_SECONDS = 4;

  /** What a JVM takes to start if it is not warmed up. */
  private static final double COLD_START_SECONDS = 1.5;

  /** What one flag takes without latency. */
  private static final double MILLIS_PER_FLAG = 0.1;

  /** What the slowest of 20 flags of latency {@code book} takes, as in the book's own runs. */
  private static final double BOOK_SLOWEST_MILLIS = 1400;

  private ForkDuration() {}

  /** Of one cell alone, in a JVM of its own. */
  public static Duration of(Cell cell) {
    return ofAll(List.of(cell));
  }

  /** Of several, where a cell that is named twice needs a second JVM. */
  public static Duration ofAll(Collection<Cell> cells) {
    Map<List<String>, Map<Cell, Integer>> timesByCode = new HashMap<>();
    double seconds = 0;
    for (Cell cell : cells) {
      timesByCode
          .computeIfAbsent(ForkProcess.code(cell), code -> new HashMap<>())
          .merge(cell, 1, Integer::sum);
      seconds +=
          isCold(cell) ? COLD_START_SECONDS + operationMillis(cell) / 1000 : warmSeconds(cell);
    }
    for (Map<Cell, Integer> times : timesByCode.values()) {
      if (times.keySet().stream().noneMatch(ForkDuration::isCold)) {
        seconds += START_SECONDS * Collections.max(times.values());
      }
    }
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  private static boolean isCold(Cell cell) {
    return cell.mode().equals(Mode.SingleShotTime.shortLabel());
  }

  /** Of a cell in a JVM that has measured others. */
  public static Duration inWarmJvm(Cell cell) {
    return Duration.ofMillis(Math.round(1000 * warmSeconds(cell)));
  }

  private static double warmSeconds(Cell cell) {
    double operation = operationMillis(cell);
    Measurement measurement = MeasuredDownloads.class.getAnnotation(Measurement.class);
    double iteration =
        iterationMillis(measurement.timeUnit().toMillis(measurement.time()), operation);
    return PREPARATION_SECONDS + measurement.iterations() * iteration / 1000;
  }

  /** JMH starts operations until the time is over, and waits for the last. */
  private static double iterationMillis(long time, double operation) {
    return Math.max(1, Math.ceil(time / operation)) * operation;
  }

  /** How long one operation is expected to take. */
  static double operationMillis(Cell cell) {
    int flags = cell.number("flags");
    double slowest =
        "book".equals(cell.parameter("latency"))
            ? Math.min(flags, 20) / 20.0 * BOOK_SLOWEST_MILLIS
            : 0;
    return Math.max(Ideal.waitingMillis(cell), slowest) + flags * MILLIS_PER_FLAG;
  }
}

package flagbench.run;

import flagbench.analysis.Ideal;
import flagbench.benchmark.MeasuredDownloads;
import flagbench.result.Cell;
import java.time.Duration;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;

/** How long a fork of a cell is going to take. */
public final class ForkDuration {

  /** Seconds that a fork takes beside its iterations: to start and to heat. Measured on 2 cores. */
  private static final double OVERHEAD = 3;

  /** The same where there is no latency, and more to heat. */
  private static final double OVERHEAD_WITHOUT_LATENCY = 4;

  /** The same where nothing is heated. */
  private static final double COLD_OVERHEAD = 1.5;

  /** Milliseconds that one flag takes without latency. Measured on 2 cores. */
  private static final double MILLIS_PER_FLAG = 0.1;

  /** Milliseconds that the slowest of 20 flags of latency {@code book} takes. */
  private static final double BOOK_SLOWEST = 1400;

  private ForkDuration() {}

  /** From its start to its end. */
  public static Duration of(Cell cell) {
    double operation = operationMillis(cell);
    if (cell.mode().equals(Mode.SingleShotTime.shortLabel())) {
      return Duration.ofMillis(Math.round(1000 * COLD_OVERHEAD + operation));
    }
    double overhead = Ideal.waitingMillis(cell) == 0 ? OVERHEAD_WITHOUT_LATENCY : OVERHEAD;
    Measurement measurement = MeasuredDownloads.class.getAnnotation(Measurement.class);
    double iteration =
        iterationMillis(measurement.timeUnit().toMillis(measurement.time()), operation);
    return Duration.ofMillis(Math.round(1000 * overhead + measurement.iterations() * iteration));
  }

  /** JMH starts operations until the time is over, and waits for the last. */
  private static double iterationMillis(long time, double operation) {
    return Math.max(1, Math.ceil(time / operation)) * operation;
  }

  /** How long one operation is expected to take. */
  static double operationMillis(Cell cell) {
    int flags = cell.number("flags");
    double slowest =
        "book".equals(cell.parameter("latency")) ? Math.min(flags, 20) / 20.0 * BOOK_SLOWEST : 0;
    return Math.max(Ideal.waitingMillis(cell), slowest) + flags * MILLIS_PER_FLAG;
  }
}

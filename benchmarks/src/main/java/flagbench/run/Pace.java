package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.time.Duration;
import java.util.Collection;

/** How long forks take on this machine: what is expected, corrected by the forks so far. */
record Pace(Collection<CellResult> results) {

  /** How long the forks so far took. */
  Duration measured() {
    double seconds =
        results.stream()
            .flatMap(result -> result.run().path("forks").valueStream())
            .mapToDouble(fork -> fork.path("seconds").asDouble(0))
            .sum();
    return Duration.ofMillis(Math.round(1000 * seconds));
  }

  /** How long one fork of each is going to take. */
  Duration expected(Collection<Cell> cells) {
    double millis =
        cells.stream().mapToLong(cell -> ForkDuration.of(cell).toMillis()).sum() * correction();
    return Duration.ofMillis(Math.round(millis));
  }

  private double correction() {
    double expected =
        results.stream()
            .mapToDouble(result ->
                (double) result.forks().length * ForkDuration.of(result.cell()).toMillis())
            .sum();
    return expected == 0 ? 1 : measured().toMillis() / expected;
  }
}

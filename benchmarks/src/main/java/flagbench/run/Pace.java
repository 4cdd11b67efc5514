package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

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
    return Duration.ofMillis(Math.round(ForkDuration.ofAll(cells).toMillis() * correction()));
  }

  private double correction() {
    List<Cell> measured =
        results.stream()
            .flatMap(result -> Collections.nCopies(result.forks().length, result.cell()).stream())
            .toList();
    double expected = ForkDuration.ofAll(measured).toMillis();
    return expected == 0 ? 1 : measured().toMillis() / expected;
  }
}

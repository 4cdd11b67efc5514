package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;

/** Expects future forks to differ from their estimated duration as much as those so far did. */
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

  /** The expected duration of one fork of each cell. */
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

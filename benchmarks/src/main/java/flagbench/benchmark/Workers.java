package flagbench.benchmark;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/** The largest number of downloads in flight at the same time, which the book calls MAX_WORKERS. */
@State(Scope.Benchmark)
public class Workers {

  @Param("20")
  int workers;

  /** Used by JMH, which then sets the parameter. */
  public Workers() {}

  /** Used by a warm-up, which calls the benchmark's method itself. */
  Workers(int workers) {
    this.workers = workers;
  }

  /** The workers of the cell that JMH is about to measure; 1 if it has no such parameter. */
  static int of(BenchmarkParams params) {
    @Nullable String workers = params.getParam("workers");
    return workers == null ? 1 : Integer.parseInt(workers);
  }
}

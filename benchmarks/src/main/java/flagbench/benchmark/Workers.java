package flagbench.benchmark;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/** How many flags may be in flight at once: the book's MAX_WORKERS. */
@State(Scope.Benchmark)
public class Workers {

  @Param("20")
  int workers;

  /** For JMH, which sets the parameter. */
  public Workers() {}

  /** For a warm-up, which calls the benchmark's method as JMH does. */
  Workers(int workers) {
    this.workers = workers;
  }

  /** Those of the cell that JMH is about to measure; 1 where it has no such parameter. */
  static int of(BenchmarkParams params) {
    @Nullable String workers = params.getParam("workers");
    return workers == null ? 1 : Integer.parseInt(workers);
  }
}

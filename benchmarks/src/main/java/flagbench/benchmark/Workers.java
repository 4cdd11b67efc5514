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

  /** The workers of the cell that JMH is about to measure; 1 if it has no such parameter. */
  static Workers of(BenchmarkParams params) {
    @Nullable String given = params.getParam("workers");
    var result = new Workers();
    result.workers = given == null ? 1 : Integer.parseInt(given);
    return result;
  }
}

package flagbench.benchmark;

import java.util.Objects;
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
    var result = new Workers();
    result.workers = Integer.parseInt(Objects.requireNonNullElse(params.getParam("workers"), "1"));
    return result;
  }
}

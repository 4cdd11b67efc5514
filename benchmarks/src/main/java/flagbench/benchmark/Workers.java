package flagbench.benchmark;

import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** How many flags may be in flight at once: the book's MAX_WORKERS. */
@State(Scope.Benchmark)
public class Workers {

  @Param("20")
  int workers;
}

package flagbench.result;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.infra.Blackhole;

/** A benchmark to have something to merge. */
public class SpinBenchmark {

  @Benchmark
  public void spin() {
    Blackhole.consumeCPU(100);
  }
}

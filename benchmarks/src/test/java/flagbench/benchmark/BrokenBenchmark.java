package flagbench.benchmark;

import flagbench.download.AsyncDownloader;
import flagbench.download.Outcome;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

/** A style that is broken on purpose: it skips the last flag and is the faster for it. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 0)
@Measurement(iterations = 3, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx256m", "-Dflagbench.heating=0", "-Dsun.misc.unsafe.memory.access=allow"})
public class BrokenBenchmark {

  @Benchmark
  public List<Outcome> async(Workload workload, Workers workers) throws InterruptedException {
    return workload.checked(
        new AsyncDownloader(workload.download(), workers.workers)
            .downloadMany(workload.flags().subList(0, workload.flags().size() - 1)));
  }
}

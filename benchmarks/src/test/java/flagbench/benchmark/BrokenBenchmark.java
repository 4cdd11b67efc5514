package flagbench.benchmark;

import flagbench.download.AsyncDownloader;
import flagbench.download.Outcome;
import flagbench.download.VirtualThreadsDownloader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Styles that are broken on purpose in a way that makes them faster. */
@Measurement(iterations = 3, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx256m", "-Dsun.misc.unsafe.memory.access=allow"})
@State(Scope.Benchmark)
public class BrokenBenchmark extends MeasuredDownloads {

  private List<Outcome> before = List.of();

  /** Downloads in its first operation, and returns the same outcomes in all others. */
  @Benchmark
  public List<Outcome> virtualThreads(Workload workload, Workers workers)
      throws InterruptedException {
    if (before.isEmpty()) {
      before =
          new VirtualThreadsDownloader(workload.download(), workers.workers)
              .downloadMany(workload.flags());
    }
    return workload.checked(before);
  }

  /** Does not download the last flag. */
  @Benchmark
  public List<Outcome> async(Workload workload, Workers workers) throws InterruptedException {
    return workload.checked(
        new AsyncDownloader(workload.download(), workers.workers)
            .downloadMany(workload.flags().subList(0, workload.flags().size() - 1)));
  }
}

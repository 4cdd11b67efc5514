package flagbench.benchmark;

import flagbench.download.Outcome;
import flagbench.download.Style;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * How long does it take to download {@code flags} flags in each style? An operation is one call of
 * {@code downloadMany}. Its score is the makespan: the time from the call until the last flag is
 * saved.
 *
 * <p>What this does not claim: anything about the latency of a single request, or about a client on
 * a machine without the server. With {@code server=embedded} the server runs in the same JVM and
 * uses some of its cores, which matters more the lower the latency is.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh DownloadBenchmark.virtualThreads -p latency=50ms -p workers=20
 * }
 */
public class DownloadBenchmark extends MeasuredDownloads {

  @Benchmark
  public List<Outcome> sequential(Workload workload) throws InterruptedException {
    return workload.run(Style.SEQUENTIAL, 1);
  }

  @Benchmark
  public List<Outcome> threadPool(Workload workload, Workers workers) throws InterruptedException {
    return workload.run(Style.THREAD_POOL, workers.workers);
  }

  @Benchmark
  public List<Outcome> virtualThreads(Workload workload, Workers workers)
      throws InterruptedException {
    return workload.run(Style.VIRTUAL_THREADS, workers.workers);
  }

  @Benchmark
  public List<Outcome> async(Workload workload, Workers workers) throws InterruptedException {
    return workload.run(Style.ASYNC, workers.workers);
  }
}

package flagbench.benchmark;

import flagbench.download.AsyncDownloader;
import flagbench.download.Outcome;
import flagbench.download.SequentialDownloader;
import flagbench.download.ThreadPoolDownloader;
import flagbench.download.VirtualThreadsDownloader;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * How long does it take to download {@code flags} flags in each style? One operation is one {@code
 * downloadMany}, its score the makespan: from the call until the last flag is saved.
 *
 * <p>What this does not claim: anything about one request's latency, or about a client that runs
 * without the server beside it. With {@code server=embedded} the server takes its share of the same
 * JVM and cores, which matters the more, the lower the latency.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh DownloadBenchmark.virtualThreads -p latency=50ms -p workers=20
 * }
 */
public class DownloadBenchmark extends MeasuredDownloads {

  @Benchmark
  public List<Outcome> sequential(Workload workload) throws InterruptedException {
    return workload.checked(
        new SequentialDownloader(workload.download()).downloadMany(workload.flags()));
  }

  @Benchmark
  public List<Outcome> threadPool(Workload workload, Workers workers) throws InterruptedException {
    return workload.checked(
        new ThreadPoolDownloader(workload.download(), workers.workers)
            .downloadMany(workload.flags()));
  }

  @Benchmark
  public List<Outcome> virtualThreads(Workload workload, Workers workers)
      throws InterruptedException {
    return workload.checked(
        new VirtualThreadsDownloader(workload.download(), workers.workers)
            .downloadMany(workload.flags()));
  }

  @Benchmark
  public List<Outcome> async(Workload workload, Workers workers) throws InterruptedException {
    return workload.checked(
        new AsyncDownloader(workload.download(), workers.workers).downloadMany(workload.flags()));
  }
}

package flagbench.benchmark;

import flagbench.download.Outcome;
import flagbench.download.VirtualThreadsDownloader;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * Does it pay to have few virtual threads? {@code threadPerDownload} is the style {@code
 * virtualThreads}; {@code sharedQueue} has {@code workers} virtual threads that take flags from one
 * queue, which is pooling what need not be pooled, but spares a thread and a permit per flag.
 *
 * <p>What this does not claim: to be one of the styles. Its figures never stand in for those of
 * {@code virtualThreads}.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh QueueBenchmark -p latency=0ms -p flags=2000 -p client=apache -p sink=memory
 * }
 */
public class QueueBenchmark extends MeasuredDownloads {

  @Benchmark
  public List<Outcome> threadPerDownload(Workload workload, Workers workers)
      throws InterruptedException {
    return workload.checked(
        new VirtualThreadsDownloader(workload.download(), workers.workers)
            .downloadMany(workload.flags()));
  }

  @Benchmark
  public List<Outcome> sharedQueue(Workload workload, Workers workers) throws InterruptedException {
    return workload.checked(
        new SharedQueueDownloader(workload.download(), workers.workers)
            .downloadMany(workload.flags()));
  }
}

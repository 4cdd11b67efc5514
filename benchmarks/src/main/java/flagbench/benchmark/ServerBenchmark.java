package flagbench.benchmark;

import flagbench.download.Flag;
import flagbench.download.Outcome;
import java.util.List;
import org.openjdk.jmh.annotations.Benchmark;

/**
 * What do harness and server allow? {@code sharedQueue} with client {@code raw}, sockets by hand on
 * {@code workers} virtual threads, is what is left of a blocking download without a library; {@code
 * nothing} downloads and checks nothing, and is what JMH's own call adds to a score.
 *
 * <p>What this does not claim: to be a downloader. {@code raw} understands this server's answers
 * and no other's.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh ServerBenchmark -p latency=0ms -p flags=2000 -p client=raw -p sink=memory
 * }
 */
public class ServerBenchmark extends MeasuredDownloads {

  @Benchmark
  public List<Flag> nothing(Workload workload, Workers workers) {
    return workload.flags();
  }

  @Benchmark
  public List<Outcome> sharedQueue(Workload workload, Workers workers) throws InterruptedException {
    return workload.checked(
        new SharedQueueDownloader(workload.download(), workers.workers)
            .downloadMany(workload.flags()));
  }
}

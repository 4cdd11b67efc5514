package flagbench.benchmark;

import flagbench.download.AsyncDownloader;
import flagbench.download.Outcome;
import flagbench.download.SequentialDownloader;
import flagbench.download.ThreadPoolDownloader;
import flagbench.download.VirtualThreadsDownloader;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Warmup;

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
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
// Heating warms up, by requests: by the clock, an operation that mostly waits would take minutes.
@Warmup(iterations = 0)
@Measurement(iterations = 3, time = 100, timeUnit = TimeUnit.MILLISECONDS)
// jvmArgs, not jvmArgsAppend: a fork inherits nothing from the JVM that launches it.
@Fork(
    value = 5,
    jvmArgs = {
      "-Xms1g",
      "-Xmx1g",
      // Left alone, a JVM on one core or below 2 GB would choose another collector.
      "-XX:+UseG1GC",
      // The JDK client completes its futures there; left alone, the JDK's version and the number of
      // cores decide whether that is a pool or a new thread each time.
      "-Djava.util.concurrent.ForkJoinPool.common.parallelism=2",
      // JMH 1.37 uses sun.misc.Unsafe, which JDK 24 and newer warn of.
      "-Dsun.misc.unsafe.memory.access=allow",
    })
public class DownloadBenchmark {

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

package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Outcome;
import flagbench.download.ThreadPoolDownloader;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How much of the thread pool's makespan is the starting and ending of its threads? {@code newPool}
 * is the style {@code threadPool}, which makes its pool in every call, as the book does; {@code
 * keptPool} submits the same downloads to one pool that lives as long as the fork, as most servers
 * have it.
 *
 * <p>What this does not claim: to be one of the styles. Figures of {@code keptPool} never stand in
 * for those of {@code threadPool}.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh PoolBenchmark -p latency=20ms -p flags=200 -p workers=200
 * }
 */
public class PoolBenchmark extends MeasuredDownloads {

  @Benchmark
  public List<Outcome> newPool(Workload workload, Workers workers) throws InterruptedException {
    return workload.checked(
        new ThreadPoolDownloader(workload.download(), workers.workers)
            .downloadMany(workload.flags()));
  }

  @Benchmark
  public List<Outcome> keptPool(Workload workload, KeptPool kept) throws InterruptedException {
    Download download = workload.download();
    Stream<Callable<Outcome>> downloads =
        workload.flags().stream().map(flag -> () -> download.downloadOne(flag));
    return workload.checked(
        Objects.requireNonNull(kept.pool).invokeAll(downloads.toList()).stream()
            .map(Future::resultNow)
            .toList());
  }

  /** A pool whose threads have started before anything is measured. */
  @State(Scope.Benchmark)
  public static class KeptPool {
    private @Nullable ThreadPoolExecutor pool;

    @Setup
    public void start(Workers workers) {
      var started = (ThreadPoolExecutor) Executors.newFixedThreadPool(workers.workers);
      int unused = started.prestartAllCoreThreads();
      pool = started;
    }

    @TearDown
    public void stop() {
      if (pool != null) {
        pool.shutdownNow();
      }
    }
  }
}

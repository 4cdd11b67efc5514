package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Outcome;
import flagbench.download.Style;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.stream.Stream;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * How much of a thread pool's makespan is spent on starting and ending its threads? {@code newPool}
 * is the style {@code threadPool}, which creates its pool in every call, as the book does. {@code
 * keptPool} submits the same downloads to a pool that lives as long as the fork, as the pools of
 * most servers do.
 *
 * <p>What this does not claim: that {@code keptPool} is one of the styles. Its figures are never
 * shown as those of {@code threadPool}.
 *
 * {@snippet lang=shell :
 * java -jar benchmarks/target/benchmarks.jar jmh PoolBenchmark -p latency=20ms -p flags=200 -p workers=200
 * }
 */
public class PoolBenchmark extends MeasuredDownloads {

  @Benchmark
  public List<Outcome> newPool(Workload workload, Workers workers) throws InterruptedException {
    return workload.run(Style.THREAD_POOL, workers.workers);
  }

  @Benchmark
  public List<Outcome> keptPool(Workload workload, KeptPool kept) throws InterruptedException {
    Download download = workload.download();
    Stream<Callable<Outcome>> downloads =
        workload.flags().stream().map(flag -> () -> download.downloadOne(flag));
    return workload.checked(
        kept.pool.invokeAll(downloads.toList()).stream().map(Future::resultNow).toList());
  }

  /** A pool whose threads have started before anything is measured. */
  @State(Scope.Benchmark)
  public static class KeptPool {
    private final ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(1);

    @Setup
    public void start(Workers workers) {
      pool.setMaximumPoolSize(workers.workers);
      pool.setCorePoolSize(workers.workers);
      int unused = pool.prestartAllCoreThreads();
    }

    @TearDown
    public void stop() {
      // It waits until the threads have ended. Otherwise they would count as those of an iteration.
      pool.close();
    }
  }
}

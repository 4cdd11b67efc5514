package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Downloader;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import flagbench.download.Style;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Runs a cell's own operation in a fork until the JVM has finished compiling it, so that what is
 * measured afterwards is the steady state.
 *
 * <p>The operation is the one that is measured: the same style, number of workers, client and sink,
 * through the same code of the server. It runs in two phases. First the server answers after 1 ms
 * at most, whatever the cell's latency, because compilers count calls, and an operation that mostly
 * waits makes too few of them: without this phase 20 flags at 20 ms were still being compiled after
 * 15 seconds. Then it runs with the cell's own latency, because requests now travel in other groups
 * and other code is hot: after 60,000 requests at 1 ms a pool of 200 threads was still 1.6 to 2.3
 * times slower at 20 ms than in the end.
 *
 * <p>A phase ends when two witnesses agree over its last moments: the JIT is quiet, and the time of
 * an operation does not fall ({@link SteadyState}). JMH's warm-up time ({@code @Warmup(time = …)},
 * on the command line {@code -w}) bounds both phases together; there are no warm-up iterations of
 * JMH's own. On two cores it takes 10 to 20 seconds, nearly all of it the JIT's: compiling client,
 * server and style is some 10 seconds of CPU time.
 */
final class WarmUp {
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** What the witnesses look at in the first phase, whose end need not be exact. */
  private static final long FIRST_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** What they look at in the second: compilations come in bursts a second apart. */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(2);

  /** The first phase's share of the bound, so that the second has its time in any case. */
  private static final double FIRST_SHARE = 0.7;

  private final JitTime jit = new JitTime();
  private final Style style;
  private final int workers;
  private final long boundNanos;
  private final Storage storage;
  private final List<Flag> flags;

  /**
   * Prepares to warm up.
   *
   * @param params of the cell that JMH is about to measure
   * @param flags of one operation
   */
  WarmUp(BenchmarkParams params, Storage storage, List<Flag> flags) {
    String benchmark = params.getBenchmark();
    String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    // PoolBenchmark's two methods download as the style threadPool does.
    style = method.endsWith("Pool") ? Style.THREAD_POOL : Style.of(method);
    workers = Workers.of(params);
    boundNanos = params.getWarmup().getTime().convertTo(TimeUnit.NANOSECONDS);
    this.storage = storage;
    this.flags = flags;
  }

  /**
   * How a warm-up ended.
   *
   * @param seconds how long it took
   * @param jitPercent what the JIT used of one core at its end
   * @param steady whether both witnesses agreed before the time was over
   */
  record Report(double seconds, double jitPercent, boolean steady) {
    @Override
    public String toString() {
      return "warm-up: %s after %.1f s, the JIT used %.0f %% of a core at its end"
          .formatted(steady ? "steady" : "not yet steady", seconds, jitPercent);
    }
  }

  /**
   * Warms up.
   *
   * @param operation as it is measured
   * @throws IllegalStateException if a flag could not be downloaded
   */
  Report run(Origin origin, Download operation) throws IOException, InterruptedException {
    long start = System.nanoTime();
    if (origin.warmUpUrl().isPresent()) {
      URI sooner = origin.warmUpUrl().get();
      untilSteady(
          new Download(operation.client(), sooner, operation.sink(), operation.arrivals()),
          FIRST_WINDOW_NANOS,
          start + (long) (FIRST_SHARE * boundNanos));
    }
    SteadyState last = untilSteady(operation, WINDOW_NANOS, start + boundNanos);
    double seconds = (System.nanoTime() - start) / 1e9;
    return new Report(seconds, last.jitPercent(), last.isReached());
  }

  /** Runs operations until both witnesses agree or the time is over. */
  private SteadyState untilSteady(Download download, long windowNanos, long deadline)
      throws IOException, InterruptedException {
    var state = new SteadyState(windowNanos);
    do {
      state.add(batch(download));
    } while (!state.isReached() && System.nanoTime() - deadline < 0);
    return state;
  }

  private SteadyState.Batch batch(Download download) throws IOException, InterruptedException {
    long jitBefore = jit.nanos();
    long start = System.nanoTime();
    long inOperations = 0;
    int operations = 0;
    do {
      storage.empty();
      long begun = System.nanoTime();
      download(download);
      inOperations += System.nanoTime() - begun;
      operations++;
    } while (System.nanoTime() - start < BATCH_NANOS);
    long nanos = System.nanoTime() - start;
    return new SteadyState.Batch(
        (double) inOperations / operations, nanos, jit.nanos() - jitBefore);
  }

  private void download(Download download) throws InterruptedException {
    Downloader downloader = style.downloader(download, workers);
    for (Outcome outcome : downloader.downloadMany(flags)) {
      if (!(outcome instanceof Outcome.Saved)) {
        throw new IllegalStateException("not downloaded while warming up: " + outcome);
      }
    }
  }
}

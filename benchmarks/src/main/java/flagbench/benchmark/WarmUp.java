package flagbench.benchmark;

import flagbench.download.Outcome;
import flagbench.server.Latency;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Runs a cell's own operation in a fork until the JVM has finished compiling it, so that what is
 * measured afterwards is the steady state.
 *
 * <p>The operation is the one that is measured: the same style, number of workers, client and sink,
 * through the same code of the server. Where the latency lets it make fewer than {@value
 * #FEW_PER_SECOND} requests a second, the server answers after 1 ms at first, because compilers
 * count calls: without that phase 20 flags at 20 ms were still being compiled after 15 seconds.
 * Then it runs with the cell's own latency, since that is what is measured. Where that makes many
 * requests from the start the first phase is left out: with and without it, 200 flags at once at 20
 * ms ended alike.
 *
 * <p>A phase ends when two conditions hold over its last moments: the JIT is quiet, and the time of
 * an operation does not fall ({@link SteadyState}). JMH's warm-up time ({@code @Warmup(time = …)},
 * on the command line {@code -w}) bounds both phases together; there are no warm-up iterations of
 * JMH's own. On two cores it takes 10 to 20 seconds, nearly all of it the JIT's: compiling client,
 * server and style is some 10 seconds of CPU time.
 */
final class WarmUp {
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long both must hold in the first phase, whose end need not be exact. */
  private static final long FIRST_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long in the second phase: compilations come in bursts that are up to two seconds apart. */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(3);

  /** Client and server together make some 5,000 a second while they are still being compiled. */
  private static final double FEW_PER_SECOND = 2_000;

  /** The first phase's share of the bound, so that the second has its time in any case. */
  private static final double FIRST_SHARE = 0.7;

  private final JitTime jit = new JitTime();
  private final PoolBenchmark.KeptPool keptPool = new PoolBenchmark.KeptPool();
  private final Operation operation;
  private final Workers workers;
  private final long boundNanos;
  private final boolean hasFewRequests;
  private final Workload workload;

  /**
   * Prepares to warm up.
   *
   * @param params of the cell that JMH is about to measure
   */
  WarmUp(BenchmarkParams params, Latency latency, Workload workload) {
    workers = new Workers(Workers.of(params));
    boundNanos = params.getWarmup().getTime().convertTo(TimeUnit.NANOSECONDS);
    hasFewRequests = requestsPerSecond(latency, workload.flags().size()) < FEW_PER_SECOND;
    this.workload = workload;
    operation = operation(params.getBenchmark());
  }

  /** The most that latency and workers allow; 0 where delays are random. */
  private double requestsPerSecond(Latency latency, int count) {
    if (!(latency instanceof Latency.Fixed fixed)) {
      return 0;
    }
    double seconds = Math.ceilDiv(count, workers.workers) * (fixed.delay().toNanos() / 1e9);
    return count / seconds;
  }

  /**
   * How a warm-up ended.
   *
   * @param seconds how long it took
   * @param jitPercent what the JIT used of one core at its end
   * @param steady whether both conditions held before the time was over
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
   * @throws IllegalStateException if a flag could not be downloaded
   */
  Report run(TargetServer target) throws IOException, InterruptedException {
    long start = System.nanoTime();
    try {
      Optional<URI> warmUpUrl = target.warmUpUrl();
      if (hasFewRequests && warmUpUrl.isPresent()) {
        workload.downloadFrom(warmUpUrl.get());
        untilSteady(this::batch, FIRST_WINDOW_NANOS, start + (long) (FIRST_SHARE * boundNanos));
        workload.downloadFrom(target.baseUrl());
      }
      SteadyState last = untilSteady(this::iteration, WINDOW_NANOS, start + boundNanos);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Report(seconds, last.jitPercent(), last.isReached());
    } finally {
      keptPool.stop();
    }
  }

  /** Runs operations until both conditions hold or the time is over. */
  private SteadyState untilSteady(Batches batches, long windowNanos, long deadline)
      throws IOException, InterruptedException {
    var state = new SteadyState(windowNanos);
    do {
      state.add(batches.next());
    } while (!state.isReached() && System.nanoTime() - deadline < 0);
    return state;
  }

  /**
   * A batch that begins and ends as an iteration of JMH does, with all that is observed and
   * checked. Otherwise the first iteration would throw compiled code away: that the server's peaks
   * rise again after its statistics were reset, say, is a branch that the JIT had taken for dead.
   */
  private SteadyState.Batch iteration() throws IOException, InterruptedException {
    workload.startIteration();
    SteadyState.Batch batch = batch();
    workload.verify();
    return batch;
  }

  private SteadyState.Batch batch() throws IOException, InterruptedException {
    long jitBefore = jit.nanos();
    long start = System.nanoTime();
    long inOperations = 0;
    int operations = 0;
    do {
      workload.empty();
      long begun = System.nanoTime();
      List<Outcome> unused = operation.run();
      inOperations += System.nanoTime() - begun;
      operations++;
    } while (System.nanoTime() - start < BATCH_NANOS);
    long nanos = System.nanoTime() - start;
    return new SteadyState.Batch(
        (double) inOperations / operations, nanos, jit.nanos() - jitBefore);
  }

  private interface Batches {
    SteadyState.Batch next() throws IOException, InterruptedException;
  }

  private interface Operation {
    List<Outcome> run() throws InterruptedException;
  }

  /** The benchmark method itself, called as JMH calls it. */
  private Operation operation(String benchmark) {
    var styles = new DownloadBenchmark();
    return switch (benchmark.substring(benchmark.lastIndexOf('.') + 1)) {
      case "sequential" -> () -> styles.sequential(workload);
      case "threadPool" -> () -> styles.threadPool(workload, workers);
      case "virtualThreads" -> () -> styles.virtualThreads(workload, workers);
      case "async" -> () -> styles.async(workload, workers);
      case "newPool" -> () -> new PoolBenchmark().newPool(workload, workers);
      case "keptPool" -> {
        keptPool.start(workers);
        yield () -> new PoolBenchmark().keptPool(workload, keptPool);
      }
      default -> throw new IllegalArgumentException("no warm-up for " + benchmark);
    };
  }
}

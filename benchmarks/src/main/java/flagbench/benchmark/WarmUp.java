package flagbench.benchmark;

import flagbench.download.Outcome;
import flagbench.server.Latency;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Runs the operation of a cell in a fork until the JVM has finished compiling it, so that the
 * iterations that follow measure the steady state.
 *
 * <p>It is the very operation that is measured: the same style, number of workers, client and sink,
 * and the same code of the server. There are two phases:
 *
 * <ol>
 *   <li>If the latency is random, or allows fewer than {@value #FEW_PER_SECOND} requests a second,
 *       the server answers after 1 ms at first. The JIT compiles what has been called often:
 *       without this phase 20 flags at 20 ms were still being compiled after 15 seconds. With more
 *       requests the phase is left out, since 200 flags at once at 20 ms ended alike with and
 *       without it.
 *   <li>Then the server answers after the cell's own latency, as it will in the measurement.
 * </ol>
 *
 * <p>A phase ends when two conditions hold over its last moments: the JIT is quiet, and operations
 * do not get faster ({@link SteadyState}). No further batch begins when JMH's warm-up time is over
 * ({@code @Warmup(time = …)}, on the command line {@code -w}); JMH itself runs no warm-up
 * iterations. On two cores the first warm-up of a JVM takes 13 to 20 seconds, nearly all of which
 * the JIT needs to compile client, server and style: some 10 seconds of CPU time.
 */
final class WarmUp {
  /** The shortest time whose operations are averaged to one value. */
  private static final long BATCH_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

  /** How long both conditions must hold in the first phase, whose end need not be exact. */
  private static final long FIRST_WINDOW_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /**
   * How long both conditions must hold in the second phase. It is longer than the pauses between
   * bursts of compilations, which were up to two seconds.
   */
  private static final long WINDOW_NANOS = TimeUnit.SECONDS.toNanos(3);

  /**
   * With a latency that allows fewer requests a second there is a first phase. Without any latency,
   * client and server manage some 5,000 a second while they are still being compiled.
   */
  private static final double FEW_PER_SECOND = 2_000;

  /** The share of the time after which the second phase begins in any case: a convention. */
  private static final double FIRST_SHARE = 0.7;

  private final JitTime jit = new JitTime();
  private final PoolBenchmark.KeptPool keptPool = new PoolBenchmark.KeptPool();
  private final Network network;
  private final Workload workload;
  private final Workers workers;
  private final long boundNanos;
  private final Callable<List<Outcome>> operation;

  /**
   * Prepares to warm up.
   *
   * @param params of the cell that JMH is about to measure
   */
  WarmUp(BenchmarkParams params, Network network, Workload workload) {
    this.network = network;
    this.workload = workload;
    workers = Workers.of(params);
    boundNanos = params.getWarmup().getTime().convertTo(TimeUnit.NANOSECONDS);
    operation = operation(params.getBenchmark());
  }

  /** The most requests that latency and workers allow; 0 if the latency is random. */
  private double requestsPerSecond() {
    if (!(network.conditions.latency() instanceof Latency.Fixed fixed)) {
      return 0;
    }
    int count = workload.flags().size();
    double seconds = Math.ceilDiv(count, workers.workers) * (fixed.delay().toNanos() / 1e9);
    return count / seconds;
  }

  /**
   * How a warm-up ended.
   *
   * @param seconds how long it took
   * @param jitPercent what the JIT used of one core in its last moments
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
  Report run() throws Exception {
    long start = System.nanoTime();
    try {
      Optional<URI> warmUpUrl = network.target.warmUpUrl();
      if (requestsPerSecond() < FEW_PER_SECOND && warmUpUrl.isPresent()) {
        workload.baseUrl = warmUpUrl.get();
        untilSteady(this::batch, FIRST_WINDOW_NANOS, start + (long) (FIRST_SHARE * boundNanos));
        workload.baseUrl = network.target.baseUrl();
      }
      SteadyState last = untilSteady(this::iteration, WINDOW_NANOS, start + boundNanos);
      double seconds = (System.nanoTime() - start) / 1e9;
      return new Report(seconds, last.jitPercent(), last.isReached());
    } finally {
      keptPool.stop();
    }
  }

  /** Runs batches until both conditions hold or the time is over. */
  private SteadyState untilSteady(
      Callable<SteadyState.Batch> batches, long windowNanos, long deadline) throws Exception {
    var state = new SteadyState(windowNanos);
    do {
      state.add(batches.call());
    } while (!state.isReached() && System.nanoTime() - deadline < 0);
    return state;
  }

  /**
   * Runs a batch that begins and ends as an iteration of JMH does, including everything that is
   * observed and checked. Without that, the first iteration made the JIT discard compiled code: for
   * example, after the server's statistics are reset its peak rises again, which is a branch that
   * the JIT had assumed never to be taken.
   */
  private SteadyState.Batch iteration() throws Exception {
    network.startObserving();
    SteadyState.Batch batch = batch();
    workload.verify();
    return batch;
  }

  /** Runs operations one after the other, each with an empty sink. */
  private SteadyState.Batch batch() throws Exception {
    long jitBefore = jitNanos();
    long start = System.nanoTime();
    long inOperations = 0;
    int operations = 0;
    do {
      workload.empty();
      long begun = System.nanoTime();
      List<Outcome> unused = operation.call();
      inOperations += System.nanoTime() - begun;
      operations++;
    } while (System.nanoTime() - start < BATCH_NANOS);
    long nanos = System.nanoTime() - start;
    return new SteadyState.Batch((double) inOperations / operations, nanos, jitNanos() - jitBefore);
  }

  /** How long the JIT of the client, and that of a server in its own process, have worked. */
  private long jitNanos() {
    return jit.nanos() + network.target.jitNanos();
  }

  /** The method of the benchmark, to be called as JMH calls it. */
  private Callable<List<Outcome>> operation(String benchmark) {
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

package flagbench.benchmark;

import flagbench.download.FlagClient;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ForkJoinPool;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The server and the client of a fork. Both live as long as the fork; its iterations are observed
 * here.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, start() the rest
public class Network {

  /**
   * How long a client waits for a response. This is more than twice the longest fixed or uniform
   * latency that {@link Parameters} allow, because the first response on a connection takes two
   * latencies. Of log-normal latencies one in a hundred is longer than what they allow, and a
   * response may come too late: then the cell fails. On the logarithmic scale of the latency {@code
   * book}, 50 s are 6 standard deviations above the median.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  /** The system property with the seed from which random latencies are drawn. */
  public static final String SEED = "flagbench.seed";

  @Param("embedded")
  String server;

  @Param("50ms")
  String latency;

  @Param("none")
  String link;

  @Param("none")
  String capacity;

  @Param("none")
  String refuse;

  @Param("jdk")
  String client;

  // Other states of this fork use these three.
  NetworkConditions conditions;
  TargetServer target;
  Observation observation;

  private @Nullable FlagClient flagClient;
  private int workers;

  /** Starts the server, or connects to it. */
  @Setup
  public void start(BenchmarkParams params) throws IOException {
    if (params.getForks() > 0) {
      endWithParent();
      sizeCommonPool();
    }
    conditions =
        NetworkConditions.ofParameters(
                Map.of("latency", latency, "link", link, "capacity", capacity, "refuse", refuse))
            .withSeed(Long.getLong(SEED, NetworkConditions.DEFAULT_SEED));
    target = TargetServer.open(server, conditions);
    workers = Workers.of(params).workers;
    observation = new Observation(target, mayRefuse(), workers, this::repeats);
    // The first observation loads classes, which would be a cost of the first iteration.
    observation.start();
    observation.stop();
    ObservationProfiler.report(observation);
  }

  /** Closes the client and the server. */
  @TearDown
  public void stop() {
    if (flagClient != null) {
      flagClient.close();
    }
    target.close();
  }

  /** Begins to observe an iteration, after the set-up of all states and thus after the warm-up. */
  @Setup(Level.Iteration)
  public void startObserving() {
    observation.start();
  }

  /** The client. The first call opens it, so that a cold start includes that in its score. */
  FlagClient client() {
    if (flagClient == null) {
      flagClient = FlagClient.Kind.of(client).open(TIMEOUT, workers);
    }
    return flagClient;
  }

  /** Whether the conditions let the server refuse requests: then a refused flag is no error. */
  boolean mayRefuse() {
    return conditions.refuse() != Integer.MAX_VALUE;
  }

  private long repeats() {
    return flagClient == null ? 0 : flagClient.repeats();
  }

  /**
   * Sets the number of threads of the common pool. The JDK's client completes its futures there, so
   * that the async style saves its flags there. The pool gets one thread for each core, because
   * virtual threads have as many carriers; the JDK's default is one less. It gets at least two,
   * because with one thread JDKs differ: before JDK 25 every future would start a thread of its
   * own. This must be called before anything uses the pool. The number would belong in the
   * arguments of the forks, but JMH cannot compute the number of cores there. A number that is
   * among these arguments, as by {@code --vs}, is kept.
   */
  public static void sizeCommonPool() {
    String property = "java.util.concurrent.ForkJoinPool.common.parallelism";
    if (System.getProperty(property) != null) {
      return;
    }
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    System.setProperty(property, Integer.toString(threads));
    if (ForkJoinPool.getCommonPoolParallelism() != threads) {
      throw new IllegalStateException("the common pool was in use before the benchmark's set-up");
    }
  }

  /**
   * Ends this fork when its launcher ends. Otherwise the fork of a launcher that was killed would
   * go on for seconds and disturb whatever is measured next. Standard input is a pipe from the
   * launcher, which sends nothing, so that the pipe ends when the launcher does.
   */
  private static void endWithParent() {
    Thread.ofPlatform()
        .daemon()
        .name("end-with-parent")
        .start(() -> {
          try {
            System.in.transferTo(OutputStream.nullOutputStream());
          } catch (IOException e) {
            // A broken pipe means the same as its end.
          }
          System.exit(1);
        });
  }
}

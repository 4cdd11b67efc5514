package flagbench.benchmark;

import flagbench.download.FlagClient;
import flagbench.server.NetworkConditions;
import java.io.IOException;
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

/** The server that flags come from and the client that fetches them, one each for a whole fork. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, start() the rest
public class Network {

  /**
   * How long a client waits for a response. This is more than twice the longest latency that {@link
   * Parameters} allow, because the first response on a connection takes two latencies. It is also
   * 5.5 standard deviations above the median of the latency {@code book}.
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

  private NetworkConditions conditions;
  private TargetServer target;
  private @Nullable FlagClient flagClient;
  private int workers;
  private Observation observation;

  /** Starts the server. */
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
    workers = Workers.of(params);
    observation = new Observation(target, mayRefuse(), workers, this::repeats);
    // One observation whose result nobody uses, because the first one loads classes.
    observation.start();
    observation.stop();
    ObservationProfiler.report(observation);
  }

  /** Stops server and client. */
  @TearDown
  public void stop() {
    if (flagClient != null) {
      flagClient.close();
    }
    target.close();
  }

  /** Runs after the set-up of the states, which includes the warm-up. */
  @Setup(Level.Iteration)
  public void startObserving() {
    observation.start();
  }

  /** Starts the random latencies anew: the next operation has the first ones of this seed. */
  void startDelays() {
    target.reset();
  }

  /** The fork's client. The first call opens it, which in a cold start is part of the score. */
  FlagClient client() {
    FlagClient open = flagClient;
    if (open == null) {
      open = FlagClient.Kind.of(client).open(TIMEOUT, workers);
      flagClient = open;
    }
    return open;
  }

  /** Whether the server may refuse requests, so that a refused flag is no failure of the style. */
  boolean mayRefuse() {
    return conditions.refuse() != Integer.MAX_VALUE;
  }

  private long repeats() {
    return flagClient == null ? 0 : flagClient.repeats();
  }

  /** The conditions of this cell: the only place that reads them from the parameters. */
  NetworkConditions conditions() {
    return conditions;
  }

  TargetServer target() {
    return target;
  }

  Observation observation() {
    return observation;
  }

  /**
   * Sets the number of threads of the common pool, in which the JDK's client completes its futures
   * and in which the async style therefore saves flags. The pool gets one thread for each core, as
   * many as virtual threads have carriers; the JDK's default is one less. It gets at least two,
   * because JDKs differ with one: before JDK 25 each future would start a thread of its own. This
   * must be called before anything uses the pool. It belongs in the arguments of the forks, but JMH
   * cannot count cores there.
   */
  public static void sizeCommonPool() {
    int threads = Math.max(2, Runtime.getRuntime().availableProcessors());
    System.setProperty(
        "java.util.concurrent.ForkJoinPool.common.parallelism", Integer.toString(threads));
    if (ForkJoinPool.getCommonPoolParallelism() != threads) {
      throw new IllegalStateException("the common pool was in use before the benchmark's set-up");
    }
  }

  /**
   * Ends this fork when its launcher ends: otherwise the fork of a killed launcher would run on for
   * seconds and disturb what is measured next. Standard input is a pipe from the launcher, which
   * sends nothing, so the pipe's end is the end of the launcher.
   */
  private static void endWithParent() {
    Thread.ofPlatform()
        .daemon()
        .name("end-with-parent")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Only the end matters. If anything is sent one day, it is no reason to exit.
            }
          } catch (IOException e) {
            // A broken pipe means the same as its end.
          }
          System.exit(1);
        });
  }
}

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

/** Where flags come from and through what: a server and one client for the whole fork. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, start() the rest
public class Network {

  /**
   * Above twice what Parameters lets a server wait, since a new connection's handshake takes as
   * long as an answer, and above 5.5 standard deviations of {@code book}.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(50);

  /** The property that says from which seed random delays are drawn. */
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

  private Origin origin;
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
    Map<String, String> conditions =
        Map.of("latency", latency, "link", link, "capacity", capacity, "refuse", refuse);
    long seed = Long.getLong(SEED, NetworkConditions.DEFAULT_SEED);
    origin = Origin.of(server, Origin.conditions(conditions).withSeed(seed));
    workers = Workers.of(params);
    observation = new Observation(origin, mayRefuse(), workers, this::repeats);
    // Once in vain: what the first time loads is not to fall into an iteration.
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
    origin.close();
  }

  /** After the states' set-up, which includes the warm-up. */
  @Setup(Level.Iteration)
  public void startObserving() {
    observation.start();
  }

  /** The first operation from here on draws the first delays of this seed. */
  void startDelays() {
    origin.reset();
  }

  /** The fork's client, opened when it is first asked for: in a cold start, within the score. */
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
    return !refuse.equals("none");
  }

  private long repeats() {
    return flagClient == null ? 0 : flagClient.repeats();
  }

  Origin origin() {
    return origin;
  }

  Observation observation() {
    return observation;
  }

  /**
   * The JDK's client completes its futures in the common pool, so that the async style saves there.
   * It gets as many threads as virtual threads get carriers, one a core; the JDK's own default is
   * one less. At least two, since with one the versions of the JDK differ: before 25 each future
   * would start a thread. To be called before anything uses the pool; JMH cannot count cores in a
   * fork's arguments, where this belongs.
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
   * A fork whose launcher was killed would go on for seconds and disturb what runs next. Its
   * standard input is a pipe from the launcher, on which nothing is ever sent: it ends with the
   * launcher.
   */
  private static void endWithParent() {
    Thread.ofPlatform()
        .daemon()
        .name("end-with-parent")
        .start(() -> {
          try {
            while (System.in.read() >= 0) {
              // Nothing is sent; should that change, it is no reason to end.
            }
          } catch (IOException e) {
            // A broken pipe says the same as its end.
          }
          System.exit(1);
        });
  }
}

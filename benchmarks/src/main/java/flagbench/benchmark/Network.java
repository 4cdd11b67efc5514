package flagbench.benchmark;

import flagbench.download.FlagClient;
import java.io.IOException;
import java.time.Duration;
import java.util.Locale;
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
   * Above what Parameters lets a server wait, and above 5.5 standard deviations of {@code book}.
   */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Param("embedded")
  String server;

  @Param("50ms")
  String latency;

  @Param("jdk")
  String client;

  private Origin origin;
  private FlagClient flagClient;
  private Observation observation;
  private Cost cost;

  /** Starts the server and opens the client. */
  @Setup
  public void start(BenchmarkParams params) throws IOException {
    if (params.getForks() > 0) {
      endWithParent();
    }
    origin = Origin.of(server, latency);
    flagClient = FlagClient.Kind.valueOf(client.toUpperCase(Locale.ROOT)).open(TIMEOUT);
    cost = new Cost();
    observation = new Observation(origin, cost);
    // Once in vain: what the first time loads is not to fall into an iteration.
    observation.start();
    observation.stop();
    ObservationProfiler.report(observation);
  }

  /** Stops both. */
  @TearDown
  public void stop() {
    flagClient.close();
    origin.close();
  }

  /** After the states' set-up, heating included. */
  @Setup(Level.Iteration)
  public void startObserving() {
    observation.start();
  }

  @TearDown(Level.Iteration)
  public void stopObserving() {
    observation.stop();
  }

  /** Forgets requests so far: the first operation from here on draws the first delays. */
  void countFromHere() {
    origin.reset();
  }

  FlagClient client() {
    return flagClient;
  }

  Origin origin() {
    return origin;
  }

  Cost cost() {
    return cost;
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

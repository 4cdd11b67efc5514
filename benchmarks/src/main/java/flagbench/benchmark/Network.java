package flagbench.benchmark;

import flagbench.download.FlagClient;
import flagbench.server.FlagServer;
import flagbench.server.Latency;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import javax.management.JMException;
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

  /** Far above any delay that a server draws. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @Param("embedded")
  String server;

  @Param("50ms")
  String latency;

  @Param("jdk")
  String client;

  private FlagServer flagServer;
  private FlagClient flagClient;

  /** Starts the server and opens the client. */
  @Setup
  public void start(BenchmarkParams params) throws JMException {
    if (params.getForks() > 0) {
      endWithParent();
    }
    if (!server.equals("embedded")) {
      throw new IllegalArgumentException("server '%s' is not: embedded".formatted(server));
    }
    flagServer = FlagServer.builder().latency(Latency.parse(latency)).start();
    flagClient = FlagClient.Kind.valueOf(client.toUpperCase(Locale.ROOT)).open(TIMEOUT);
    ServerProfiler.watch(flagServer.statistics());
  }

  /** Stops both. */
  @TearDown
  public void stop() {
    flagClient.close();
    flagServer.close();
  }

  FlagClient client() {
    return flagClient;
  }

  URI baseUrl() {
    return flagServer.baseUrl();
  }

  URI instantUrl() {
    return flagServer.instantUrl();
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

package flagbench.benchmark;

import flagbench.server.FlagServer;
import flagbench.server.NetworkConditions;
import flagbench.server.ServerStatistics;
import java.io.IOException;
import java.net.URI;
import java.util.Optional;

/** The server that a benchmark downloads from. */
public interface TargetServer extends AutoCloseable {

  /** The URL to which {@code /{cc}/{cc}.gif} is appended for the flag of a country. */
  URI baseUrl();

  /**
   * A URL below which the server has the same flags for warming up: their latency is 1 ms at most,
   * and these requests are not counted. Empty if the server has no such path.
   */
  Optional<URI> warmUpUrl();

  /**
   * Starts statistics and random draws anew: the next request for a flag has the latency that the
   * first one had.
   */
  void reset();

  /** Starts the statistics anew, but not the random draws. */
  void resetStatistics();

  /** What the server has counted since its last reset. Empty if it has no statistics. */
  Optional<Statistics> statistics();

  /**
   * The CPU time of the server in nanoseconds, if it is a process that was started for this
   * benchmark; otherwise 0.
   */
  default long cpuNanos() {
    return 0;
  }

  /** How long the JIT of that process has worked, in nanoseconds; otherwise 0. */
  default long jitNanos() {
    return 0;
  }

  @Override
  void close();

  /**
   * What a server has counted.
   *
   * @param requests how many requests arrived
   * @param peakInFlight the largest number of requests in flight at the same time
   * @param connections how many connections made their first request
   * @param lateMicros the median of how many microseconds later than the conditions demand a
   *     response was written; 0 if the conditions delay none
   */
  record Statistics(long requests, int peakInFlight, long connections, double lateMicros) {}

  /**
   * Starts the server that a benchmark's parameters name, or connects to it.
   *
   * @param server {@code embedded} in this JVM, {@code process} for a JVM of its own, or the base
   *     URL of a server that runs already
   * @param conditions those that a started server is given, and that a running one must have
   * @throws IllegalArgumentException if a running server has other conditions, or is not on this
   *     machine and nobody allowed that
   * @throws IOException if a process does not start
   * @throws java.io.UncheckedIOException if a running server does not answer
   */
  static TargetServer open(String server, NetworkConditions conditions) throws IOException {
    return switch (server) {
      case "embedded" -> new EmbeddedServer(FlagServer.start("127.0.0.1", 0, conditions, true));
      case "process" -> ServerProcess.start(conditions);
      default -> RemoteServer.running(RemoteServer.parseUrl(server), conditions);
    };
  }

  /** A server in this JVM. */
  record EmbeddedServer(FlagServer server) implements TargetServer {
    @Override
    public URI baseUrl() {
      return server.baseUrl();
    }

    @Override
    public Optional<URI> warmUpUrl() {
      return Optional.of(server.warmUpUrl());
    }

    @Override
    public void reset() {
      server.reset();
    }

    @Override
    public void resetStatistics() {
      server.statistics().reset();
    }

    @Override
    public Optional<Statistics> statistics() {
      ServerStatistics seen = server.statistics();
      return Optional.of(
          new Statistics(
              seen.requests(),
              seen.peakInFlight(),
              seen.connections(),
              seen.latencyError().getValueAtPercentile(50) / 1000.0));
    }

    @Override
    public void close() {
      server.close();
    }
  }
}

package flagbench.benchmark;

import flagbench.server.FlagServer;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import flagbench.server.ServerStatistics;
import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The server that a benchmark downloads from. */
public interface Origin extends AutoCloseable {

  /** What {@code /{cc}/{cc}.gif} is appended to. */
  URI baseUrl();

  /**
   * The same flags after a delay of 1 ms at most and uncounted, where the server has such a path.
   */
  Optional<URI> warmUpUrl();

  /** Forgets requests so far: the next request for a flag draws its first delay. */
  void reset();

  /** Forgets what it saw so far, and goes on drawing delays. */
  void resetStatistics();

  /** What it saw since it was reset; nothing where it does not say. */
  Optional<Seen> seen();

  /** CPU time of the process that was started for it, in nanoseconds; 0 where none was. */
  default long cpuNanos() {
    return 0;
  }

  @Override
  void close();

  /**
   * What a server says of itself.
   *
   * @param connections whose first request it got
   * @param lateMicros by how many microseconds it answered later than the latency asks, in the
   *     median; 0 where nothing was delayed
   */
  record Seen(long requests, int peakInFlight, long connections, double lateMicros) {}

  /**
   * Opens the server of a benchmark's parameters.
   *
   * @param server {@code embedded} in this JVM, {@code process} beside it, or the base URL of one
   *     that runs
   * @param conditions of the server that is started, or that a running one must have
   * @throws IllegalArgumentException if a running server's conditions are others, or nobody allowed
   *     one that is not on this machine
   * @throws IOException if a running server does not answer, or a process does not start
   */
  static Origin of(String server, NetworkConditions conditions) throws IOException {
    return switch (server) {
      case "embedded" ->
          new EmbeddedOrigin(FlagServer.builder().conditions(conditions).http2(true).start());
      case "process" -> {
        ServerProcess process = ServerProcess.start(conditions);
        try {
          yield new RemoteOrigin(process.baseUrl(), conditions, process);
        } catch (IOException | RuntimeException e) {
          process.close();
          throw e;
        }
      }
      default -> new RemoteOrigin(RemoteOrigin.parse(server), conditions, null);
    };
  }

  /**
   * The conditions that a cell's parameters name, among others that are no conditions. A new
   * connection's handshake takes a round trip too; where delays are random, they are taken to hold
   * it, as the book's do.
   *
   * @throws IllegalArgumentException naming a value that is none, and what would be right
   */
  static NetworkConditions conditions(Map<String, String> parameters) {
    Map<String, String> named = new HashMap<>(parameters);
    named.keySet().retainAll(RemoteOrigin.CONDITIONS);
    NetworkConditions conditions = NetworkConditions.parse(named);
    return conditions.latency() instanceof Latency.Fixed fixed
        ? conditions.withHandshake(fixed)
        : conditions;
  }

  /** The server in this JVM. */
  record EmbeddedOrigin(FlagServer server) implements Origin {
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
    public Optional<Seen> seen() {
      ServerStatistics statistics = server.statistics();
      return Optional.of(
          new Seen(
              statistics.requests(),
              statistics.peakInFlight(),
              statistics.connections(),
              statistics.latencyError().getValueAtPercentile(50) / 1000.0));
    }

    @Override
    public void close() {
      server.close();
    }
  }
}

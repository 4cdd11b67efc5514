package flagbench.benchmark;

import flagbench.download.BaseUrl;
import flagbench.server.Faults;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server outside this JVM, which is asked by HTTP: {@code serve}, or one that has its paths. */
class RemoteServer implements TargetServer {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final URI baseUrl;
  private final long seed;

  /**
   * Knows a server.
   *
   * @param seed from which it is to draw random latencies
   */
  RemoteServer(URI baseUrl, long seed) {
    this.baseUrl = baseUrl;
    this.seed = seed;
  }

  /**
   * Connects to a server that is running already.
   *
   * @param required the conditions that it must have
   * @throws IllegalArgumentException if it has other conditions, or if it does not tell its
   *     conditions and some are required
   * @throws UncheckedIOException if it does not answer
   */
  static RemoteServer running(URI baseUrl, NetworkConditions required) {
    var server = new RemoteServer(baseUrl, required.seed());
    HttpResponse<String> response = server.send("GET", "conditions");
    if (response.statusCode() == 200) {
      server.requireConditions(NetworkConditions.parse(response.body()), required);
    } else if (!required.withSeed(NetworkConditions.NONE.seed()).equals(NetworkConditions.NONE)) {
      throw new IllegalArgumentException(
          "server '%s' does not tell its conditions, so none can be required of it: give -p latency=0ms and no other condition"
              .formatted(baseUrl));
    }
    return server;
  }

  /**
   * Compares conditions. The seed may be another one. The handshake may be missing, because {@code
   * serve} has one only if it is asked for it.
   */
  private void requireConditions(NetworkConditions actual, NetworkConditions required) {
    for (String name : NetworkConditions.PARAMETERS) {
      String is = actual.toMap().getOrDefault(name, "none");
      String mustBe = required.toMap().getOrDefault(name, "none");
      if (!is.equals(mustBe)) {
        throw new IllegalArgumentException(
            "server '%s' has %s %s, not %s: give -p %s=%s, or start a server with other conditions"
                .formatted(baseUrl, name, is, mustBe, name, is));
      }
    }
    if (!actual.faults().equals(Faults.NONE)
        || !List.of(Latency.ZERO, required.handshake()).contains(actual.handshake())) {
      throw new IllegalArgumentException(
          "server '%s' has %s, but a result file can only hold its %s: serve without the others"
              .formatted(baseUrl, actual, String.join(", ", NetworkConditions.PARAMETERS)));
    }
  }

  /** Reads the URL of a running server from a benchmark's parameter: see {@link BaseUrl#parse}. */
  static URI parseUrl(String text) {
    return BaseUrl.parse(text, "embedded, process", Boolean.getBoolean("flagbench.allowRemote"));
  }

  /**
   * Sends a request that is not a download.
   *
   * @throws UncheckedIOException if the server does not answer
   */
  private HttpResponse<String> send(String method, String path) {
    HttpRequest request =
        HttpRequest.newBuilder(baseUrl.resolve(path))
            .method(method, BodyPublishers.noBody())
            .timeout(TIMEOUT)
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException("server '%s' does not answer".formatted(baseUrl), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new UncheckedIOException(
          new InterruptedIOException("interrupted while asking server '%s'".formatted(baseUrl)));
    }
  }

  @Override
  public URI baseUrl() {
    return baseUrl;
  }

  @Override
  public Optional<URI> warmUpUrl() {
    boolean exists = send("HEAD", "warmup/br/br.gif").statusCode() == 200;
    return exists ? Optional.of(baseUrl.resolve("warmup")) : Optional.empty();
  }

  // A server without statistics answers these two requests with an error, which does not matter:
  // it has none to tell either.
  @Override
  public void reset() {
    send("DELETE", "stats?seed=" + seed);
  }

  @Override
  public void resetStatistics() {
    send("DELETE", "stats?draws=keep");
  }

  @Override
  public Optional<Statistics> statistics() {
    HttpResponse<String> response = send("GET", "stats");
    if (response.statusCode() != 200) {
      return Optional.empty();
    }
    JsonNode seen = JsonMapper.shared().readTree(response.body());
    return Optional.of(
        new Statistics(
            seen.path("requests").asLong(),
            seen.path("peakInFlight").asInt(),
            seen.path("connections").path("used").asLong(),
            seen.path("latencyErrorMicros").path("p50").asDouble()));
  }

  @Override
  public void close() {
    client.shutdownNow();
  }
}

package flagbench.benchmark;

import flagbench.download.BaseUrl;
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
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server beyond this JVM: {@code serve}, or any that has the same paths. */
final class RemoteOrigin implements Origin {
  /** The conditions that are parameters of a cell. */
  static final List<String> CONDITIONS = List.of("latency", "link", "capacity", "refuse");

  private static final Duration TIMEOUT = Duration.ofSeconds(10);

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(TIMEOUT).build();
  private final JsonMapper json = new JsonMapper();
  private final URI baseUrl;
  private final @Nullable ServerProcess process;
  private final boolean hasWarmUp;

  /**
   * Finds out whether the server is what the benchmark takes it for.
   *
   * @param asked what the cell says of it
   * @param process ends with this origin
   */
  RemoteOrigin(URI baseUrl, NetworkConditions asked, @Nullable ServerProcess process)
      throws IOException {
    this.baseUrl = baseUrl;
    this.process = process;
    HttpResponse<String> answer = send("GET", baseUrl.resolve("conditions"));
    if (answer.statusCode() == 200) {
      require(asked, NetworkConditions.parse(answer.body()));
    } else if (!asked.withSeed(NetworkConditions.NONE.seed()).equals(NetworkConditions.NONE)) {
      throw new IllegalArgumentException(
          "server '%s' does not tell its conditions: say -p latency=0ms and no others, which claims none"
              .formatted(baseUrl));
    }
    hasWarmUp = send("HEAD", baseUrl.resolve("warmup/br/br.gif")).statusCode() == 200;
  }

  private void require(NetworkConditions asked, NetworkConditions told) {
    for (String name : CONDITIONS) {
      String is = told.words().getOrDefault(name, "none");
      String named = asked.words().getOrDefault(name, "none");
      if (!is.equals(named)) {
        throw new IllegalArgumentException(
            "server '%s' has %s %s, not %s: say -p %s=%s, or serve another"
                .formatted(baseUrl, name, is, named, name, is));
      }
    }
    NetworkConditions same = asked.withSeed(told.seed());
    if (!told.equals(same) && !told.equals(same.withHandshake(Latency.ZERO))) {
      throw new IllegalArgumentException(
          "server '%s' has %s: a result would tell of its %s alone"
              .formatted(baseUrl, told, String.join(", ", CONDITIONS)));
    }
  }

  /** Reads a benchmark's parameter: see {@link BaseUrl#parse}. */
  static URI parse(String text) {
    return BaseUrl.parse(text, "embedded, process", Boolean.getBoolean("flagbench.allowRemote"));
  }

  private HttpResponse<String> send(String method, URI url) throws IOException {
    HttpRequest request =
        HttpRequest.newBuilder(url)
            .method(method, BodyPublishers.noBody())
            .timeout(TIMEOUT)
            .build();
    try {
      return client.send(request, BodyHandlers.ofString());
    } catch (IOException e) {
      throw new IOException("server '%s' does not answer".formatted(baseUrl), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("interrupted while asking " + url);
    }
  }

  @Override
  public URI baseUrl() {
    return baseUrl;
  }

  @Override
  public Optional<URI> warmUpUrl() {
    return hasWarmUp ? Optional.of(baseUrl.resolve("warmup")) : Optional.empty();
  }

  @Override
  public void reset() {
    delete("stats");
  }

  @Override
  public void resetStatistics() {
    delete("stats?draws=keep");
  }

  private void delete(String what) {
    try {
      // A server without statistics refuses, and is not asked for them either.
      send("DELETE", baseUrl.resolve(what));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public Optional<Seen> seen() {
    try {
      HttpResponse<String> answer = send("GET", baseUrl.resolve("stats"));
      if (answer.statusCode() != 200) {
        return Optional.empty();
      }
      JsonNode statistics = json.readTree(answer.body());
      return Optional.of(
          new Seen(
              statistics.path("requests").asLong(),
              statistics.path("peakInFlight").asInt(),
              statistics.path("connections").path("used").asLong(),
              statistics.path("latencyErrorMicros").path("p50").asDouble()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public long cpuNanos() {
    return process == null ? 0 : process.cpuNanos();
  }

  @Override
  public void close() {
    client.shutdownNow();
    if (process != null) {
      process.close();
    }
  }
}

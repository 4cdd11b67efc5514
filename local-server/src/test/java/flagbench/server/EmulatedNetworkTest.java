package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Checks the network conditions from a client's side. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // each test starts its server
class EmulatedNetworkTest {
  private static final FlagSet FLAGS = new FlagSet();

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private FlagServer server;

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  @Test
  void anErrorIsStatus503() throws Exception {
    serve("{'fault': 'error=1'}");
    assertEquals(503, get("br").statusCode());
    assertEquals(503, get("zz").statusCode(), "an error comes before what there is");
    assertEquals(2, server.statistics().count(RequestOutcome.ERROR));
  }

  @Test
  void aDroppedRequestGetsNoAnswer() {
    serve("{'latency': '1ms', 'fault': 'drop=1'}");
    assertThrows(IOException.class, () -> get("br"));
  }

  @Test
  void aTruncatedBodyIsHalfOfWhatWasAnnounced() throws Exception {
    serve("{'fault': 'truncate=1'}");
    HttpResponse<InputStream> response = client.send(request("br"), BodyHandlers.ofInputStream());
    long announced = response.headers().firstValueAsLong("Content-Length").orElseThrow();
    assertEquals(gif("br").length, announced);
    byte[] body = new byte[(int) announced];
    int read = 0;
    try (var in = Channels.newChannel(response.body())) {
      var buffer = ByteBuffer.wrap(body);
      while (in.read(buffer) >= 0) {
        read = buffer.position();
      }
      throw new AssertionError("the client did not notice");
    } catch (IOException e) {
      assertArrayEquals(Arrays.copyOf(gif("br"), (int) announced / 2), Arrays.copyOf(body, read));
    }
    assertEquals(announced / 2, server.statistics().bytes());
  }

  @ParameterizedTest
  @ValueSource(strings = {"truncate=1", "stall=1"})
  void anAnswerWithoutABodyCanNeitherBeCutNorStall(String fault) throws Exception {
    serve("{'fault': '%s'}".formatted(fault));
    assertEquals(200, head("br").statusCode());
    assertEquals(200, head("br").statusCode());
    assertEquals(1, server.statistics().connections());
    assertEquals(2, server.statistics().count(RequestOutcome.OK));
  }

  @Test
  void aClientThatGoesWhileItsBodyFlowsLeavesItsPlace() throws Exception {
    serve("{'link': '20KiB/s', 'capacity': 1}");
    HttpResponse<InputStream> response = client.send(request("mx"), BodyHandlers.ofInputStream());
    response.body().close();
    assertArrayEquals(gif("id"), get("id").body());
    assertEquals(1, server.statistics().count(RequestOutcome.ABANDONED));
    assertEquals(1, server.statistics().count(RequestOutcome.OK));
    assertEquals(0, server.statistics().inFlight());
  }

  @Test
  void aStalledResponseHasHeadersAndNoBodyUntilItsClientGoes() throws Exception {
    serve("{'fault': 'stall=1'}");
    HttpResponse<InputStream> response = client.send(request("br"), BodyHandlers.ofInputStream());
    assertEquals(200, response.statusCode());
    assertEquals(0, response.body().available());
    assertEquals(1, openConnections());
    response.body().close();
    client.shutdownNow();
    await(() -> openConnections() == 0);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0ms", "1ms"})
  void everyRequestHasTheOutcomeThatWasDrawnForIt(String latency) throws Exception {
    serve(
        "{'latency': '%s', 'fault': 'error=0.2,drop=0.2,truncate=0.2', 'seed': 3}"
            .formatted(latency));
    int whole = 0;
    int errors = 0;
    for (int i = 0; i < 100; i++) {
      try {
        HttpResponse<byte[]> response = get("br");
        whole += Arrays.equals(gif("br"), response.body()) ? 1 : 0;
        errors += response.statusCode() == 503 ? 1 : 0;
      } catch (IOException e) {
        // Dropped or truncated. The statistics tell which, also for requests that the client itself
        // sent again.
      }
    }
    ServerStatistics seen = server.statistics();
    Map<RequestOutcome, Long> drawn = new EnumMap<>(RequestOutcome.class);
    for (long operation = 0; operation < seen.requests(); operation++) {
      server
          .conditions()
          .faults()
          .draw(3, operation, FlagSet.CODES.indexOf("br"))
          .ifPresent(fault -> drawn.merge(fault, 1L, Long::sum));
    }
    assertEquals(
        Set.of(RequestOutcome.ERROR, RequestOutcome.DROP, RequestOutcome.TRUNCATE), drawn.keySet());
    drawn.forEach((fault, count) -> assertEquals(count, seen.count(fault)));
    assertEquals(errors, seen.count(RequestOutcome.ERROR));
    assertEquals(whole, seen.count(RequestOutcome.OK));
    long failed = drawn.values().stream().mapToLong(Long::longValue).sum();
    assertEquals(seen.requests(), seen.count(RequestOutcome.OK) + failed);
  }

  @Test
  void aBodyFlowsNoFasterThanItsBandwidth() throws Exception {
    serve("{'link': '512KiB/s'}");
    long start = System.nanoTime();
    assertArrayEquals(gif("br"), get("br").body());
    assertTrue(System.nanoTime() - start >= gif("br").length * 1_000_000_000L / (512 * 1024));
    assertEquals(200, head("br").statusCode());
    assertEquals(gif("br").length, server.statistics().bytes(), "none for HEAD");
  }

  @Test
  void manyBodiesFlowAtOnce() throws Exception {
    serve("{'link': '100MB/s', 'latency': '1ms..5ms'}");
    long start = System.nanoTime();
    List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      responses.add(client.sendAsync(request("mx"), BodyHandlers.ofByteArray()));
    }
    for (var response : responses) {
      assertArrayEquals(gif("mx"), response.get().body());
    }
    assertTrue(server.statistics().peakInFlight() > 1);
    assertTrue(System.nanoTime() - start >= server.statistics().bytes() * 10);
  }

  @Test
  void bodiesOverHttp2ShareTheLinkToo() throws Exception {
    server =
        FlagServer.start("127.0.0.1", 0, NetworkConditions.parse(Map.of("link", "1MB/s")), true);
    try (HttpClient http2 = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build()) {
      long start = System.nanoTime();
      http2.send(request("br"), BodyHandlers.discarding());
      List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
      for (int i = 0; i < 20; i++) {
        responses.add(http2.sendAsync(request("mx"), BodyHandlers.ofByteArray()));
      }
      for (var response : responses) {
        assertEquals(HttpClient.Version.HTTP_2, response.get().version());
        assertArrayEquals(gif("mx"), response.get().body());
      }
      assertTrue(System.nanoTime() - start >= server.statistics().bytes() * 1000);
    }
  }

  @Test
  void allConnectionsTogetherGetNoMoreThanTheLink() throws Exception {
    serve("{'link': '1MB/s'}");
    long start = System.nanoTime();
    List<CompletableFuture<HttpResponse<byte[]>>> responses = new ArrayList<>();
    for (String code : FlagSet.CODES) {
      responses.add(client.sendAsync(request(code), BodyHandlers.ofByteArray()));
    }
    for (var response : responses) {
      assertEquals(200, response.get().statusCode());
    }
    assertTrue(System.nanoTime() - start >= server.statistics().bytes() * 1000);
    assertEquals(20, server.statistics().latencyError().getTotalCount(), "one for each request");
  }

  @Test
  void exactlyThoseBeyondTheMostAtOnceAreRefusedAfterTheirLatency() throws Exception {
    serve("{'latency': '300ms', 'refuse': 7, 'capacity': 3}");
    long start = System.nanoTime();
    List<CompletableFuture<HttpResponse<Void>>> responses = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      responses.add(client.sendAsync(request("br"), BodyHandlers.discarding()));
    }
    int refused = 0;
    for (var response : responses) {
      refused += response.get().statusCode() == 503 ? 1 : 0;
    }
    assertTrue(System.nanoTime() - start >= 900_000_000, "three rounds of at most three");
    assertEquals(13, refused);
    assertEquals(13, server.statistics().count(RequestOutcome.REFUSED));
    assertEquals(7, server.statistics().count(RequestOutcome.OK));
    assertEquals(13, statistics().path("refused").asInt());
    assertEquals(0, server.statistics().inFlight());
  }

  @Test
  void onlyAConnectionsFirstRequestShakesHands() throws Exception {
    serve("{'handshake': '20ms'}");
    long start = System.nanoTime();
    get("br");
    assertTrue(System.nanoTime() - start >= 20_000_000);
    get("br");
    get("cn");
    assertEquals(1, server.statistics().connections());
    assertEquals(1, server.statistics().latencyError().getTotalCount(), "delayed requests");
  }

  @Test
  void whoComesAfterTheMostThatAreServedAtOnceWaitsInLine() throws Exception {
    serve("{'latency': '600s', 'capacity': 5}");
    for (int i = 0; i < 20; i++) {
      CompletableFuture<?> unused = client.sendAsync(request("br"), BodyHandlers.discarding());
    }
    await(() -> server.statistics().inFlight() == 20);
    await(() -> statistics().path("queued").asInt() == 15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0ms", "1ms"})
  void aLongLineIsServedToItsEnd(String latency) throws Exception {
    serve("{'latency': '%s', 'capacity': 2, 'fault': 'error=0.1'}".formatted(latency));
    List<CompletableFuture<HttpResponse<Void>>> line = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      line.add(client.sendAsync(request("br"), BodyHandlers.discarding()));
    }
    for (var one : line) {
      assertTrue(List.of(200, 503).contains(one.get().statusCode()));
    }
    assertEquals(
        500,
        server.statistics().count(RequestOutcome.OK)
            + server.statistics().count(RequestOutcome.ERROR));
    assertEquals(0, server.statistics().inFlight());
  }

  @Test
  void flagsThatThereAreNotMeetTheSameConditions() throws Exception {
    serve("{'latency': '20ms'}");
    long start = System.nanoTime();
    assertEquals(404, get("zz").statusCode());
    assertTrue(System.nanoTime() - start >= 20_000_000);
    assertEquals(1, server.statistics().count(RequestOutcome.NOT_FOUND));
  }

  @Test
  void theServerSaysWhatItDoesAndForgetsWhenTold() throws Exception {
    serve("{'latency': '1ms', 'seed': 7}");
    get("br");
    get("zz");
    assertEquals(server.conditions(), NetworkConditions.parse(page("GET", "/conditions").body()));
    JsonNode seen = statistics();
    assertEquals(2, seen.path("requests").asInt());
    assertEquals(1, seen.path("ok").asInt());
    assertEquals(1, seen.path("notFound").asInt());
    assertEquals(1, seen.path("peakInFlight").asInt());
    assertEquals(gif("br").length, seen.path("bytes").asInt());
    assertEquals(2, seen.path("latencyErrorMicros").path("count").asInt());
    assertTrue(seen.path("connections").path("open").asInt() >= 1);
    assertEquals(204, page("DELETE", "/stats").statusCode());
    assertEquals(0, statistics().path("requests").asInt());
    assertEquals(405, page("DELETE", "/conditions").statusCode());
  }

  @Test
  void aPersonSeesAPageThatLoadsNothingFromElsewhere() throws Exception {
    serve("{}");
    HttpResponse<String> index = page("GET", "/");
    assertEquals(
        "text/html; charset=utf-8", index.headers().firstValue("Content-Type").orElseThrow());
    assertTrue(index.body().contains(String.join(" ", FlagSet.CODES)));
    assertTrue(!index.body().toLowerCase(Locale.ROOT).contains("http"));
  }

  private void serve(String json) {
    server = FlagServer.start(NetworkConditions.parse(json.replace('\'', '"')));
  }

  private HttpRequest request(String code) {
    return HttpRequest.newBuilder(
            URI.create("%1$s/%2$s/%2$s.gif".formatted(server.baseUrl(), code)))
        .timeout(Duration.ofSeconds(30))
        .build();
  }

  private HttpResponse<byte[]> get(String code) throws IOException, InterruptedException {
    return client.send(request(code), BodyHandlers.ofByteArray());
  }

  private HttpResponse<Void> head(String code) throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(request(code), (name, value) -> true).HEAD().build(),
        BodyHandlers.discarding());
  }

  private HttpResponse<String> page(String method, String path)
      throws IOException, InterruptedException {
    return client.send(
        HttpRequest.newBuilder(server.baseUrl().resolve(path))
            .method(method, BodyPublishers.noBody())
            .build(),
        BodyHandlers.ofString());
  }

  private JsonNode statistics() {
    try {
      return new JsonMapper().readTree(page("GET", "/stats").body());
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  /** Asks by another client, whose own connection is not counted. */
  private int openConnections() {
    try (HttpClient other = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      String body =
          other
              .send(
                  HttpRequest.newBuilder(server.baseUrl().resolve("/stats")).build(),
                  BodyHandlers.ofString())
              .body();
      return new JsonMapper().readTree(body).path("connections").path("open").asInt() - 1;
    } catch (IOException | InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private byte[] gif(String code) {
    byte[] bytes = new byte[FLAGS.gif(code).remaining()];
    FLAGS.gif(code).get(bytes);
    return bytes;
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come true");
      Thread.onSpinWait();
    }
  }
}

package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.ClosedChannelException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xnio.ChannelListener;
import org.xnio.ChannelListeners;
import org.xnio.StreamConnection;
import org.xnio.channels.AcceptingChannel;

@Isolated("counts the threads of all servers")
@Timeout(60)
class FlagServerTest {
  private static final Latency FOREVER = Latency.parse("600s");

  private final HttpClient client =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  private FlagServer server = FlagServer.start(NetworkConditions.NONE);

  @AfterEach
  void stop() {
    client.shutdownNow();
    server.close();
  }

  /** XNIO may call its acceptor once more after the server was closed. */
  @Test
  @SuppressWarnings("unchecked")
  void aConnectionThatArrivesWhileTheServerIsClosedIsNotLogged() {
    var closed =
        (AcceptingChannel<StreamConnection>)
            Proxy.newProxyInstance(
                AcceptingChannel.class.getClassLoader(),
                new Class<?>[] {AcceptingChannel.class},
                (proxy, method, arguments) -> {
                  if (method.getName().equals("accept")) {
                    throw new ClosedChannelException();
                  }
                  return method.getName().equals("toString") ? "closed" : null;
                });
    List<LogRecord> logged = new CopyOnWriteArrayList<>();
    var handler =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            logged.add(entry);
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger xnio = Logger.getLogger("org.xnio.listener");
    xnio.addHandler(handler);
    try {
      ChannelListeners.openListenerAdapter((ChannelListener<StreamConnection>) channel -> {})
          .handleEvent(closed);
    } finally {
      xnio.removeHandler(handler);
    }
    assertEquals(List.of(), logged);
  }

  @Test
  void everyFlagArrivesByteForByte() throws Exception {
    var flags = new FlagSet();
    for (String code : FlagSet.CODES) {
      var response = send("GET", server.baseUrl() + "/" + code + "/" + code + ".gif");
      byte[] gif = new byte[flags.gif(code).remaining()];
      flags.gif(code).get(gif);
      assertEquals(200, response.statusCode());
      assertEquals("image/gif", response.headers().firstValue("Content-Type").orElseThrow());
      assertArrayEquals(gif, response.body(), code);
    }
  }

  @Test
  void headAnswersAsGetDoesWithoutABody() throws Exception {
    var get = send("GET", server.baseUrl() + "/br/br.gif");
    var head = send("HEAD", server.baseUrl() + "/br/br.gif");
    assertEquals(200, head.statusCode());
    assertEquals(
        get.headers().firstValue("Content-Length"), head.headers().firstValue("Content-Length"));
    assertEquals(0, head.body().length);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/xx/xx.gif",
        "/br/cn.gif",
        "/BR/BR.gif",
        "/br/br.gif/",
        "/br",
        "",
        "/../flags/br/br.gif/.."
      })
  void whatIsNoFlagIsNotFound(String path) throws Exception {
    assertEquals(404, send("GET", server.baseUrl() + path).statusCode());
  }

  @Test
  void whatIsNoPathSaysWhereTheFlagsAre() throws Exception {
    var response = send("GET", server.baseUrl().toString());
    assertEquals(404, response.statusCode());
    String hint = new String(response.body(), StandardCharsets.UTF_8);
    assertTrue(hint.contains("/flags/br/br.gif"), hint);
    assertEquals(0, send("HEAD", server.baseUrl().toString()).body().length);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS"})
  void otherMethodsAreRefused(String method) throws Exception {
    var response = send(method, server.baseUrl() + "/br/br.gif");
    assertEquals(405, response.statusCode());
    assertEquals("GET, HEAD", response.headers().firstValue("Allow").orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5ms", "1.5ms", "30ms", "2ms..4ms"})
  void noRequestIsAnsweredBeforeItsLatencyIsOver(String text) throws Exception {
    Latency latency = Latency.parse(text);
    restart(conditions(latency));
    int india = FlagSet.CODES.indexOf("in");
    for (int i = 0; i < 10; i++) {
      long start = System.nanoTime();
      send("GET", server.baseUrl() + "/in/in.gif");
      assertTrue(System.nanoTime() - start >= latency.nanos(7, i, india));
    }
  }

  private static NetworkConditions conditions(Latency latency) {
    return NetworkConditions.parse(
        """
        {"latency": "%s", "seed": 7}
        """
            .formatted(latency));
  }

  @Test
  void aResetStartsTheDrawsAnew() throws Exception {
    Latency latency = Latency.parse("1ms..40ms");
    restart(conditions(latency));
    int brazil = FlagSet.CODES.indexOf("br");
    int longest = 0;
    for (int i = 1; i < 20; i++) {
      longest = latency.nanos(7, i, brazil) > latency.nanos(7, longest, brazil) ? i : longest;
    }
    for (int round = 0; round < 2; round++) {
      server.reset();
      for (int i = 0; i <= longest; i++) {
        long start = System.nanoTime();
        send("GET", server.baseUrl() + "/br/br.gif");
        assertTrue(System.nanoTime() - start >= latency.nanos(7, i, brazil));
      }
    }
  }

  @Test
  void statisticsCanStartAnewWhileTheDrawsGoOn() throws Exception {
    restart(NetworkConditions.parse("{\"fault\": \"error=0.5\", \"seed\": 7}"));
    List<Integer> first = statuses();
    List<Integer> second = statuses();
    assertNotEquals(first, second);
    assertEquals(204, send("DELETE", server.baseUrl().resolve("/stats").toString()).statusCode());
    assertEquals(first, statuses());
    assertEquals(
        204, send("DELETE", server.baseUrl().resolve("/stats?draws=keep").toString()).statusCode());
    assertEquals(0, server.statistics().requests());
    assertEquals(second, statuses());
  }

  @Test
  void drawsCanStartAnewFromAnotherSeed() throws Exception {
    restart(NetworkConditions.parse("{\"fault\": \"error=0.5\", \"seed\": 7}"));
    List<Integer> first = statuses();
    URI stats = server.baseUrl().resolve("/stats");
    assertEquals(204, send("DELETE", stats + "?seed=8").statusCode());
    assertEquals(8, server.conditions().seed());
    assertNotEquals(first, statuses());
    assertEquals(204, send("DELETE", stats + "?seed=7").statusCode());
    assertEquals(first, statuses());
    assertEquals(400, send("DELETE", stats + "?seed=few").statusCode());
    assertEquals(7, server.conditions().seed());
  }

  private List<Integer> statuses() throws Exception {
    List<Integer> statuses = new ArrayList<>();
    for (int i = 0; i < 10; i++) {
      statuses.add(send("GET", server.baseUrl() + "/br/br.gif").statusCode());
    }
    return statuses;
  }

  @Test
  void theWarmUpPathNeitherWaitsNorCounts() throws Exception {
    restart(NetworkConditions.of(FOREVER));
    assertEquals(200, send("GET", server.warmUpUrl() + "/br/br.gif").statusCode());
    assertEquals(0, server.statistics().requests());
  }

  @Test
  void statisticsCountRequestsAndTheirPeakUntilReset() throws Exception {
    restart(NetworkConditions.of(FOREVER));
    List<CompletableFuture<?>> waiting = sendMany(50);
    await(() -> server.statistics().inFlight() == 50);
    assertEquals(50, server.statistics().requests());
    assertEquals(50, server.statistics().peakInFlight());
    server.statistics().reset();
    assertEquals(50, server.statistics().requests(), "those in flight will be answered");
    assertEquals(50, server.statistics().peakInFlight());
    waiting.forEach(request -> request.cancel(true));
  }

  @Test
  void aThousandDelayedRequestsHoldNoThread() throws Exception {
    restart(NetworkConditions.of(FOREVER));
    sendMany(1);
    await(() -> server.statistics().inFlight() == 1);
    long before = serverThreads();
    sendMany(1000);
    await(() -> server.statistics().inFlight() == 1001);
    assertEquals(before, serverThreads());
  }

  @Test
  void closingLeavesNoThreadAndNoOneWaiting() throws Exception {
    restart(NetworkConditions.of(FOREVER));
    List<CompletableFuture<?>> waiting = sendMany(20);
    await(() -> server.statistics().inFlight() == 20);
    server.close();
    for (CompletableFuture<?> request : waiting) {
      assertThrows(Exception.class, request::get);
    }
    await(() -> serverThreads() == 0);
  }

  @Test
  void aTakenPortIsRefusedByNumber() {
    int port = server.baseUrl().getPort();
    var error =
        assertThrows(
            UncheckedIOException.class,
            () -> FlagServer.start("127.0.0.1", port, NetworkConditions.NONE, false));
    assertTrue(error.toString().contains("port " + port), error::toString);
  }

  private void restart(NetworkConditions conditions) {
    server.close();
    server = FlagServer.start(conditions);
  }

  private HttpResponse<byte[]> send(String method, String url)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .method(method, BodyPublishers.noBody())
            .timeout(Duration.ofSeconds(20))
            .build();
    return client.send(request, BodyHandlers.ofByteArray());
  }

  private List<CompletableFuture<?>> sendMany(int requests) {
    List<CompletableFuture<?>> sent = new ArrayList<>();
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(server.baseUrl() + "/br/br.gif")).build();
    for (int i = 0; i < requests; i++) {
      sent.add(client.sendAsync(request, BodyHandlers.ofByteArray()));
    }
    return sent;
  }

  private static long serverThreads() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().matches("(XNIO|flag-timer).*"))
        .count();
  }

  private static void await(BooleanSupplier condition) {
    long deadline = System.nanoTime() + 30_000_000_000L;
    while (!condition.getAsBoolean()) {
      assertTrue(System.nanoTime() < deadline, "it did not come true");
      Thread.onSpinWait();
    }
  }
}

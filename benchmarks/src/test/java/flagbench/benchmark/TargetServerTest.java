package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import flagbench.benchmark.TargetServer.Statistics;
import flagbench.download.BaseUrl;
import flagbench.server.FlagServer;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class TargetServerTest {

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "process"})
  void aServerServesCountsAndForgets(String server) throws Exception {
    try (TargetServer target = TargetServer.open(server, latency("1ms"))) {
      download(target.baseUrl());
      download(target.baseUrl());
      download(target.warmUpUrl().orElseThrow());
      Statistics seen = target.statistics().orElseThrow();
      assertEquals(2, seen.requests());
      assertEquals(1, seen.peakInFlight());
      assertEquals(2, seen.connections());
      assertTrue(seen.lateMicros() > 0, seen::toString);
      target.reset();
      assertEquals(Optional.of(new Statistics(0, 0, 0, 0)), target.statistics());
      assertEquals(server.equals("process"), target.cpuNanos() > 0);
    }
  }

  @Test
  void aRunningServerIsTakenByItsUrl() throws Exception {
    try (FlagServer server = serving("1ms");
        TargetServer target = TargetServer.open(bare(server.baseUrl()), latency("1ms"))) {
      assertEquals(server.baseUrl(), target.baseUrl());
      download(target.baseUrl());
      assertEquals(1, target.statistics().orElseThrow().requests());
    }
  }

  @Test
  void aRunningServerOfAnotherLatencyIsRefused() {
    try (FlagServer server = serving("2ms")) {
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> TargetServer.open(server.baseUrl().toString(), latency("50ms")));
      assertTrue(error.toString().contains("has latency 2ms, not 50ms"), error::toString);
    }
  }

  @Test
  void aRunningServerDrawsFromTheSeedOfTheFork() throws Exception {
    NetworkConditions random = NetworkConditions.parse(Map.of("latency", "1ms..2ms"));
    try (FlagServer server = FlagServer.start(random);
        TargetServer target =
            TargetServer.open(server.baseUrl().toString(), random.withSeed(4711))) {
      target.reset();
      assertEquals(4711, server.conditions().seed());
    }
  }

  @Test
  void aRunningServerOfConditionsThatAResultWouldNotTellIsRefused() {
    try (FlagServer server =
        FlagServer.start(NetworkConditions.parse("{\"capacity\": 5, \"seed\": 7}"))) {
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () -> TargetServer.open(server.baseUrl().toString(), latency("0ms")));
      assertTrue(error.toString().contains("capacity 5"), error::toString);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "process"})
  void aStartedServerHasTheConditionsOfTheCell(String server) throws Exception {
    Map<String, String> parameters =
        Map.of("latency", "1ms", "link", "10MB/s", "capacity", "3", "refuse", "9", "workers", "20");
    try (TargetServer target =
        TargetServer.open(server, NetworkConditions.ofParameters(parameters))) {
      try (HttpClient client = HttpClient.newHttpClient()) {
        String told =
            client
                .send(
                    HttpRequest.newBuilder(target.baseUrl().resolve("/conditions")).build(),
                    BodyHandlers.ofString())
                .body();
        assertEquals(
            NetworkConditions.parse(
                Map.of(
                    "latency",
                    "1ms",
                    "handshake",
                    "1ms",
                    "link",
                    "10MB/s",
                    "capacity",
                    "3",
                    "refuse",
                    "9")),
            NetworkConditions.parse(told));
      }
    }
  }

  @Test
  void aRunningServerOfAnotherLinkIsRefused() {
    try (FlagServer server =
        FlagServer.start(NetworkConditions.parse(Map.of("link", "1MB/s", "latency", "5ms")))) {
      Map<String, String> other = Map.of("link", "2MB/s", "latency", "5ms");
      var error =
          assertThrows(
              IllegalArgumentException.class,
              () ->
                  TargetServer.open(
                      server.baseUrl().toString(), NetworkConditions.ofParameters(other)));
      assertTrue(error.toString().contains("has link 1MB/s, not 2MB/s"), error::toString);
    }
  }

  @Test
  void aServerThatTellsNothingOfItselfIsTakenForOneWithoutLatency() throws Exception {
    HttpServer foreign =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    foreign.start();
    try {
      String url = "http://127.0.0.1:%d/flags".formatted(foreign.getAddress().getPort());
      try (TargetServer target = TargetServer.open(url, latency("0ms"))) {
        assertEquals(Optional.empty(), target.warmUpUrl());
        assertEquals(Optional.empty(), target.statistics());
        target.reset();
      }
      var error =
          assertThrows(
              IllegalArgumentException.class, () -> TargetServer.open(url, latency("50ms")));
      assertTrue(error.toString().contains("-p latency=0ms"), error::toString);
    } finally {
      foreign.stop(0);
    }
  }

  @Test
  void aServerThatIsNotThereIsNamed() {
    FlagServer server = serving("0ms");
    String url = server.baseUrl().toString();
    server.close();
    var error =
        assertThrows(UncheckedIOException.class, () -> TargetServer.open(url, latency("0ms")));
    assertTrue(error.toString().contains(url), error::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "nginx",
        "https://127.0.0.1/flags",
        "http:///flags",
        "http://127.0.0.1/f?x",
        "http:// x"
      })
  void whatIsNoServerIsRefused(String server) {
    var error =
        assertThrows(IllegalArgumentException.class, () -> Parameters.check("server", server));
    assertTrue(error.toString().contains("is none of: embedded, process"), error::toString);
  }

  @Test
  void anotherMachineNeedsPermission() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Parameters.check("server", "http://192.0.2.1:8001/flags"));
    assertTrue(error.toString().contains("--allow-remote"), error::toString);
  }

  @Test
  void aPathThatBeginsWithTwoSlashesDoesNotNameAnotherMachine() {
    URI base = BaseUrl.parse("http://127.0.0.1:8001//example.com/flags/", "embedded", false);
    assertEquals(URI.create("http://127.0.0.1:8001//example.com/flags"), base);
  }

  private static NetworkConditions latency(String text) {
    return NetworkConditions.ofParameters(Map.of("latency", text));
  }

  private static FlagServer serving(String latency) {
    return FlagServer.start(NetworkConditions.of(Latency.parse(latency)));
  }

  private static String bare(URI baseUrl) {
    return baseUrl.toString().replace("/flags", "");
  }

  private static void download(URI baseUrl) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      HttpRequest request = HttpRequest.newBuilder(URI.create(baseUrl + "/br/br.gif")).build();
      assertEquals(200, client.send(request, BodyHandlers.discarding()).statusCode());
    }
  }
}

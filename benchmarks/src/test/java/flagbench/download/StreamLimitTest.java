package flagbench.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.download.FlagClient.Kind;
import flagbench.server.FlagSet;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.SameThreadExecutor;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledForJreRange;
import org.junit.jupiter.api.condition.JRE;

/** What the JDK's client does with more requests than a server allows streams on a connection. */
@Timeout(60)
class StreamLimitTest {
  private static final int STREAMS = 100;

  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peak = new AtomicInteger();
  private final Set<SocketAddress> connections = ConcurrentHashMap.newKeySet();

  @AutoClose("stop")
  private final Undertow server =
      Undertow.builder()
          .addHttpListener(0, "127.0.0.1")
          .setIoThreads(1)
          .setServerOption(UndertowOptions.ENABLE_HTTP2, true)
          .setServerOption(UndertowOptions.HTTP2_SETTINGS_MAX_CONCURRENT_STREAMS, STREAMS)
          .setHandler(this::answerLater)
          .build();

  @BeforeEach
  void start() {
    server.start();
  }

  @Test
  void upToTheLimitEveryFlagIsSavedOverOneConnection() throws Exception {
    List<Outcome> outcomes = download(STREAMS / 2);
    assertTrue(outcomes.stream().allMatch(Outcome.Saved.class::isInstance), outcomes::toString);
    assertEquals(STREAMS / 2, peak.get());
    assertEquals(1, connections.size());
  }

  /**
   * The client does not wait for a stream and opens no other connection. From JDK 26 on it retries.
   */
  @Test
  @EnabledForJreRange(max = JRE.JAVA_25)
  void beyondTheLimitFlagsFailOneByOneAndNoneIsLost() throws Exception {
    List<Outcome> outcomes = download(2 * STREAMS);
    assertEquals(4 * STREAMS, outcomes.size());
    assertTrue(outcomes.stream().anyMatch(Outcome.Failed.class::isInstance), outcomes::toString);
    for (Outcome outcome : outcomes) {
      if (outcome instanceof Outcome.Failed failed) {
        assertEquals("too many concurrent streams", failed.reason());
      }
    }
    assertTrue(peak.get() <= STREAMS, peak::toString);
    assertEquals(1, connections.size());
  }

  private List<Outcome> download(int workers) throws InterruptedException {
    int port = ((InetSocketAddress) server.getListenerInfo().getFirst().getAddress()).getPort();
    try (FlagClient client = Kind.JDK_HTTP2.open(Duration.ofSeconds(20), workers)) {
      var download =
          new Download(
              client,
              URI.create("http://127.0.0.1:" + port),
              new ConcurrentHashMap<String, byte[]>()::put);
      // One request first: several that ask for HTTP/2 at once would each get a connection.
      new SequentialDownloader(download).downloadMany(Flag.of(FlagSet.CODES, 1));
      return new AsyncDownloader(download, workers)
          .downloadMany(Flag.of(FlagSet.CODES, 4 * STREAMS));
    }
  }

  private void answerLater(HttpServerExchange exchange) {
    connections.add(exchange.getConnection().getPeerAddress());
    peak.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () ->
            exchange.getIoThread().executeAfter(() -> answer(exchange), 20, TimeUnit.MILLISECONDS));
  }

  private void answer(HttpServerExchange exchange) {
    inFlight.decrementAndGet();
    exchange.getResponseSender().send("gif");
  }
}

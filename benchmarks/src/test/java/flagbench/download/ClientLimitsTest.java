package flagbench.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.download.FlagClient.Kind;
import flagbench.download.Outcome.Saved;
import flagbench.server.FlagSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Finds out by experiment how many requests each client keeps in flight: with the limits of its
 * library, and with raised limits.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class ClientLimitsTest {

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      mode = EnumSource.Mode.EXCLUDE,
      names = {"HTTPCORE5_DEFAULT", "HTTPCLIENT5_DEFAULT", "OKHTTP_DEFAULT"})
  void aPlainNameReachesTwoHundredInEveryStyle(Kind kind) throws Exception {
    for (Style style : List.of(Style.THREAD_POOL, Style.VIRTUAL_THREADS, Style.ASYNC)) {
      assertEquals(200, peak(kind, style, 200, 200), style::toString);
    }
  }

  /**
   * The limits that the libraries document: HttpCore's {@code RequesterBootstrap} 20 connections
   * for each route, HttpClient's {@code PoolingHttpClientConnectionManager} 5, OkHttp's {@code
   * Dispatcher} 5 asynchronous calls for each host and any number of other calls.
   */
  @ParameterizedTest
  @CsvSource({
    "HTTPCORE5_DEFAULT, THREAD_POOL, 20",
    "HTTPCORE5_DEFAULT, VIRTUAL_THREADS, 20",
    "HTTPCORE5_DEFAULT, ASYNC, 20",
    "HTTPCLIENT5_DEFAULT, THREAD_POOL, 5",
    "HTTPCLIENT5_DEFAULT, VIRTUAL_THREADS, 5",
    "HTTPCLIENT5_DEFAULT, ASYNC, 5",
    "OKHTTP_DEFAULT, THREAD_POOL, 40",
    "OKHTTP_DEFAULT, VIRTUAL_THREADS, 40",
    "OKHTTP_DEFAULT, ASYNC, 5"
  })
  void aDefaultStopsAtTheLimitThatItsLibraryDocuments(Kind kind, Style style, int limit)
      throws Exception {
    assertEquals(limit, peak(kind, style, 40, limit));
  }

  /**
   * The server answers no request before that many have arrived, so that a client that sends fewer
   * gets no response at all.
   */
  private static int peak(Kind kind, Style style, int workers, int together) throws Exception {
    var all = new CyclicBarrier(together);
    try (GateServer server =
            new GateServer((gate, exchange) -> {
              all.await(20, TimeUnit.SECONDS);
              gate.send(exchange, 200, "gif");
            });
        FlagClient client = kind.open(Duration.ofSeconds(30), workers)) {
      var download =
          new Download(client, server.url(), new ConcurrentHashMap<String, byte[]>()::put);
      List<Outcome> outcomes =
          style.downloader(download, workers).downloadMany(Flag.of(FlagSet.CODES, 2 * workers));
      assertTrue(outcomes.stream().allMatch(Saved.class::isInstance), outcomes::toString);
      return server.peak.get();
    }
  }
}

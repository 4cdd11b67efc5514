package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.download.Download;
import flagbench.download.Flag;
import flagbench.download.FlagClient;
import flagbench.download.Outcome;
import flagbench.download.SequentialDownloader;
import flagbench.download.ThreadPoolDownloader;
import flagbench.server.FlagServer;
import flagbench.server.FlagSet;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Holds every client to the number of connections that it is meant to open. */
@Timeout(60)
class ClientsTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(20);
  private static final int FLAGS = 40;
  private static final int WORKERS = 5;

  @AutoClose
  private final FlagServer server =
      FlagServer.start("127.0.0.1", 0, NetworkConditions.of(Latency.parse("5ms")), true);

  @ParameterizedTest
  @CsvSource({
    "JDK, 5",
    "JDK_HTTP2, 1",
    "HTTPCORE5, 5",
    "HTTPCORE5_CLOSE, 41",
    "HTTPCLIENT5, 5",
    "OKHTTP, 5"
  })
  void aClientOpensAsManyConnectionsAsItsKindSays(FlagClient.Kind kind, int connections)
      throws Exception {
    try (FlagClient client = kind.open(TIMEOUT, WORKERS)) {
      var download = download(client, new ConcurrentHashMap<>());
      List<Outcome> first = new SequentialDownloader(download).downloadMany(flags(1));
      List<Outcome> rest = new ThreadPoolDownloader(download, WORKERS).downloadMany(flags(FLAGS));
      assertTrue(first.getFirst() instanceof Outcome.Saved, first::toString);
      assertTrue(rest.stream().allMatch(Outcome.Saved.class::isInstance), rest::toString);
    }
    assertEquals(connections, server.statistics().connections());
  }

  private Download download(FlagClient client, ConcurrentMap<String, byte[]> files) {
    return new Download(client, server.baseUrl(), files::put);
  }

  private static List<Flag> flags(int flags) {
    return Flag.of(FlagSet.CODES, flags);
  }
}

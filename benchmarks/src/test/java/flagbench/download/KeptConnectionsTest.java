package flagbench.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.download.ClosingServer.Closing;
import flagbench.download.FlagClient.Kind;
import flagbench.download.Outcome.Failed;
import flagbench.download.Outcome.Saved;
import flagbench.server.FlagSet;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every client, in every style, to repeating requests whose kept connection was closed. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class KeptConnectionsTest {
  private static final String EVERY_ONE = "flagbench.download.DownloaderTest#stylesAndClients";
  private static final int WORKERS = 5;
  private static final int FLAGS = 60;

  @ParameterizedTest
  @MethodSource(EVERY_ONE)
  void aRequestThatItsKeptConnectionEndsUnderIsMadeAgainAndCounted(Style style, Kind kind)
      throws Exception {
    try (var server = new ClosingServer(Closing.UNDER_A_REQUEST, 3);
        FlagClient client = kind.open(Duration.ofSeconds(30), WORKERS)) {
      assertAllSaved(download(style, client, server));
      assertEquals(FLAGS, server.answered.get());
      assertEquals(server.hungUp.get(), client.repeats());
      assertEquals(kind != Kind.HTTPCORE5_CLOSE, client.repeats() > 0);
    }
  }

  @ParameterizedTest
  @MethodSource(EVERY_ONE)
  void aServerThatClosesAfterAnAnswerFailsNoFlag(Style style, Kind kind) throws Exception {
    try (var server = new ClosingServer(Closing.AFTER_AN_ANSWER, 3);
        FlagClient client = kind.open(Duration.ofSeconds(30), WORKERS)) {
      assertAllSaved(download(style, client, server));
      assertEquals(FLAGS, server.answered.get());
    }
  }

  @ParameterizedTest
  @MethodSource(EVERY_ONE)
  void aServerThatClosesIdleConnectionsFailsNoFlag(Style style, Kind kind) throws Exception {
    try (var server = new ClosingServer(Closing.WHEN_IDLE, Integer.MAX_VALUE);
        FlagClient client = kind.open(Duration.ofSeconds(30), WORKERS)) {
      assertAllSaved(download(style, client, server));
      server.awaitAllClosed();
      assertAllSaved(download(style, client, server));
      assertEquals(2 * FLAGS, server.answered.get());
    }
  }

  @ParameterizedTest
  @MethodSource(EVERY_ONE)
  void aRequestThatANewConnectionEndsUnderFails(Style style, Kind kind) throws Exception {
    assertAllFail(Closing.UNDER_A_REQUEST, style, kind);
  }

  @ParameterizedTest
  @MethodSource(EVERY_ONE)
  void aResponseThatEndsWithinItsHeadFailsInTheEnd(Style style, Kind kind) throws Exception {
    assertAllFail(Closing.WITHIN_A_HEAD, style, kind);
  }

  @ParameterizedTest
  @MethodSource(EVERY_ONE)
  void aServerThatEndsUnderARequestFailsWhatIsLeft(Style style, Kind kind) throws Exception {
    try (var server = new ClosingServer(Closing.FOR_GOOD, 3);
        FlagClient client = kind.open(Duration.ofSeconds(30), WORKERS)) {
      List<Outcome> outcomes = download(style, client, server);
      assertEquals(
          kind != Kind.HTTPCORE5_CLOSE, outcomes.stream().anyMatch(Failed.class::isInstance));
      assertTrue(client.repeats() <= FLAGS, () -> client.repeats() + " repeats");
    }
  }

  /** Fails on new connections, of which none carries a request to its end. */
  private static void assertAllFail(Closing closing, Style style, Kind kind) throws Exception {
    try (var server = new ClosingServer(closing, 0);
        FlagClient client = kind.open(Duration.ofSeconds(30), WORKERS)) {
      for (Outcome outcome : download(style, client, server)) {
        assertInstanceOf(Failed.class, outcome);
      }
      assertEquals(FLAGS + client.repeats(), server.hungUp.get());
    }
  }

  private static List<Outcome> download(Style style, FlagClient client, ClosingServer server)
      throws InterruptedException {
    var download = new Download(client, server.url(), new ConcurrentHashMap<String, byte[]>()::put);
    return style.downloader(download, WORKERS).downloadMany(Flag.of(FlagSet.CODES, FLAGS));
  }

  private static void assertAllSaved(List<Outcome> outcomes) {
    assertTrue(outcomes.stream().allMatch(Saved.class::isInstance), outcomes::toString);
  }
}

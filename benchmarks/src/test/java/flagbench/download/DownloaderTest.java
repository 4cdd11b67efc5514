package flagbench.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.download.Outcome.Failed;
import flagbench.download.Outcome.NotFound;
import flagbench.download.Outcome.Saved;
import flagbench.server.FlagServer;
import flagbench.server.FlagSet;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Holds every style, with every client, to what {@link Downloader} promises. */
@Order(0) // It waits more than it computes.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class DownloaderTest {
  private static final FlagSet FLAGS = new FlagSet();
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final Duration SHORT = Duration.ofMillis(20);

  /**
   * The number of workers for which clients are opened if a test does not say it. No test has more.
   */
  private static final int WORKERS = 7;

  static Stream<Arguments> stylesAndClients() {
    return Arrays.stream(Style.values())
        .flatMap(style ->
            Arrays.stream(FlagClient.Kind.values())
                // These kinds use the same classes as the plain names do.
                .filter(kind -> !kind.toString().endsWith("@default"))
                .map(kind -> Arguments.of(style, kind)));
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void savesEveryFlagByteForByteInOrder(Style style, FlagClient.Kind kind, @TempDir Path directory)
      throws Exception {
    List<Flag> flags = Flag.of(FlagSet.CODES, 45);
    try (FlagServer server = FlagServer.start(NetworkConditions.NONE);
        FlagClient client = kind.open(LONG, WORKERS)) {
      var download = new Download(client, server.baseUrl(), new Sink.Disk(directory));
      List<Outcome> outcomes = style.downloader(download, 7).downloadMany(flags);
      assertEquals(flags, outcomes.stream().map(Outcome::flag).toList());
      for (Flag flag : flags) {
        byte[] gif = new byte[FLAGS.gif(flag.code()).remaining()];
        FLAGS.gif(flag.code()).get(gif);
        assertArrayEquals(gif, Files.readAllBytes(directory.resolve(flag.file())), flag.file());
      }
      assertTrue(outcomes.stream().allMatch(Saved.class::isInstance), outcomes::toString);
      assertEquals(45, server.statistics().requests());
      try (var files = Files.list(directory)) {
        assertEquals(45, files.count());
      }
    }
  }

  /**
   * The server answers no request before {@code workers} of them have arrived, so that a style that
   * sends fewer gets no response at all.
   */
  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void keepsExactlyAsManyInFlightAsThereAreWorkers(Style style, FlagClient.Kind kind)
      throws Exception {
    int workers = style == Style.SEQUENTIAL ? 1 : 6;
    var all = new CyclicBarrier(workers);
    try (GateServer server =
        new GateServer((gate, exchange) -> {
          all.await(20, TimeUnit.SECONDS);
          gate.send(exchange, 200, "gif");
        })) {
      List<Outcome> outcomes = download(style, kind, server.url(), workers, LONG, 5 * workers);
      assertTrue(outcomes.stream().allMatch(Saved.class::isInstance), outcomes::toString);
      assertEquals(workers, server.peak.get());
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void downloadsInAlphabeticalOrderWithOneWorker(Style style, FlagClient.Kind kind)
      throws Exception {
    var paths = new ConcurrentLinkedQueue<String>();
    try (GateServer server =
        new GateServer((gate, exchange) -> {
          paths.add(exchange.getRequestURI().getPath());
          gate.send(exchange, 200, "gif");
        })) {
      download(style, kind, server.url(), 1, LONG, 20);
      assertEquals(
          FlagSet.CODES.stream().map(code -> "/" + code + "/" + code + ".gif").toList(),
          List.copyOf(paths));
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void everyFlagHasOneOutcomeWhateverTheServerAnswers(Style style, FlagClient.Kind kind)
      throws Exception {
    try (GateServer server =
        new GateServer((gate, exchange) -> {
          switch (exchange.getRequestURI().getPath().charAt(1)) {
            case 'b' -> gate.send(exchange, 404, "no such flag");
            case 'c' -> gate.send(exchange, 500, "oops");
            case 'i' -> {
              // The body is shorter than announced, because the connection is closed.
              exchange.sendResponseHeaders(200, 1000);
              exchange.getResponseBody().write(1);
            }
            default -> gate.send(exchange, 200, "gif");
          }
        })) {
      Map<String, byte[]> saved = new ConcurrentHashMap<>();
      List<Flag> flags = Flag.of(FlagSet.CODES, 20);
      try (FlagClient client = kind.open(LONG, WORKERS)) {
        var download = new Download(client, server.url(), saved::put);
        List<Outcome> outcomes = style.downloader(download, 4).downloadMany(flags);
        assertEquals(flags, outcomes.stream().map(Outcome::flag).toList());
        for (Outcome outcome : outcomes) {
          Class<? extends Outcome> expected =
              switch (outcome.flag().code().charAt(0)) {
                case 'b' -> NotFound.class;
                case 'c', 'i' -> Failed.class;
                default -> Saved.class;
              };
          assertInstanceOf(expected, outcome);
        }
        assertEquals(13, saved.size(), "nothing but whole flags is saved");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void aServerThatNeverAnswersFailsEveryFlagInTime(Style style, FlagClient.Kind kind)
      throws Exception {
    var end = new CountDownLatch(1);
    try (GateServer server = new GateServer((gate, exchange) -> end.await())) {
      assertAllFail(download(style, kind, server.url(), 3, SHORT, 4));
      end.countDown();
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void aBodyThatStallsFailsEveryFlagInTime(Style style, FlagClient.Kind kind) throws Exception {
    var end = new CountDownLatch(1);
    try (GateServer server =
        new GateServer((gate, exchange) -> {
          exchange.sendResponseHeaders(200, 1000);
          exchange.getResponseBody().write(1);
          exchange.getResponseBody().flush();
          end.await();
        })) {
      // Long enough for the headers to arrive on a busy machine.
      assertAllFail(download(style, kind, server.url(), 3, Duration.ofMillis(100), 4));
      end.countDown();
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void aServerThatIsNotThereFailsEveryFlag(Style style, FlagClient.Kind kind) throws Exception {
    // Nobody listens at a port that is only bound, and no other server can take it meanwhile.
    try (var bound = new Socket()) {
      bound.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
      URI gone = URI.create("http://127.0.0.1:" + bound.getLocalPort());
      // So many that an async style would run out of stack if each failure began the next request.
      int flags = style == Style.ASYNC ? 2000 : 200;
      assertAllFail(download(style, kind, gone, 20, LONG, flags));
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void aSinkThatFailsFailsTheFlagAndTheRestGoesOn(Style style, FlagClient.Kind kind)
      throws Exception {
    try (FlagServer server = FlagServer.start(NetworkConditions.NONE);
        FlagClient client = kind.open(LONG, WORKERS)) {
      var download =
          new Download(
              client,
              server.baseUrl(),
              (file, bytes) -> {
                if (file.equals("br.gif")) {
                  throw new IOException("disk full");
                }
              });
      List<Outcome> outcomes =
          style.downloader(download, 5).downloadMany(Flag.of(FlagSet.CODES, 20));
      assertEquals(
          List.of("br"),
          outcomes.stream()
              .filter(Failed.class::isInstance)
              .map(outcome -> outcome.flag().code())
              .toList());
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void anInterruptEndsTheCallAndAllItStarted(Style style, FlagClient.Kind kind) throws Exception {
    int workers = style == Style.SEQUENTIAL ? 1 : 4;
    var arrived = new CountDownLatch(workers);
    var release = new CountDownLatch(1);
    // The number of requests is not checked, because the JDK's client may repeat one whose
    // connection was dropped.
    Set<String> asked = ConcurrentHashMap.newKeySet();
    // Threads belong to the group of the thread that starts them.
    var group = new ThreadGroup("caller");
    try (GateServer server =
            new GateServer((gate, exchange) -> {
              asked.add(exchange.getRequestURI().getPath());
              arrived.countDown();
              release.await();
              gate.send(exchange, 200, "gif");
            });
        FlagClient client = kind.open(Duration.ofMillis(300), workers)) {
      var download =
          new Download(client, server.url(), new ConcurrentHashMap<String, byte[]>()::put);
      var result = new CompletableFuture<List<Outcome>>();
      Thread caller =
          Thread.ofPlatform()
              .group(group)
              .start(() -> {
                try {
                  result.complete(
                      style.downloader(download, workers).downloadMany(Flag.of(FlagSet.CODES, 20)));
                } catch (Throwable e) {
                  result.completeExceptionally(e);
                }
              });
      arrived.await();
      caller.interrupt();
      caller.join();
      // If anything were still running, it could go on now.
      release.countDown();
      var error = assertThrows(ExecutionException.class, result::get);
      assertInstanceOf(InterruptedException.class, error.getCause());
      download.downloadOne(Flag.of(FlagSet.CODES, 1).getFirst());
      assertEquals(workers, asked.size(), "no download is started after the interrupt");
      Thread[] threads = new Thread[100];
      List<Thread> left =
          Arrays.stream(threads, 0, group.enumerate(threads))
              .filter(thread -> thread.getName().startsWith("pool-"))
              .toList();
      // A pool counts as terminated a moment before its last thread has ended.
      for (Thread thread : left) {
        assertTrue(thread.join(LONG), left::toString);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void aSinkWithABugFailsTheFlagAndNeverHangsTheCall(Style style, FlagClient.Kind kind)
      throws Exception {
    try (FlagServer server = FlagServer.start(NetworkConditions.NONE);
        FlagClient client = kind.open(LONG, WORKERS)) {
      var download =
          new Download(
              client,
              server.baseUrl(),
              (file, bytes) -> {
                throw new IllegalStateException("a bug");
              });
      assertAllFail(style.downloader(download, 5).downloadMany(Flag.of(FlagSet.CODES, 20)));
    }
  }

  /** Later requests fail as well, because an async style starts them when others have ended. */
  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void anErrorInTheClientFailsTheFlagAndNeverHangsTheCall(Style style, FlagClient.Kind kind)
      throws Exception {
    try (FlagServer server = FlagServer.start(NetworkConditions.NONE);
        FlagClient working = kind.open(LONG, WORKERS)) {
      var client =
          new FlagClient() {
            @Override
            public Reply get(URI uri) throws IOException, InterruptedException {
              failOnBrazil(uri);
              return working.get(uri);
            }

            @Override
            public CompletableFuture<Reply> getAsync(URI uri) {
              failOnBrazil(uri);
              return working.getAsync(uri);
            }

            @Override
            public long repeats() {
              return working.repeats();
            }

            @Override
            public void close() {}

            private void failOnBrazil(URI uri) {
              if (uri.getPath().endsWith("/br.gif")) {
                throw new NoClassDefFoundError("a part of the client");
              }
            }
          };
      var arrived = new AtomicInteger();
      var download =
          new Download(
              client,
              server.baseUrl(),
              (file, bytes) -> {
                if (file.startsWith("cd")) {
                  throw new OutOfMemoryError("of the sink");
                }
              },
              outcome -> arrived.incrementAndGet());
      List<Outcome> outcomes =
          style.downloader(download, 2).downloadMany(Flag.of(FlagSet.CODES, 60));
      assertEquals(60, arrived.get());
      assertEquals(
          List.of("br.gif", "cd.gif", "br-2.gif", "cd-2.gif", "br-3.gif", "cd-3.gif"),
          outcomes.stream()
              .filter(Failed.class::isInstance)
              .map(outcome -> outcome.flag().file())
              .toList());
    }
  }

  @Test
  void withoutWorkersNothingCouldEverEnd() {
    var download =
        new Download(
            FlagClient.Kind.JDK.open(LONG, 1),
            URI.create("http://127.0.0.1:1"),
            (file, bytes) -> {});
    for (Style style : List.of(Style.THREAD_POOL, Style.VIRTUAL_THREADS, Style.ASYNC)) {
      assertThrows(IllegalArgumentException.class, () -> style.downloader(download, 0));
    }
  }

  @ParameterizedTest
  @MethodSource("stylesAndClients")
  void noFlagsAreNoOutcomes(Style style, FlagClient.Kind kind) throws Exception {
    try (FlagClient client = kind.open(LONG, WORKERS)) {
      var download = new Download(client, URI.create("http://127.0.0.1:1"), (file, bytes) -> {});
      assertEquals(List.of(), style.downloader(download, 5).downloadMany(List.of()));
    }
  }

  private static List<Outcome> download(
      Style style, FlagClient.Kind kind, URI url, int workers, Duration timeout, int flags)
      throws InterruptedException {
    try (FlagClient client = kind.open(timeout, workers)) {
      return style
          .downloader(
              new Download(client, url, new ConcurrentHashMap<String, byte[]>()::put), workers)
          .downloadMany(Flag.of(FlagSet.CODES, flags));
    }
  }

  private static void assertAllFail(List<Outcome> outcomes) {
    assertTrue(outcomes.stream().allMatch(Failed.class::isInstance), outcomes::toString);
  }
}

package flagbench.server;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Sends raw bytes to a running server, which must go on serving its other clients meanwhile. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit sets the fields before each test
class HostileInputTest {
  private static final String HOST = "Host: 127.0.0.1\r\n";
  private static final String GOOD = "GET /flags/br/br.gif HTTP/1.1\r\n" + HOST + "\r\n";
  private static final int MILLIS = 30_000;
  private static final FlagSet FLAGS = new FlagSet();

  private static FlagServer server;
  private Socket neighbour;

  @BeforeAll
  static void start() {
    server = FlagServer.start(NetworkConditions.of(Latency.parse("1ms")));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void meetNeighbour() throws IOException {
    neighbour = connect();
    requireFlag(neighbour);
  }

  /** A client from before is still served on its connection, and no request remains in flight. */
  @AfterEach
  void askNeighbour() throws IOException {
    requireFlag(neighbour);
    neighbour.close();
    try (Socket fresh = connect()) {
      requireFlag(fresh);
    }
    await();
  }

  static Stream<Arguments> requests() {
    String flag = "GET /flags/br/br.gif HTTP/1.1\r\n";
    return Stream.of(
        Arguments.of("garbage", "\1\2\3\4\r\n\r\n", "400|"),
        Arguments.of("a TLS hello", "\26\3\1\2\0\1\0\1\374\3\3" + "x".repeat(500), "400|"),
        Arguments.of("an HTTP/2 preface", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400|"),
        Arguments.of("no version", "GET /flags/br/br.gif\r\n" + HOST + "\r\n", "400|200|"),
        Arguments.of(
            "an unknown version, which Undertow takes for 1.1",
            "GET /flags/br/br.gif HTTP/7.3\r\n" + HOST + "\r\n",
            "200"),
        Arguments.of("HTTP/1.0", "GET /flags/br/br.gif HTTP/1.0\r\n\r\n", "200"),
        Arguments.of("no Host", flag + "\r\n", "400"),
        Arguments.of("two Hosts", flag + HOST + HOST + "\r\n", "400"),
        Arguments.of("a Host that is none", flag + "Host: a b\r\n\r\n", "400"),
        Arguments.of("a port that is none", flag + "Host: localhost:99999\r\n\r\n", "400"),
        Arguments.of("a space in a header's name", flag + HOST + "a b: c\r\n\r\n", "400|"),
        Arguments.of("a header without a colon", flag + HOST + "nonsense\r\n\r\n", "400|"),
        Arguments.of(
            "a header of 1 MiB", flag + HOST + "X: " + "x".repeat(1 << 20) + "\r\n\r\n", "400|"),
        Arguments.of(
            "a path of 1 MiB",
            "GET /" + "x".repeat(1 << 20) + " HTTP/1.1\r\n" + HOST + "\r\n",
            "400|"),
        Arguments.of(
            "a method of 1 MiB",
            "G".repeat(1 << 20) + " / HTTP/1.1\r\n" + HOST + "\r\n",
            "400|405|"),
        Arguments.of("10,000 headers", flag + HOST + "a: b\r\n".repeat(10_000) + "\r\n", "400|"),
        Arguments.of("a negative length", flag + HOST + "Content-Length: -1\r\n\r\n", "400|"),
        Arguments.of(
            "two lengths",
            flag + HOST + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
            "400|"),
        Arguments.of(
            "a length and chunks",
            "POST / HTTP/1.1\r\n"
                + HOST
                + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "400|405|"),
        Arguments.of(
            "broken chunks",
            "POST / HTTP/1.1\r\n" + HOST + "Transfer-Encoding: chunked\r\n\r\nzz\r\nfoo\r\n",
            "400|405|"),
        Arguments.of("a body with GET", flag + HOST + "Content-Length: 3\r\n\r\nabc", "200"),
        Arguments.of(
            "a body of 1 MiB",
            "POST / HTTP/1.1\r\n" + HOST + "Content-Length: 1048576\r\n\r\n" + "x".repeat(1 << 20),
            "405|413|"),
        Arguments.of(
            "POST",
            "POST /flags/br/br.gif HTTP/1.1\r\n" + HOST + "Content-Length: 0\r\n\r\n",
            "405"),
        Arguments.of("DELETE", "DELETE /flags/br/br.gif HTTP/1.1\r\n" + HOST + "\r\n", "405"),
        Arguments.of("TRACE", "TRACE /flags/br/br.gif HTTP/1.1\r\n" + HOST + "\r\n", "405"),
        Arguments.of(
            "CONNECT",
            "CONNECT example.org:443 HTTP/1.1\r\nHost: example.org:443\r\n\r\n",
            "400|404|405|"),
        Arguments.of("OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + HOST + "\r\n", "400|404|405"),
        Arguments.of(
            "an absolute address",
            "GET http://127.0.0.1/flags/br/br.gif HTTP/1.1\r\n" + HOST + "\r\n",
            "200"),
        Arguments.of(
            "another's address", "GET http://example.org/ HTTP/1.1\r\n" + HOST + "\r\n", "400"),
        Arguments.of(
            "traversal", "GET /flags/../../etc/passwd HTTP/1.1\r\n" + HOST + "\r\n", "404"),
        Arguments.of(
            "encoded traversal",
            "GET /flags/%2e%2e/%2e%2e/etc/passwd HTTP/1.1\r\n" + HOST + "\r\n",
            "404"),
        Arguments.of(
            "an encoded slash", "GET /flags%2fbr%2fbr.gif HTTP/1.1\r\n" + HOST + "\r\n", "404"),
        Arguments.of(
            "an encoded letter, which means the same",
            "GET /flags/%62r/br.gif HTTP/1.1\r\n" + HOST + "\r\n",
            "200"),
        Arguments.of(
            "an encoded NUL", "GET /flags/br/br.gif%00 HTTP/1.1\r\n" + HOST + "\r\n", "400|404"),
        Arguments.of("a raw NUL", "GET /flags/br/br.gif\0 HTTP/1.1\r\n" + HOST + "\r\n", "400|"),
        Arguments.of(
            "half an escape", "GET /flags/br/br.gif%2 HTTP/1.1\r\n" + HOST + "\r\n", "400|404"),
        Arguments.of(
            "bytes beyond ASCII",
            "GET /flags/\370/\370.gif HTTP/1.1\r\n" + HOST + "\r\n",
            "400|404"),
        Arguments.of(
            "a backslash", "GET \\flags\\br\\br.gif HTTP/1.1\r\n" + HOST + "\r\n", "400|404"),
        Arguments.of(
            "a query",
            "GET /flags/br/br.gif?" + "a=b&".repeat(100) + " HTTP/1.1\r\n" + HOST + "\r\n",
            "200"),
        Arguments.of("another code", "GET /flags/xx/xx.gif HTTP/1.1\r\n" + HOST + "\r\n", "404"),
        Arguments.of("HEAD", "HEAD /flags/br/br.gif HTTP/1.1\r\n" + HOST + "\r\n", "200"),
        Arguments.of("a condition that fails", flag + HOST + "If-Match: \"other\"\r\n\r\n", "412"),
        Arguments.of("a condition that any flag meets", flag + HOST + "If-Match: *\r\n\r\n", "200"),
        Arguments.of("any validator", flag + HOST + "If-None-Match: *\r\n\r\n", "304"),
        Arguments.of("another validator", flag + HOST + "If-None-Match: \"other\"\r\n\r\n", "200"),
        Arguments.of(
            "a range, which it does not serve", flag + HOST + "Range: bytes=0-0\r\n\r\n", "200"),
        Arguments.of("an expectation", flag + HOST + "Expect: the worst\r\n\r\n", "200|417"),
        Arguments.of(
            "an upgrade",
            flag + HOST + "Connection: Upgrade\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n\r\n",
            "200"));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("requests")
  void whateverIsAskedGetsItsStatusOrTheConnectionEnds(String name, String bytes, String statuses)
      throws IOException {
    try (Socket socket = connect()) {
      String answer = "";
      try {
        socket.getOutputStream().write(bytes.getBytes(ISO_8859_1));
        socket.shutdownOutput();
        answer = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
      } catch (SocketException e) {
        // The server has reset the connection instead of reading the whole request.
      }
      String status = answer.isEmpty() ? "" : answer.substring(9);
      assertTrue(List.of(statuses.split("\\|", -1)).contains(status), () -> "answered " + status);
    }
  }

  @Test
  void pipelinedRequestsAreAnsweredInOrder() throws IOException {
    try (Socket socket = connect()) {
      List<String> codes = FlagSet.CODES;
      var requests = new StringBuilder();
      for (String code : codes) {
        requests.append(GOOD.replace("/br/br", "/%1$s/%1$s".formatted(code)));
      }
      socket.getOutputStream().write(requests.toString().getBytes(ISO_8859_1));
      for (String code : codes) {
        assertArrayEquals(bytesOf(code), read(socket.getInputStream()), code);
      }
    }
  }

  @Test
  void aRequestMayArriveByteByByte() throws IOException {
    try (Socket socket = connect()) {
      socket.setTcpNoDelay(true);
      for (byte one : GOOD.getBytes(ISO_8859_1)) {
        socket.getOutputStream().write(one);
      }
      assertArrayEquals(bytesOf("br"), read(socket.getInputStream()));
    }
  }

  @Test
  void manyWhoNeverFinishTheirRequestKeepNobodyWaiting() throws IOException {
    List<Socket> slow = new ArrayList<>();
    try {
      for (int i = 0; i < 500; i++) {
        Socket socket = connect();
        slow.add(socket);
        socket.getOutputStream().write("GET /flags/br/br.gif HTTP/1.1\r\nX:".getBytes(ISO_8859_1));
      }
      requireFlag(neighbour);
    } finally {
      closeAll(slow);
    }
  }

  @Test
  void thousandsOfIdleConnectionsKeepNobodyWaiting() throws IOException {
    List<Socket> idle = new ArrayList<>();
    try {
      // Not more, because both ends of each connection are open files of this JVM.
      for (int i = 0; i < 4000; i++) {
        idle.add(connect());
      }
      requireFlag(neighbour);
      requireFlag(idle.getLast());
    } finally {
      closeAll(idle);
    }
  }

  @Test
  void clientsThatResetWhileTheyWaitLeaveNothingBehind() throws IOException {
    for (int i = 0; i < 200; i++) {
      try (Socket socket = connect()) {
        socket.setSoLinger(true, 0);
        socket.getOutputStream().write(GOOD.getBytes(ISO_8859_1));
      }
    }
    await();
  }

  @Test
  void clientsThatNeverReadLeaveNothingBehind() throws IOException {
    List<Socket> unread =
        IntStream.range(0, 50)
            .mapToObj(i -> {
              try {
                Socket socket = connect();
                socket.getOutputStream().write(GOOD.repeat(20).getBytes(ISO_8859_1));
                return socket;
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            })
            .toList();
    requireFlag(neighbour);
    closeAll(unread);
    await();
  }

  @Test
  void aBodyThatNeverComesIsNotWaitedFor() throws IOException {
    try (Socket socket = connect()) {
      String head = "POST /flags/br/br.gif HTTP/1.1\r\n" + HOST + "Content-Length: 1000\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(ISO_8859_1));
      String answer = new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
      assertTrue(answer.startsWith("HTTP/1.1 405 "), answer);
    }
  }

  @Test
  void whoAsksForPagesAndNeverReadsThemKeepsNobodyFromTheirs() throws IOException {
    try (Socket unread = connect()) {
      unread.setSoTimeout(MILLIS);
      byte[] page = ("GET / HTTP/1.1\r\n" + HOST + "\r\n").getBytes(ISO_8859_1);
      Thread asking =
          Thread.startVirtualThread(() -> {
            try {
              for (int i = 0; i < 20_000; i++) {
                unread.getOutputStream().write(page);
              }
            } catch (IOException e) {
              // The test closes the socket below while this thread waits for the server to read.
            }
          });
      try (Socket other = connect()) {
        for (int i = 0; i < 200; i++) {
          String statistics = "GET /stats HTTP/1.1\r\n" + HOST + "\r\n";
          other.getOutputStream().write(statistics.getBytes(ISO_8859_1));
          assertTrue(read(other.getInputStream()).length > 0);
        }
      }
      unread.close();
      assertTrue(join(asking));
    }
  }

  private static boolean join(Thread thread) {
    try {
      return thread.join(Duration.ofMillis(MILLIS));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void await() {
    long deadline = System.nanoTime() + MILLIS * 1_000_000L;
    while (server.statistics().inFlight() > 0) {
      assertTrue(System.nanoTime() < deadline, "requests are in flight for ever");
      Thread.onSpinWait();
    }
  }

  private static void closeAll(List<Socket> sockets) throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
  }

  private static Socket connect() throws IOException {
    var socket = new Socket(InetAddress.getLoopbackAddress(), server.baseUrl().getPort());
    socket.setSoTimeout(MILLIS);
    return socket;
  }

  private static void requireFlag(Socket socket) throws IOException {
    socket.getOutputStream().write(GOOD.getBytes(ISO_8859_1));
    assertArrayEquals(bytesOf("br"), read(socket.getInputStream()));
  }

  /** Reads a response and returns its body, which it must have. */
  private static byte[] read(InputStream in) throws IOException {
    var head = new ByteArrayOutputStream();
    while (!head.toString(ISO_8859_1).endsWith("\r\n\r\n")) {
      int next = in.read();
      assertTrue(next >= 0, "the connection ended");
      head.write(next);
    }
    String length =
        head.toString(ISO_8859_1)
            .lines()
            .filter(line -> line.startsWith("Content-Length: "))
            .findFirst()
            .orElseThrow();
    return in.readNBytes(Integer.parseInt(length.substring("Content-Length: ".length())));
  }

  private static byte[] bytesOf(String code) {
    byte[] bytes = new byte[FLAGS.gif(code).remaining()];
    FLAGS.gif(code).get(bytes);
    return bytes;
  }
}

package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import flagbench.benchmark.Parameters;
import flagbench.server.Bandwidth;
import flagbench.server.FlagServer;
import flagbench.server.NetworkConditions;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.net.ssl.HttpsURLConnection;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import picocli.CommandLine.ParseResult;

@Timeout(60)
class ProbeCommandTest {
  private static final String PASSWORD = "password";

  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({"20ms, none", "10ms~60ms, none", "5ms, 500kB/s"})
  void aServerIsAskedPolitelyAndWhatIsPrintedMakesAnotherLikeIt(String latency, String link) {
    Map<String, String> words = Map.of("latency", latency, "link", link, "seed", "7");
    try (FlagServer server = FlagServer.start(NetworkConditions.parse(words))) {
      assertEquals(0, probe(server.baseUrl() + "/us/us.gif"), err::toString);
      assertEquals(50, server.statistics().requests());
      assertEquals(1, server.statistics().peakInFlight());
    }
    Map<String, String> printed = new HashMap<>();
    for (String option : printed("serve")) {
      String[] parts = option.substring(2).split("=", 2);
      printed.put(parts[0], parts[1]);
    }
    NetworkConditions like = NetworkConditions.parse(printed);
    assertEquals(link.equals("none"), like.link().equals(Bandwidth.UNLIMITED), out::toString);
    assertBenchAndTuneTake(like);
    assertTrue(out.toString().contains("cannot be seen"), out::toString);
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out::toString);
  }

  @Test
  void whatANewConnectionCostsIsSeenThoughConnectionsAreKept() {
    Map<String, String> words = Map.of("latency", "5ms", "handshake", "60ms");
    try (FlagServer server = FlagServer.start(NetworkConditions.parse(words))) {
      assertEquals(0, probe(server.baseUrl() + "/us/us.gif"), err::toString);
    }
    String handshake = printed("serve").get(1).replaceAll("--handshake=(.*)ms", "$1");
    assertEquals(60, Double.parseDouble(handshake), 20, out::toString);
  }

  /** The arguments in the line that is printed for a command. */
  private List<String> printed(String command) {
    Matcher line = Pattern.compile("(?m)^  " + command + " (.*)$").matcher(out.toString());
    assertTrue(line.find(), out::toString);
    return List.of(line.group(1).split(" ", -1));
  }

  /** The lines for these two commands have latency and link as options that they understand. */
  private void assertBenchAndTuneTake(NetworkConditions expected) {
    Map<String, String> parameters =
        parse("bench").matchedOptionValue("-p", new HashMap<String, String>());
    Map<String, String> options = new HashMap<>();
    for (String name : List.of("latency", "link")) {
      String value = parse("tune").matchedOptionValue("--" + name, "");
      if (!value.isEmpty()) {
        options.put(name, value);
      }
    }
    for (Map<String, String> conditions : List.of(parameters, options)) {
      conditions.forEach(Parameters::check);
      NetworkConditions taken = NetworkConditions.parse(conditions);
      assertEquals(expected.latency(), taken.latency());
      assertEquals(expected.link(), taken.link());
    }
  }

  private ParseResult parse(String command) {
    List<String> arguments = new ArrayList<>(List.of(command));
    arguments.addAll(printed(command));
    CommandLine commands = Main.commands(command);
    return commands.parseArgs(arguments.toArray(String[]::new)).subcommand();
  }

  /** The certificate is trusted by a context that stands for the JDK's own during this test. */
  @Test
  void aServerIsAskedByTlsIfItsCertificateIsTrusted(@TempDir Path directory) throws Exception {
    KeyStore store = certificate(directory);
    HttpsServer server =
        HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    SSLContext trusting = context(store);
    server.setHttpsConfigurator(new HttpsConfigurator(trusting));
    server.createContext(
        "/flag",
        exchange -> {
          exchange.sendResponseHeaders(200, 5_000);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write(new byte[5_000]);
          }
        });
    server.start();
    String url = "https://127.0.0.1:" + server.getAddress().getPort() + "/flag";
    SSLSocketFactory before = HttpsURLConnection.getDefaultSSLSocketFactory();
    try {
      assertUnusable(url, "this JDK does not trust its certificate");
      HttpsURLConnection.setDefaultSSLSocketFactory(trusting.getSocketFactory());
      assertEquals(0, probe(url), err::toString);
    } finally {
      HttpsURLConnection.setDefaultSSLSocketFactory(before);
      server.stop(0);
    }
    assertTrue(out.toString().startsWith(url + "\n"), out::toString);
    assertTrue(out.toString().contains("50 requests one at a time, of 5000 B each"));
    assertTrue(out.toString().contains("  serve --latency="), out::toString);
  }

  /** A key and its certificate, which is for this address and signed by itself. */
  private static KeyStore certificate(Path directory) throws Exception {
    Path file = directory.resolve("keys");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of("-genkeypair", "-alias", "server", "-keyalg", "EC"));
    command.addAll(List.of("-dname", "CN=server", "-ext", "san=ip:127.0.0.1"));
    command.addAll(List.of("-keystore", file.toString(), "-storepass", PASSWORD));
    Process keytool = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertEquals(0, keytool.waitFor(), said);
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream keys = Files.newInputStream(file)) {
      store.load(keys, PASSWORD.toCharArray());
    }
    return store;
  }

  private static SSLContext context(KeyStore store) throws Exception {
    var keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(store, PASSWORD.toCharArray());
    var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  @Test
  void whatIsNoFlagIsOneLineAndExitCodeTwo() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    String base = "http://127.0.0.1:" + server.getAddress().getPort();
    server.createContext(
        "/moved",
        exchange -> {
          exchange.getResponseHeaders().add("Location", "/elsewhere");
          exchange.sendResponseHeaders(301, -1);
        });
    server.createContext("/empty", exchange -> exchange.sendResponseHeaders(200, -1));
    server.createContext(
        "/long",
        exchange -> {
          exchange.sendResponseHeaders(200, 2_000_000);
          exchange.getResponseBody().write(new byte[2_000_000]);
          exchange.close();
        });
    server.createContext(
        "/closing",
        exchange -> {
          exchange.getResponseHeaders().add("Connection", "close");
          exchange.sendResponseHeaders(200, 1);
          exchange.getResponseBody().write(1);
          exchange.close();
        });
    server.start();
    try {
      assertUnusable(base + "/moved", "redirects to /elsewhere");
      assertUnusable(base + "/empty", "sends no body");
      assertUnusable(base + "/", "answers with status 404");
      assertUnusable(base + "/long", "over 1000000 bytes");
      assertUnusable(base + "/closing", "closes every connection");
    } finally {
      server.stop(0);
    }
    assertUnusable(base + "/", "does not answer");
  }

  @Test
  void aServerOfHttp10ClosesEveryConnectionWithoutSayingSo() throws IOException {
    try (var socket = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().start(() -> answerByHttp10(socket));
      assertUnusable(
          "http://127.0.0.1:%d/br.gif".formatted(socket.getLocalPort()), "closes every connection");
    }
  }

  /**
   * Answers until the socket is closed. The probe opens its first connections without a request.
   */
  private static void answerByHttp10(ServerSocket socket) {
    while (!socket.isClosed()) {
      try (Socket connection = socket.accept()) {
        var request =
            new BufferedReader(
                new InputStreamReader(connection.getInputStream(), StandardCharsets.US_ASCII));
        if (request.lines().takeWhile(line -> !line.isEmpty()).count() > 0) {
          connection
              .getOutputStream()
              .write("HTTP/1.0 200 OK\r\n\r\ngif".getBytes(StandardCharsets.US_ASCII));
        }
      } catch (IOException e) {
        // The test has ended.
      }
    }
  }

  @Test
  void anAnswerWhoseBodyDoesNotComeIsGivenUp() {
    Map<String, String> words = Map.of("fault", "stall=1", "seed", "7");
    try (FlagServer server = FlagServer.start(NetworkConditions.parse(words))) {
      assertUnusable(server.baseUrl() + "/us/us.gif", "does not answer within 1 s", "--timeout=1s");
    }
  }

  @Test
  void aServerThatIsNoneOrOnAnotherMachineIsLeftAlone() throws IOException {
    assertUnusable("ftp://127.0.0.1/flag", "is not like http://");
    assertUnusable("http://127.0.0.1/flag", "--timeout is not from 1 ms", "--timeout=0ms");
    assertUnusable("http://127.0.0.1/flag", "--timeout is not from 1 ms", "--timeout=999h");
    assertUnusable("http://example.org/flag", "--allow-remote");
    assertUnusable("http://me:secret@127.0.0.1/flag", "user's name");
    assertUnusable("http://127.0.0.1:99999/flag", "is not like http://");
    try (var taken = new ServerSocket(0)) {
      taken.close();
      assertUnusable("http://127.0.0.1:" + taken.getLocalPort() + "/", "does not answer");
    }
  }

  private void assertUnusable(String url, String message, String... options) {
    out.getBuffer().setLength(0);
    err.getBuffer().setLength(0);
    assertEquals(2, probe(url, options));
    assertTrue(err.toString().contains(message), err::toString);
    assertEquals(1, err.toString().lines().count(), err::toString);
    assertEquals("", out.toString());
  }

  private int probe(String url, String... options) {
    List<String> arguments = new ArrayList<>(List.of("probe", url));
    arguments.addAll(List.of(options));
    return Main.commands("probe")
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}

package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import flagbench.server.Bandwidth;
import flagbench.server.FlagServer;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ProbeCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @ParameterizedTest
  @CsvSource({"20ms, none", "10ms~60ms, none", "5ms, 500kB/s"})
  void aServerIsAskedPolitelyAndWhatIsPrintedMakesAnotherLikeIt(String latency, String link) {
    Map<String, String> words = Map.of("latency", latency, "link", link, "seed", "7");
    try (FlagServer server = FlagServer.start(NetworkConditions.parse(words))) {
      assertEquals(0, probe(server.baseUrl() + "/us/us.gif"), err::toString);
      assertEquals(41, server.statistics().requests());
      assertEquals(1, server.statistics().peakInFlight());
    }
    Matcher serve = Pattern.compile("(?m)^  serve (.*)$").matcher(out.toString());
    assertTrue(serve.find(), out::toString);
    Map<String, String> printed = new HashMap<>();
    for (String option : serve.group(1).split(" ", -1)) {
      String[] parts = option.substring(2).split("=", 2);
      printed.put(parts[0], parts[1]);
    }
    NetworkConditions like = NetworkConditions.parse(printed);
    assertEquals(link.equals("none"), like.link().equals(Bandwidth.UNLIMITED), out::toString);
    assertTrue(out.toString().contains("cannot be seen"), out::toString);
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out::toString);
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
      assertUnusable(base + "/moved", "sends to /elsewhere");
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
  void anAnswerWhoseBodyDoesNotComeIsGivenUp() {
    Map<String, String> words = Map.of("fault", "stall=1", "seed", "7");
    try (FlagServer server = FlagServer.start(NetworkConditions.parse(words))) {
      assertUnusable(server.baseUrl() + "/us/us.gif", "does not answer within 1 s", "--timeout=1s");
    }
  }

  @Test
  void aServerThatIsNoneOrOnAnotherMachineIsLeftAlone() throws IOException {
    assertUnusable("ftp://127.0.0.1/flag", "is not like http://");
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

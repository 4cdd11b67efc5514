package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.ShortLivedJvm;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** {@code serve} as a process. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class ServeCommandTest {

  @Test
  void aServerSaysWhereAndHowItServesAndWhatItSawWhenTold() throws Exception {
    Process process =
        start("--port=0", "--latency=1ms", "--fault=error=1", "--capacity=3", "--seed=7");
    BufferedReader out = process.inputReader();
    String url = out.readLine();
    assertEquals("latency 1ms, capacity 3, fault error=1, seed 7", out.readLine());
    assertEquals(503, status(url + "/br/br.gif"));
    // SIGTERM, which ends a JVM with 128 + 15; Ctrl-C takes the same way.
    process.toHandle().destroy();
    JsonNode seen = new JsonMapper().readTree(out.readLine());
    assertEquals(1, seen.required("requests").intValue());
    assertEquals(1, seen.required("connections").required("used").intValue());
    assertEquals(1, seen.required("peakInFlight").intValue());
    assertEquals(1, seen.required("error").intValue());
    assertEquals(0, seen.required("ok").intValue());
    assertEquals(0, seen.required("notFound").intValue());
    assertEquals(1, seen.required("latencyErrorMicros").required("count").intValue());
    assertNull(out.readLine());
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(143, process.exitValue());
    assertEquals(0, process.errorReader().lines().count(), "nothing is logged");
  }

  @Test
  void aServerWithTheSeedOfTheBooksTimesEndsWithItsStandardInputWhenAsked() throws Exception {
    Process process = start("--fault=error=0.25", "--port=0", "--until-eof");
    BufferedReader out = process.inputReader();
    assertTrue(out.readLine().startsWith("http://127.0.0.1:"));
    assertEquals("latency 0ms, fault error=0.25, seed 942970", out.readLine(), "the book's times");
    process.getOutputStream().close();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    assertEquals(0, process.exitValue());
  }

  @Test
  void aTakenPortIsOneLineAndExitCode2() throws Exception {
    try (var first = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Process second = start("--port=" + first.getLocalPort());
      assertEquals(
          List.of(
              "flagbench serve: cannot listen on 127.0.0.1 port %d: Address already in use"
                  .formatted(first.getLocalPort())),
          second.errorReader().lines().toList());
      assertEquals(2, second.waitFor());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--port=70000         | port '70000' is not from 0 to 65535",
        "--latency=soon       | latency 'soon' is none of: 50ms, 20ms..80ms, 120ms~400ms, book; a number needs its unit",
        "--handshake=book     | handshake 'book' is not like 50ms",
        "--link=10            | link '10' is none of: 500kB/s, 10MiB/s, 125MB/s, none; a number needs its unit",
        "--link=0B/s          | link '0B/s' is not from 1B/s to 125MB/s",
        "--link=126MB/s       | link '126000000B/s' is not from 1B/s to 125MB/s",
        "--fault=error=2      | fault 'error=2' is not like",
        "--capacity=0         | capacity '0' is neither a whole number above zero nor none",
        "--refuse=-1          | refuse '-1' is neither a whole number above zero nor none",
        "--capacity=5 --refuse=4 | refuse '4' is below capacity '5'",
        "--seed=x             | seed 'x' is no whole number",
        "--bind=192.0.2.1     | cannot listen on 192.0.2.1 port 8001",
        "--bind=no.such.host. | cannot listen on no.such.host.",
      })
  void badInputIsOneLineAndExitCode2(String options, String message) {
    var errors = new StringWriter();
    int code =
        Main.commands("")
            .setErr(new PrintWriter(errors, true))
            .execute(("serve " + options).split(" ", -1));
    assertEquals(2, code);
    assertEquals(1, errors.toString().lines().count(), errors::toString);
    assertTrue(errors.toString().contains(message), errors::toString);
  }

  private static Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ShortLivedJvm.OPTIONS);
    command.add("-XX:+UseSerialGC");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("serve");
    command.addAll(List.of(options));
    return new ProcessBuilder(command).start();
  }

  private static int status(String url) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()) {
      return client
          .send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.discarding())
          .statusCode();
    }
  }
}

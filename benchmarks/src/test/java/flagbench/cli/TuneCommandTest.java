package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import flagbench.server.FlagServer;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@Timeout(100)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class TuneCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--style fibers|style 'fibers' is none of: threadPool, virtualThreads, async, all",
        "--style sequential|style 'sequential'",
        "--latency soon|latency 'soon'",
        "--flags 0|flags '0'",
        "--max none|workers 'none'",
        "--within 5|'5' is not like 5%",
        "--within 0%|--within is not above 0%",
        "--within 51%|up to 50%",
        "--budget 1s|a budget of 1s does not hold one fork",
        "--server ftp://localhost|ftp",
        "--format pdf|pdf",
      })
  void whatMakesNoSenseIsOneLineAndExitCodeTwo(String options, String message) {
    assertEquals(2, tune(options.split(" ", -1)));
    assertTrue(err.toString().contains(message), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertEquals("", out.toString());
  }

  /** One worker for every flag is the only number whose ideal is not far behind. */
  @Test
  void twentyFlagsUnderLatencyWantTwentyWorkers() throws IOException {
    assertEquals(0, tune("--flags=20", "--latency=80ms", "--budget=60s", "--format=json"));
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertEquals("threadPool", json.path("style").stringValue());
    assertEquals(20, json.path("recommended").intValue());
    assertEquals(1, json.path("confidence").doubleValue());
    assertEquals("flags", json.path("limitedBy").stringValue());
    assertEquals(20, json.path("plateau").path("from").intValue());
    JsonNode point = json.path("curve").required(0);
    assertEquals(20, point.path("workers").intValue());
    assertTrue(
        point.path("interval").required(0).doubleValue() < point.path("throughput").doubleValue());
    assertEquals(250, point.path("predicted").doubleValue());
    List<CellResult> results = ResultFile.read(file());
    assertEquals(1, results.size());
    assertEquals(3, results.getFirst().forks().length);
    assertEquals(0.05, results.getFirst().run().path("tune").path("within").doubleValue());
    assertTrue(Files.readString(directory.resolve("tune.html")).contains("MAX_WORKERS = 20"));
  }

  @Test
  void withoutAnyResultItFails() {
    int port;
    try (FlagServer server = FlagServer.builder().start()) {
      port = server.baseUrl().getPort();
    }
    assertEquals(2, tune("--server=http://127.0.0.1:" + port));
    assertFalse(Files.exists(file()));
  }

  private Path file() {
    return directory.resolve("tune.json");
  }

  private int tune(String... options) {
    List<String> arguments = new ArrayList<>(List.of("tune", "-o", file().toString()));
    arguments.addAll(List.of(options));
    return Main.commands("tune")
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .execute(arguments.toArray(String[]::new));
  }
}

package flagbench.cli;

import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import flagbench.ShortLivedJvm;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ForkJvm;
import flagbench.result.ResultFile;
import flagbench.run.Forks;
import flagbench.run.Forks.ForkFailedException;
import flagbench.run.JmhForks;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Order(0) // It would wait for long tests that must not meet one that replaces System.err.
@Timeout(100)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class TuneCommandTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  /** Used instead of JMH if not null. */
  private @Nullable Forks forks;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--style fibers|style 'fibers' is none of: threadPool, virtualThreads, async, all",
        "--style sequential|style 'sequential'",
        "--latency soon|latency 'soon'",
        "--flags 0|flags '0'",
        "--max-workers none|workers 'none'",
        "--within five|'five' is no percentage such as 5%",
        "--within 0.9%|--within is not from 1%",
        "--within 51%|to 50%",
        "--errors 51%|--errors is over 50%",
        "--errors few|'few' is no percentage",
        "--check 0|workers '0'",
        "--refuse 0|refuse '0'",
        "--refuse 5 --capacity 9|refuse '5' is below capacity '9'",
        "--budget 1s|a budget of 1s does not hold one fork",
        "--server ftp://localhost|ftp",
        "--format pdf|pdf",
      })
  void badInputIsOneLineAndExitCodeTwo(String options, String message) {
    assertEquals(2, tune(options.split(" ", -1)));
    assertTrue(err.toString().contains(message), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertEquals("", out.toString());
  }

  /**
   * One worker for every flag is the only number whose ideal is not far behind. The latency is long
   * beside what forks that hardly warm up need for 20 flags, on a busy machine too.
   */
  @Test
  void twentyFlagsUnderLatencyWantTwentyWorkers() throws IOException {
    List<String> jvm = new ArrayList<>(JmhForks.arguments());
    jvm.addAll(ShortLivedJvm.OPTIONS);
    forks = new JmhForks(ForkJvm.ofThisJdk(jvm));
    assertEquals(0, tune("--flags=20", "--latency=400ms", "--budget=60s", "--format=json"));
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertEquals("threadPool", json.path("style").stringValue());
    assertEquals(20, json.path("recommended").intValue());
    assertEquals(1, json.path("confidence").doubleValue());
    assertEquals("flags", json.path("limitedBy").stringValue());
    assertEquals(20, json.path("plateau").path("from").intValue());
    JsonNode point = json.path("curve").required(0);
    assertEquals(20, point.path("workers").intValue());
    double throughput = point.path("throughput").doubleValue();
    assertTrue(point.required("low").doubleValue() < throughput);
    assertTrue(point.required("high").doubleValue() > throughput);
    assertEquals(50, point.path("predicted").doubleValue());
    List<CellResult> results = ResultFile.read(file());
    assertEquals(1, results.size());
    // A fork that is unlike the others, as on a busy machine, is named and asks for one more.
    String page = Files.readString(directory.resolve("tune.html"));
    assertEquals(page.contains("is unlike the others") ? 4 : 3, results.getFirst().forks().length);
    assertEquals(0.05, results.getFirst().run().path("tune").path("within").doubleValue());
    assertTrue(page.contains("MAX_WORKERS = 20"));
  }

  @Test
  void severalStylesAreAnArray() {
    forks = (cell, seed) -> fork(cell, 1200.0 / cell.number("workers"));
    assertEquals(0, tune("--style=all", "--flags=20", "--format=json"));
    JsonNode json = new JsonMapper().readTree(out.toString());
    assertEquals(
        List.of("threadPool", "virtualThreads", "async"),
        json.valueStream().map(one -> one.path("style").stringValue()).toList());
  }

  @Test
  void aStyleThatCannotBeMeasuredIsNamedAndExitCodeOne() {
    forks =
        (cell, seed) -> {
          if (cell.method().equals("async")) {
            throw new ForkFailedException("broken");
          }
          return fork(cell, 1200.0 / cell.number("workers"));
        };
    assertEquals(1, tune("--style=all", "--flags=20"));
    assertTrue(out.toString().startsWith("MAX_WORKERS = 20 for threadPool\n"), out.toString());
    assertTrue(err.toString().contains("no answer for async"), err.toString());
  }

  @Test
  void whatIsNotToBeReliedOnIsExitCodeThreeIfThatMatters() throws IOException {
    forks = (cell, seed) -> fork(cell, 1000.0 / cell.number("workers"));
    List<String> rising = List.of("--latency=0ms", "--flags=100", "--max-workers=50");
    assertEquals(0, tune(rising.toArray(String[]::new)));
    assertTrue(out.toString().contains("may still rise at --max-workers 50"), out.toString());
    Files.delete(file());
    Files.delete(directory.resolve("tune.html"));
    List<String> strict = new ArrayList<>(rising);
    strict.add("--strict");
    assertEquals(3, tune(strict.toArray(String[]::new)));
  }

  /** A fork of 100 flags on a server that serves 40 requests at once and refuses all others. */
  private static CellResult refusing(Cell cell) {
    int workers = cell.number("workers");
    double failed = Math.max(0, 100 - 4000.0 / workers);
    return fork(cell, 1000.0 / workers, Map.of("failed", failed));
  }

  @Test
  void theAnswerIsTheBestOfThoseThatFailSeldomEnough() throws IOException {
    forks = (cell, seed) -> refusing(cell);
    String[] options = {"--latency=0ms", "--flags=100", "--refuse=40", "--check=20"};
    assertEquals(1, tune(options));
    assertTrue(out.toString().startsWith("MAX_WORKERS = 40\n"), out.toString());
    assertTrue(
        out.toString().contains("--check: 20 is not good enough, 50 % of the best allowed"),
        out.toString());
    String unwrapped = out.toString().replaceAll("\\s+", " ");
    assertTrue(
        unwrapped.contains("as good as the best in 0 % of the bootstrap samples."), unwrapped);
    assertTrue(unwrapped.contains("20 % of the flags fail, and 0.1 % may"), out.toString());
    assertTrue(out.toString().lines().allMatch(line -> line.length() <= 80), out.toString());
    assertTrue(Files.readString(directory.resolve("tune.html")).contains("60 %"));
  }

  @Test
  void aNumberThatIsGoodEnoughIsExitCodeZero() {
    forks = (cell, seed) -> refusing(cell);
    assertEquals(
        0, tune("--latency=0ms", "--flags=100", "--refuse=40", "--check=40", "--format=json"));
    JsonNode check = new JsonMapper().readTree(out.toString()).path("check");
    assertEquals(40, check.path("workers").intValue());
    assertEquals("good enough", check.path("verdict").stringValue());
    assertEquals(1, check.path("agreement").doubleValue(), 0.05);
  }

  @Test
  void aServerThatRefusesEverybodyTooOftenIsSaidAndExitCodeOne() {
    forks = (cell, seed) -> fork(cell, 10, Map.of("failed", 50.0));
    assertEquals(1, tune("--latency=0ms", "--flags=100", "--refuse=1", "--check=80"));
    assertTrue(err.toString().contains("no answer for threadPool"), err.toString());
    String checked = "\n  threadPool with 80 workers: 50.0 % of the flags fail\n";
    assertTrue(err.toString().contains(checked), err.toString());
    assertTrue(err.toString().contains("--errors"), err.toString());
  }

  @Test
  void aNumberWhoseForkFailsIsNotGoodEnough() {
    forks =
        (cell, seed) -> {
          if (cell.number("workers") == 30) {
            throw new ForkFailedException("broken");
          }
          return refusing(cell);
        };
    assertEquals(1, tune("--latency=0ms", "--flags=100", "--refuse=40", "--check=30"));
    assertTrue(out.toString().contains("threadPool with 30 workers: broken"), out.toString());
  }

  /** With real forks: each of them ends as soon as its warm-up has been refused. */
  @Test
  @ResourceLock(Resources.SYSTEM_ERR)
  void aServerThatRefusesEverythingIsSaidAndExitCodeOne() throws IOException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext("/", exchange -> exchange.sendResponseHeaders(503, -1));
    server.createContext(
        "/conditions",
        exchange -> {
          exchange.sendResponseHeaders(200, 0);
          try (OutputStream body = exchange.getResponseBody()) {
            body.write("{\"refuse\": 1}".getBytes(StandardCharsets.UTF_8));
          }
        });
    server.start();
    PrintStream standardError = System.err;
    var said = new ByteArrayOutputStream();
    System.setErr(new PrintStream(said, true, StandardCharsets.UTF_8));
    try {
      String url = "--server=http://127.0.0.1:" + server.getAddress().getPort();
      assertEquals(1, tune(url, "--latency=0ms", "--refuse=1", "--flags=1"));
    } finally {
      System.setErr(standardError);
      server.stop(0);
    }
    String progress = said.toString(StandardCharsets.UTF_8);
    assertTrue(progress.contains("the server refused every flag"), progress);
    assertTrue(err.toString().contains("no answer for threadPool"), err.toString());
    assertEquals("", out.toString());
  }

  private static CellResult fork(Cell cell, double millis) {
    return fork(cell, millis, Map.of());
  }

  private static CellResult fork(Cell cell, double millis, Map<String, Double> secondary) {
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    run.putArray("forks").addObject().put("seconds", 4);
    return result(cell, secondary, new double[] {millis, millis, millis}).with("run", run);
  }

  private Path file() {
    return directory.resolve("tune.json");
  }

  private int tune(String... options) {
    List<String> arguments = new ArrayList<>(List.of("tune", "-o", file().toString()));
    arguments.addAll(List.of(options));
    CommandLine flagbench = Main.commands("tune");
    if (forks != null) {
      Forks given = forks;
      flagbench.getCommandSpec().removeSubcommand("tune");
      flagbench.addSubcommand(new TuneCommand(jvm -> given));
    }
    return flagbench
        .setOut(new PrintWriter(out, true))
        .setErr(new PrintWriter(err, true))
        .setParameterExceptionHandler(flagbench.getParameterExceptionHandler())
        .setExecutionExceptionHandler(flagbench.getExecutionExceptionHandler())
        .execute(arguments.toArray(String[]::new));
  }
}

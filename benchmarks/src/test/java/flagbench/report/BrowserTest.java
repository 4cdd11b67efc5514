package flagbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import flagbench.analysis.Comparison;
import flagbench.analysis.Estimate;
import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import flagbench.tune.Tuning;
import java.awt.Color;
import java.awt.image.BufferedImage;
import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The page of the reference run as a browser shows it; screenshots stay in target/screenshots. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, open() the rest
class BrowserTest {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Pattern POINT = Pattern.compile("data-x=\"([^\"]+)\" data-y=\"([^\"]+)\"");

  /** A ratio, its interval and its verdict in the table of a comparison. */
  private static final Pattern COMPARED =
      Pattern.compile("<td>([\\d.]+ [\\d.]+\\.\\.[\\d.]+)</td><td>([a-z]+\\??)");

  /** The verdicts in the plot of a comparison. */
  private static final Pattern PLOTTED = Pattern.compile("[▲▼■△▽○].*  ([a-z]+\\??)\n");

  @TempDir private Path directory;
  private Path browser;
  private HttpServer server;
  private Side side;
  private Summary summary;
  private volatile byte[] page;
  private String url;
  private final Queue<String> requested = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void open() throws IOException {
    browser = browser();
    Files.createDirectories(SCREENSHOTS);
    try (var files = Files.list(Path.of("../results/reference"))) {
      show(
          files
              .filter(file -> file.toString().endsWith("-standard.json"))
              .findFirst()
              .orElseThrow());
    }
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requested.add(exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          byte[] sent = page;
          exchange.sendResponseHeaders(200, sent.length);
          exchange.getResponseBody().write(sent);
          exchange.close();
        });
    server.start();
    url = "http://127.0.0.1:%d/page".formatted(server.getAddress().getPort());
  }

  /** Serves another file's page. */
  private void show(Path file) throws IOException {
    side = Side.of(file.getFileName().toString(), ResultFile.read(file));
    summary = Summary.of(side.results().values(), side.failures());
    page = new FilesReport(List.of(side)).page().getBytes(StandardCharsets.UTF_8);
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void thePageLoadsQuietlyAndShowsEveryNumber() throws Exception {
    String dom = load(screen("light.png", 1200, "1"));
    assertTrue(brightness("light.png") > 0.9);

    List<String> points = POINT.matcher(dom).results().map(BrowserTest::point).toList();
    List<String> expected =
        summary.workloads().stream()
            .flatMap(BrowserTest::charted)
            .map(BrowserTest::point)
            .sorted()
            .toList();
    assertEquals(expected, points.stream().sorted().toList());

    String text = dom.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    for (String line : new SummaryReport(summary).document().markdown().lines().toList()) {
      if (line.startsWith("| ") && !line.startsWith("| ---")) {
        String cells = String.join(" ", line.substring(2, line.length() - 2).split(" +\\| *", -1));
        assertTrue(text.contains(cells.replaceAll("\\s+", " ").strip()), cells);
      }
    }
  }

  @Test
  void theTuningsCurveAndCostAreShownWithEveryNumber() throws Exception {
    show(Path.of("../results/reference/tune/tune-threadPool-50ms-200-1.json"));
    String dom = load(screen("tuning.png", 1200, "1"));
    Tuning tuning = Tuning.of(side).getFirst();
    String curve = dom.substring(dom.indexOf("<svg"), dom.indexOf("</svg>"));
    List<String> measured =
        tuning.curve().stream()
            .map(point -> (float) point.workers() + " " + (float) point.throughput())
            .toList();
    String style = curve.substring(curve.indexOf("data-series=\"threadPool\""));
    assertEquals(
        measured,
        POINT
            .matcher(style.substring(0, style.indexOf("</g>")))
            .results()
            .map(BrowserTest::point)
            .toList());
    assertTrue(dom.contains("<li>MAX_WORKERS = " + tuning.workers()), "the answer");
    String costs = dom.substring(dom.indexOf("<h3>Costs</h3>"));
    CellResult fastest = fastest();
    assertTrue(
        costs.contains(
            "<td>%s</td><td>%.0f</td>"
                .formatted(
                    fastest.cell().parameter("workers"),
                    fastest.secondaryMax("threads").orElseThrow())),
        costs::toString);
  }

  @Test
  void aComparisonHasARowForEveryCellWithTheFiguresOfTheJson() throws Exception {
    List<CellResult> slower = new ArrayList<>();
    for (CellResult result : side.results().values()) {
      ObjectNode json = result.json();
      // Every third cell is slower by half.
      double factor = slower.size() % 3 == 0 ? 1.5 : 1;
      for (JsonNode fork : json.path("primaryMetric").path("rawData")) {
        for (int i = 0; i < fork.size(); i++) {
          ((ArrayNode) fork).set(i, json.numberNode(fork.get(i).doubleValue() * factor));
        }
      }
      slower.add(CellResult.of(json));
    }
    Side other = Side.of("other.json", slower);
    page = new FilesReport(List.of(side, other)).page().getBytes(StandardCharsets.UTF_8);
    String dom = load(screen("comparison.png", 1200, "1"));
    Comparison comparison = Comparison.of(side, other, 0.05, cell -> true);
    JsonNode cells =
        new JsonMapper()
            .readTree(new ComparisonReport(List.of(comparison), false).json())
            .path("candidates")
            .path(0)
            .path("cells");
    assertEquals(
        cells
            .valueStream()
            .map(cell ->
                "%.3f %.3f..%.3f %s"
                    .formatted(
                        cell.path("ratio").path("value").asDouble(),
                        cell.path("ratio").path("lower").asDouble(),
                        cell.path("ratio").path("upper").asDouble(),
                        cell.path("verdict").asString()))
            .sorted()
            .toList(),
        COMPARED
            .matcher(dom)
            .results()
            .map(row -> row.group(1) + " " + row.group(2))
            .sorted()
            .toList());
    assertEquals(
        cells.valueStream().map(cell -> cell.path("verdict").asString()).sorted().toList(),
        PLOTTED.matcher(dom).results().map(row -> row.group(1)).sorted().toList());
  }

  private CellResult fastest() {
    return side.results().values().stream()
        .min(Comparator.comparingDouble(result -> Estimate.of(result).mean()))
        .orElseThrow();
  }

  /** What the browser makes of the page, which it loads without a message or another request. */
  private String load(String... others) throws Exception {
    String dom = dom(others);
    assertEquals(List.of("/page"), List.copyOf(requested), "one request is all");
    assertEquals(
        List.of(),
        Files.readAllLines(directory.resolve("stderr")).stream()
            .filter(line -> line.contains("CONSOLE"))
            .toList());
    return dom;
  }

  private String dom(String... others) throws Exception {
    List<String> options = new ArrayList<>(List.of("--dump-dom", "--enable-logging=stderr"));
    options.addAll(List.of(others));
    return run(options.toArray(String[]::new));
  }

  @Test
  void itIsDarkIfTheReaderPrefersThat() throws Exception {
    run(screen("dark.png", 1200, "0"));
    assertTrue(brightness("dark.png") < 0.1);
  }

  @Test
  void itFitsIntoAPhone() throws Exception {
    server.createContext(
        "/phone",
        exchange -> {
          byte[] phone =
              """
              <iframe src="/page" style="width:360px;height:2400px;border:0"></iframe>
              <script>
              onload = () => {
                document.body.dataset.width =
                    frames[0].document.documentElement.scrollWidth;
              };
              </script>
              """
                  .getBytes(StandardCharsets.UTF_8);
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, phone.length);
          exchange.getResponseBody().write(phone);
          exchange.close();
        });
    url = url.replace("/page", "/phone");
    String dom = dom(screen("narrow.png", 380, "1"));
    Matcher width = Pattern.compile("data-width=\"(\\d+)\"").matcher(dom);
    assertTrue(width.find(), dom);
    assertTrue(Integer.parseInt(width.group(1)) <= 360, width.group(1) + " pixels");
  }

  @Test
  void itPrints() throws Exception {
    Path pdf = SCREENSHOTS.resolve("print.pdf");
    run("--print-to-pdf=" + pdf.toAbsolutePath());
    assertTrue(Files.readString(pdf, StandardCharsets.ISO_8859_1).startsWith("%PDF"));
  }

  /** The rows of a workload that was measured with several numbers of workers. */
  private static Stream<Row> charted(Workload workload) {
    List<Row> rows =
        workload.rows().stream().filter(row -> row.cell().parameter("workers") != null).toList();
    boolean isChart = rows.stream().map(row -> row.cell().number("workers")).distinct().count() > 1;
    return isChart ? rows.stream() : Stream.empty();
  }

  private static String point(Row row) {
    return (float) row.cell().number("workers") + " " + (float) row.makespan().mean();
  }

  private static String point(MatchResult match) {
    return Float.parseFloat(match.group(1)) + " " + Float.parseFloat(match.group(2));
  }

  /**
   * The options for a screenshot, which may be taken of a page whose DOM is asked for as well.
   *
   * @param scheme Chromium's preferredColorScheme: 0 is dark, 1 is light
   */
  private static String[] screen(String name, int width, String scheme) throws IOException {
    Path file = SCREENSHOTS.resolve(name);
    Files.deleteIfExists(file);
    return new String[] {
      "--hide-scrollbars",
      "--window-size=%d,2400".formatted(width),
      "--blink-settings=preferredColorScheme=" + scheme,
      "--screenshot=" + file.toAbsolutePath()
    };
  }

  /** Of the page's corner, which nothing is drawn on. */
  private static double brightness(String name) throws IOException {
    BufferedImage image = ImageIO.read(SCREENSHOTS.resolve(name).toFile());
    var corner = new Color(image.getRGB(2, 2));
    return (corner.getRed() + corner.getGreen() + corner.getBlue()) / (3 * 255.0);
  }

  private String run(String... options) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(browser.toString());
    // Containers and root have no sandbox for it.
    command.addAll(List.of("--headless", "--no-sandbox", "--disable-gpu"));
    command.add("--user-data-dir=" + directory.resolve("profile"));
    command.addAll(List.of(options));
    command.add(url);
    Path stdout = directory.resolve("stdout");
    Process process =
        new ProcessBuilder(command)
            .redirectOutput(stdout.toFile())
            .redirectError(directory.resolve("stderr").toFile())
            .start();
    if (!process.waitFor(30, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      fail("the browser does not end");
    }
    return Files.readString(stdout);
  }

  private static Path browser() {
    for (String path : System.getenv("PATH").split(File.pathSeparator, -1)) {
      for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
        if (Files.isExecutable(Path.of(path, name))) {
          return Path.of(path, name);
        }
      }
    }
    String reason = "NO CHROMIUM ON THE PATH: the page was not looked at";
    return System.getenv("CI") == null ? abort(reason) : fail(reason);
  }
}

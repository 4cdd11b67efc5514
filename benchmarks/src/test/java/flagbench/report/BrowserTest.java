package flagbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;
import static org.junit.jupiter.api.Assumptions.abort;

import com.sun.net.httpserver.HttpServer;
import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.result.ResultFile;
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
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The page of the reference run as a browser shows it; screenshots stay in target/screenshots. */
@Timeout(60)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory, open() the rest
class BrowserTest {
  private static final Path SCREENSHOTS = Path.of("target/screenshots");
  private static final Pattern POINT = Pattern.compile("data-x=\"([^\"]+)\" data-y=\"([^\"]+)\"");

  @TempDir private Path directory;
  private Path browser;
  private HttpServer server;
  private Summary summary;
  private String url;
  private final Queue<String> requested = new ConcurrentLinkedQueue<>();

  @BeforeEach
  void open() throws IOException {
    browser = browser();
    Files.createDirectories(SCREENSHOTS);
    Side side;
    try (var files = Files.list(Path.of("../results/reference"))) {
      Path standard =
          files
              .filter(file -> file.toString().endsWith("-standard.json"))
              .findFirst()
              .orElseThrow();
      side = Side.of(standard.getFileName().toString(), ResultFile.read(standard));
    }
    summary = Summary.of(side.results().values(), side.failures());
    byte[] page = new HtmlReport(List.of(side)).page().getBytes(StandardCharsets.UTF_8);
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/",
        exchange -> {
          requested.add(exchange.getRequestURI().getPath());
          exchange.getResponseHeaders().set("Content-Type", "text/html");
          exchange.sendResponseHeaders(200, page.length);
          exchange.getResponseBody().write(page);
          exchange.close();
        });
    server.start();
    url = "http://127.0.0.1:%d/page".formatted(server.getAddress().getPort());
  }

  @AfterEach
  void close() {
    if (server != null) {
      server.stop(0);
    }
  }

  @Test
  void thePageLoadsQuietlyAndShowsEveryNumber() throws Exception {
    String dom = run("--dump-dom", "--enable-logging=stderr");
    assertEquals(List.of("/page"), List.copyOf(requested), "one request is all");
    assertEquals(
        List.of(),
        Files.readAllLines(directory.resolve("stderr")).stream()
            .filter(line -> line.contains("CONSOLE"))
            .toList());

    List<String> points =
        POINT.matcher(dom).results().map(match -> match.group(1) + " " + match.group(2)).toList();
    List<String> expected =
        summary.workloads().stream()
            .flatMap(workload -> workload.rows().stream())
            .filter(row -> row.cell().parameter("workers") != null)
            .flatMap(BrowserTest::points)
            .sorted()
            .toList();
    assertEquals(expected, points.stream().sorted().toList());

    String text = dom.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ");
    for (String line : new SummaryReport(summary).markdown().lines().toList()) {
      if (line.startsWith("| ") && !line.startsWith("| ---")) {
        String cells = String.join(" ", line.substring(2, line.length() - 2).split(" +\\| *", -1));
        assertTrue(text.contains(cells.replaceAll("\\s+", " ").strip()), cells);
      }
    }
  }

  @Test
  void itIsLightDarkAndNarrowAsTheReaderIs() throws Exception {
    assertTrue(brightness(screenshot("light.png", 1200, "1")) > 0.9);
    assertTrue(brightness(screenshot("dark.png", 1200, "0")) < 0.1);
    screenshot("narrow.png", 360, "1");
  }

  @Test
  void itFitsIntoAPhone() throws Exception {
    server.createContext(
        "/phone",
        exchange -> {
          byte[] phone =
              """
              <iframe src="/page" style="width:360px;height:600px;border:0"></iframe>
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
    String dom = run("--dump-dom");
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

  private static Stream<String> points(Row row) {
    double workers = row.cell().number("workers");
    return Stream.of(
        workers + " " + row.makespan().mean(), workers + " " + row.speedUp().orElseThrow());
  }

  /**
   * @param scheme Chromium's preferredColorScheme: 0 is dark, 1 is light
   */
  private BufferedImage screenshot(String name, int width, String scheme) throws Exception {
    Path file = SCREENSHOTS.resolve(name);
    Files.deleteIfExists(file);
    run(
        "--hide-scrollbars",
        "--window-size=%d,2400".formatted(width),
        "--blink-settings=preferredColorScheme=" + scheme,
        "--screenshot=" + file.toAbsolutePath());
    return ImageIO.read(file.toFile());
  }

  /** Of the page's corner, which nothing is drawn on. */
  private static double brightness(BufferedImage image) {
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

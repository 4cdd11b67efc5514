package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that JMH and its relatives write for other projects, of which we know nothing. */
@Execution(ExecutionMode.CONCURRENT)
// If System.err is replaced before a command is executed, picocli writes its errors there.
@ResourceLock(value = Resources.SYSTEM_ERR, mode = ResourceAccessMode.READ)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class AnyJmhFileTest {
  private static final String FIVE = "[[100,101],[101,99],[99,100],[100,102],[101,100]]";

  @TempDir private Path directory;

  /** An element as JMH writes it. */
  private static String element(
      String benchmark, String mode, String unit, String params, String rawData) {
    return """
    {"jmhVersion": "1.37", "benchmark": "%s", "mode": "%s", "threads": 1, "forks": 5,
     "jvm": "/usr/lib/jvm/java-21/bin/java", "jdkVersion": "21", "vmName": "OpenJDK 64-Bit Server VM",
     "measurementIterations": 2, "params": %s,
     "primaryMetric": {"score": 100.0, "scoreError": 0.5, "scoreUnit": "%s", "rawData": %s},
     "secondaryMetrics": {}}
    """
        .formatted(benchmark, mode, params, unit, rawData);
  }

  private static String parse(String rawData) {
    return element("org.example.Codec.parse", "avgt", "us/op", "{}", rawData);
  }

  private static String scaled(double factor) {
    double[] forks = {100.5, 99.5, 100.25, 100, 99.75};
    return Arrays.stream(forks)
        .mapToObj(fork -> "[%s,%s]".formatted((fork - 0.5) * factor, (fork + 0.5) * factor))
        .collect(Collectors.joining(",", "[", "]"));
  }

  private Path file(String name, String... elements) throws IOException {
    return Files.writeString(directory.resolve(name), "[" + String.join(",\n", elements) + "]");
  }

  @Test
  void benchmarksOfOthersAreAPlainTableThatRanksNothing() throws IOException {
    Path file =
        file(
            "a.json",
            element("org.example.Codec.slow", "thrpt", "ops/s", "{\"size\": \"10\"}", scaled(1)),
            element("org.example.Codec.fast", "thrpt", "ops/s", "{\"size\": \"10\"}", scaled(9)),
            element("org.example.other.Codec.fast", "avgt", "ms/op", "{}", scaled(1)));
    Answer answer = run("report", file, "--format", "text");
    assertEquals(0, answer.code());
    List<String> lines = answer.out().lines().toList();
    assertTrue(
        lines.stream().anyMatch(line -> line.matches("class +method +parameters.*")),
        answer::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.equals("org.example.Codec  slow  size=10")),
        answer::toString);
    assertTrue(
        lines.stream().anyMatch(line -> line.matches(" +thrpt +1 +900.0 +\\d+\\.\\d+ +ops/s")),
        answer::toString);
    for (String ours : List.of("makespan", "machine", "not told apart", "style", "speed-up")) {
      assertFalse(answer.out().contains(ours), ours + " in " + answer);
    }
    assertEquals(0, run("report", file).code());
    String page = Files.readString(directory.resolve("a.html"));
    assertTrue(page.contains("<td class=\"name\">size=10"), page);
    assertFalse(page.contains("makespan") || page.contains("machine<"), page);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"workers\": \"auto\", \"flags\": \"20\", \"latency\": \"5ms\"}",
        "{\"workers\": \"0\", \"flags\": \"CASE_INSENSITIVE\"}",
        "{\"workers\": 0, \"flags\": 0, \"latency\": \"none\", \"sink\": \"x\"}"
      })
  void parametersAndCountersThatAreCalledLikeOursMeanNothing(String params) throws IOException {
    String counters =
        """
        "secondaryMetrics": {
          "cpu": {"score": 99, "scoreUnit": "#", "rawData": [[99, 99], [99, 99], [99, 99]]},
          "requests": {"score": 9, "scoreUnit": "#", "rawData": [[9, 9], [9, 9], [9, 9]]},
          "allocated": {"score": 9, "scoreUnit": "#", "rawData": [[9, 9], [9, 9], [9, 9]]}}
        """;
    Path file =
        file(
            "a.json",
            element("org.example.Search.find", "avgt", "ms/op", params, scaled(1))
                .replace("\"secondaryMetrics\": {}", counters));
    for (String format : List.of("text", "markdown", "json")) {
      Answer answer = run("report", file, "--format", format);
      assertEquals(0, answer.code(), answer::toString);
      assertFalse(answer.out().contains("cpu:"), answer::toString);
    }
    assertEquals(0, run("report", file).code());
    assertFalse(Files.readString(directory.resolve("a.html")).contains("<h3>Costs</h3>"));
    Answer compared = run("compare", file, file);
    assertEquals(0, compared.code(), compared::toString);
    assertFalse(compared.out().contains("cpu:"), compared::toString);
  }

  @Test
  void aMissingCellIsNamedFirstAndExitCode1UnlessAllowed() throws IOException {
    Path before =
        file("a.json", parse(FIVE), element("org.example.Codec.gone", "avgt", "us/op", "{}", FIVE));
    Path after = file("b.json", parse(FIVE));
    Answer answer = run("compare", before, after);
    assertEquals(1, answer.code());
    int missing = answer.out().indexOf("only in A: Codec.gone");
    assertTrue(missing > 0 && missing < answer.out().indexOf("method"), answer::toString);
    assertEquals(0, run("compare", before, after, "--allow-missing").code());
    assertEquals(0, run("compare", after, before).code(), "a new one is none");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[[\"NaN\",\"NaN\"]]", "[[0,0],[0,0]]", "[[0.0]]"})
  void aScoreThatBecameNoNumberOrZeroIsExitCode1(String rawData) throws IOException {
    Path before =
        file("a.json", parse(FIVE), element("org.example.Codec.lost", "avgt", "us/op", "{}", FIVE));
    Path after =
        file(
            "b.json",
            parse(FIVE),
            element("org.example.Codec.lost", "avgt", "us/op", "{}", rawData));
    Answer answer = run("compare", before, after, "--allow-missing");
    assertEquals(1, answer.code(), answer::toString);
    assertTrue(
        answer
            .out()
            .lines()
            .anyMatch(line -> line.matches("(failed|no score).* in B: Codec.lost.*")),
        answer::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "1.0, 0, inconclusive, 3",
    "1.3, 0, slower?, 3",
    "1.9, 0, slower?, 3",
    "7.0, 1, slower?, 1",
    "0.1, 0, faster?, 3"
  })
  void oneForkIsJudgedByItsIterationsAndGatesBeyondAFactorOfTwo(
      double factor, int code, String verdict, int strict) throws IOException {
    Path before = file("a.json", parse("[[100,101,100,99,100]]"));
    Path after =
        file("b.json", parse("[[%1$s,%2$s,%1$s,%1$s]]".formatted(100 * factor, 101 * factor)));
    Answer answer = run("compare", before, after);
    assertEquals(code, answer.code(), answer::toString);
    assertTrue(answer.out().contains("  " + verdict), answer::toString);
    assertTrue(answer.words().contains("with -f 5"), answer::toString);
    assertEquals(strict, run("compare", before, after, "--strict").code());
    Answer report = run("report", before, "--format", "text");
    assertTrue(report.out().contains("within one JVM"), report::toString);
  }

  @Test
  void aCellThatIsTwiceInAFileIsOneOfAllItsForks() throws IOException {
    Path before =
        file(
            "a.json",
            parse("[[100,100],[100,99]]"),
            parse("[[101,101],[100,101]]"),
            parse("[[99,100]]"));
    Answer answer = run("compare", before, file("b.json", parse(scaled(1.5))));
    assertEquals(1, answer.code(), answer::toString);
    assertTrue(answer.out().contains("  slower\n"), answer::toString);
    String note = "a.json holds Codec.parse more than once, measured alike";
    assertTrue(answer.words().contains(note), answer::toString);
    Answer report = run("report", before, "--format", "text");
    assertTrue(report.words().contains(note), report::toString);
  }

  @Test
  void histogramsThatAreTwiceInAFileAreTakenTogetherToo() throws IOException {
    String sample =
        parse("[]").replace("\"rawData\": []", "\"rawDataHistogram\": [[[[100, 2], [200, 2]]]]");
    Path file = file("a.json", sample, sample.replace("[100, 2]", "[101, 2]"));
    Answer answer = run("compare", file, file);
    assertEquals(0, answer.code(), answer::toString);
    assertTrue(answer.out().contains("1.000 "), answer::toString);
    assertFalse(answer.out().contains("one fork"), answer::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"jdkVersion\": \"21\"', '\"jdkVersion\": \"25\"', jdkVersion",
    "us/op, ms/op, scoreUnit",
    "'\"measurementIterations\": 2', '\"measurementIterations\": 9', measurementIterations"
  })
  void aCellThatIsTwiceButMeasuredOtherwiseIsRefusedWithBothPlaces(
      String from, String to, String key) throws IOException {
    Path file = file("a.json", parse("[[100,100]]"), parse("[[100,100]]").replace(from, to));
    Answer answer = run("compare", file, file);
    assertEquals(2, answer.code());
    assertTrue(answer.err().contains("elements 0 and 1 are both Codec.parse"), answer::toString);
    assertTrue(answer.err().contains(key), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "[[\"NaN\", 1]]",
        "[[\"+INF\"]]",
        "[[NaN]]",
        "[[-Infinity, 2]]",
        "[[1e999]]",
        "[[]]",
        "[5]",
        "[[null]]",
        "[[[1]]]"
      })
  void aValueThatIsNoNumberFailsItsElementAlone(String rawData) throws IOException {
    Path file =
        file(
            "a.json",
            element("org.example.Codec.bad", "avgt", "us/op", "{}", rawData),
            parse(FIVE));
    Answer answer = run("report", file, "--format", "text");
    assertEquals(0, answer.code(), answer::toString);
    assertTrue(answer.words().contains("org.example.Codec bad avgt 1 failed"), answer::toString);
    assertTrue(answer.out().contains("failed: Codec.bad: 'rawData' holds"), answer::toString);
    assertTrue(answer.words().contains("org.example.Codec parse avgt 1 100.3"), answer::toString);
    assertEquals(0, run("compare", file, file).code());
  }

  @Test
  void withoutRawDataTheScoreAndJmhsErrorAreTakenAndMarked() throws IOException {
    String bare = parse("[]").replace(", \"rawData\": []", "");
    Path file = file("a.json", bare);
    Answer report = run("report", file, "--format", "text");
    assertTrue(
        report.words().contains("100.0 0.5000 us/op no rawData: JMH's 99.9 %"), report::toString);
    Path slower = file("b.json", bare.replace("100.0", "130.0"));
    Answer compared = run("compare", file, slower);
    assertEquals(0, compared.code());
    assertTrue(compared.out().contains("1.300"), compared::toString);
    assertTrue(compared.out().contains("slower?"), compared::toString);
    assertTrue(compared.words().contains("without rawData"), compared::toString);
  }

  @Test
  void whatThePageSavesIsReadByEveryCommand() throws IOException {
    Path file = file("a.json", parse(FIVE));
    assertEquals(0, run("report", file).code());
    Matcher link =
        Pattern.compile("download=\"([^\"]+)\" href=\"data:application/gzip;base64,([^\"]+)\"")
            .matcher(Files.readString(directory.resolve("a.html")));
    assertTrue(link.find());
    Path saved = directory.resolve("saved-" + link.group(1));
    Files.write(saved, Base64.getDecoder().decode(link.group(2)));
    assertTrue(saved.toString().endsWith("a.json.gz"), saved::toString);
    Answer compared = run("compare", file, saved);
    assertEquals(0, compared.code(), compared::toString);
    assertTrue(compared.out().contains("1 same"), compared::toString);
    assertEquals(0, run("report", saved).code());
    assertTrue(Files.readString(directory.resolve("saved-a.html")).contains("a.json.gz\""));
  }

  @Test
  void aDamagedGzipFileIsSaidToBeSo() throws IOException {
    Path file = directory.resolve("a.json.gz");
    try (var gzip = new GZIPOutputStream(Files.newOutputStream(file))) {
      gzip.write(("[" + parse(FIVE) + "]").getBytes(StandardCharsets.UTF_8));
    }
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length / 2));
    Answer answer = run("report", file);
    assertEquals(2, answer.code());
    assertTrue(answer.err().contains("gzip data ends too early"), answer::toString);
    Files.write(file, Arrays.copyOf(whole, 5));
    assertTrue(run("report", file).err().contains("gzip data"), "a header cut off");
  }

  @ParameterizedTest
  @CsvSource({
    "ops/s, ops/sec, 100, 1.000",
    "s/op, sec, 100, 1.000",
    "msec, ms/op, 100, 1.000",
    "us/op, usec, 100, 1.000",
    "msec/op, usec/op, 100000, 1.000",
    "sec, msec, 100000, 1.000",
    "ops/ms, ops/sec, 100000, 1.000"
  })
  void unitsOfRelativesOfJmhAreKnown(String one, String other, double hundred, String ratio)
      throws IOException {
    Path before = file("a.json", element("org.example.Codec.parse", "avgt", one, "{}", scaled(1)));
    Path after =
        file(
            "b.json",
            element("org.example.Codec.parse", "avgt", other, "{}", scaled(hundred / 100)));
    Answer answer = run("compare", before, after);
    assertTrue(answer.out().contains(ratio + " "), answer::toString);
    assertFalse(answer.out().contains("do not compare"), answer::toString);
  }

  @Test
  void moreOperationsInASecondAreFasterWhateverTheModeSays() throws IOException {
    Path before =
        file(
            "a.json", element("org.example.Codec.parse", "Throughput", "ops/sec", "{}", scaled(1)));
    Path after =
        file(
            "b.json", element("org.example.Codec.parse", "Throughput", "ops/sec", "{}", scaled(2)));
    assertTrue(run("compare", before, after).out().contains("1 faster"));
    assertEquals(1, run("compare", after, before).code());
  }

  @Test
  void aSlowMemberOfAGroupIsARowOfItsOwn() throws IOException {
    String group =
        element("org.example.Queue.traffic", "avgt", "ns/op", "{}", scaled(1))
            .replace(
                "\"secondaryMetrics\": {}",
                """
                "secondaryMetrics": {
                  "read": {"score": 100, "scoreUnit": "ns/op", "rawData": %s},
                  "write": {"score": 100, "scoreUnit": "ns/op", "rawData": %s},
                  "gc.time": {"score": 3, "scoreUnit": "ms", "rawData": [[3], [3], [3]]},
                  "write:p0.99": {"score": 3, "scoreUnit": "ns/op", "rawData": [[3], [3], [3]]}}
                """);
    Path before = file("a.json", group.formatted(scaled(1), scaled(1)));
    Path after = file("b.json", group.formatted(scaled(1), scaled(10)));
    Answer answer = run("compare", before, after);
    assertEquals(1, answer.code(), answer::toString);
    assertTrue(
        answer.out().lines().anyMatch(line -> line.matches("traffic:write .* slower")),
        answer::toString);
    assertTrue(answer.out().contains("1 slower, 0 faster, 2 same, 0 inconclusive of 3 cells"));
    assertTrue(run("report", before, "--format", "text").out().contains("traffic:read"));
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/lib/jvm/java-21/bin/java, 'C:\\\\Program Files\\\\jdk\\\\bin\\\\java.exe', another",
    "/usr/lib/jvm/java-21/bin/java, /Library/Java/JavaVirtualMachines/jdk/Contents/Home/bin/java,"
        + " another",
    "/usr/lib/jvm/java-21/bin/java, /usr/lib/jvm/java-25/bin/java, unknown",
    "/usr/lib/jvm/java-21/bin/java, /usr/lib/jvm/java-21/bin/java, same",
    "OpenJDK 64-Bit Server VM, Eclipse OpenJ9 VM, another",
    "'\"jdkVersion\": \"21\"', '\"jdkVersion\": \"25\"', unknown"
  })
  void whatTellsOfAnotherSystemTakesTheSameMachineAway(String from, String to, String machine)
      throws IOException {
    Path before = file("a.json", parse(FIVE));
    Path after = file("b.json", parse(scaled(2)).replace(from, to));
    Answer answer = run("compare", before, after);
    String said =
        switch (machine) {
          case "another" -> "taken as another machine";
          case "same" -> "taken as the same machine";
          default -> "whether it is one machine is not known";
        };
    assertTrue(answer.out().contains(said), answer::toString);
    assertEquals(machine.equals("another") ? 0 : 1, answer.code(), answer::toString);
    assertEquals(1, run("compare", before, after, "--force").code());
    assertTrue(answer.out().contains("2.0"), answer::toString);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"Benchmark\",\"Mode\",\"Threads\"\n\"a.B.c\",\"avgt\",1\n",
        "Benchmark  Mode  Cnt  Score\nB.c  avgt  5  1.0\n",
        "# JMH version: 1.37\n# Warmup: 5 iterations\n",
        "[[{\"benchmark\": \"a.B.c\"}]]",
        "{\"benchmark\": \"a.B.c\"}\n{\"benchmark\": \"a.B.d\"}\n",
        "[{\"benchmark\": \"a.B.c\", ",
        ""
      })
  void whatIsNoResultSaysHowToGetOne(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("x.txt"), text);
    for (Answer answer : List.of(run("report", file), run("compare", file, file))) {
      assertEquals(2, answer.code());
      assertEquals(1, answer.err().lines().count(), answer::toString);
      assertTrue(answer.err().contains("x.txt: "), answer::toString);
      assertTrue(answer.err().contains("-rf json"), answer::toString);
    }
  }

  @Test
  void aPageOfOursIsReplacedAndAnotherIsNot() throws IOException {
    Path file = file("a.json", parse(FIVE));
    Path page = directory.resolve("a.html");
    assertEquals(0, run("report", file).code());
    assertEquals(0, run("report", file).code(), "our own");
    Files.writeString(page, "<html>precious</html>");
    for (Answer answer : List.of(run("report", file), run("report", file, "-o", page))) {
      assertEquals(2, answer.code());
      assertTrue(
          answer.err().contains("a.html exists and is no page of flagbench"), answer::toString);
      assertEquals("<html>precious</html>", Files.readString(page));
    }
  }

  @Test
  void markdownAndTerminalsGetNoMarkupAndNoLineBreaksFromParameters() throws IOException {
    String params = "{\"json\": \"{\\\"a\\\": 1}|x\\ny\\u001b[31m<b>\"}";
    Path file =
        file("a.json", element("org.example.Codec.parse", "avgt", "us/op", params, scaled(1)));
    Answer markdown = run("report", file, "--format", "markdown");
    List<String> rows = markdown.out().lines().filter(line -> line.startsWith("|")).toList();
    assertEquals(3, rows.size(), markdown::toString);
    for (String row : rows) {
      assertEquals(10, row.split("(?<!\\\\)\\|", -1).length - 1, row);
    }
    assertTrue(rows.getLast().contains("1}\\|x\\ny\ufffd[31m&lt;b>"), rows::toString);
    Answer text = run("compare", file, file);
    assertFalse(text.out().contains("\u001b"), text::toString);
    assertTrue(text.out().contains("|x\\ny"), text::toString);
  }

  /** What a command said and how it ended. */
  private record Answer(int code, String out, String err) {

    /** Its output as one line, for what may be broken at the 80th column. */
    private String words() {
      return out.replaceAll("\\s+", " ");
    }
  }

  private static Answer run(Object... arguments) {
    List<String> all = new ArrayList<>();
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commands(all.getFirst())
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Answer(code, out.toString(), err.toString());
  }
}

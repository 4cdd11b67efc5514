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
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that JMH and its relatives write for other projects, of which we know nothing. */
@Execution(ExecutionMode.CONCURRENT)
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
    return "[[%s,%s],[%s,%s],[%s,%s]]"
        .formatted(
            100 * factor, 101 * factor, 99 * factor, 100 * factor, 100.5 * factor, 100 * factor);
  }

  private Path file(String name, String... elements) throws IOException {
    return Files.writeString(directory.resolve(name), "[" + String.join(",\n", elements) + "]");
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

  @Test
  void aCellThatIsTwiceInAFileIsOneOfAllItsForks() throws IOException {
    Path before = file("a.json", parse("[[100,100]]"), parse("[[101,101]]"), parse("[[99,100]]"));
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

  @Test
  void whatDiffersInOneFieldAloneIsSaidToAndMayBeIgnored() throws IOException {
    Path four = file("a.json", parse(FIVE).replace("\"threads\": 1", "\"threads\": 4"));
    Path eight = file("b.json", parse(FIVE).replace("\"threads\": 1", "\"threads\": 8"));
    Answer answer = run("compare", four, eight);
    assertEquals(2, answer.code());
    assertTrue(
        answer.err().contains("they differ in threads alone (4 and 8); --ignore threads"),
        answer::toString);
    Answer ignored = run("compare", four, eight, "--ignore", "threads");
    assertEquals(0, ignored.code(), ignored::toString);
    assertTrue(ignored.out().contains("1 same"), ignored::toString);
    Path both =
        file(
            "c.json",
            parse(FIVE).replace("\"threads\": 1", "\"threads\": 2"),
            parse(FIVE).replace("\"threads\": 1", "\"threads\": 8"));
    Answer ambiguous = run("compare", four, both, "--ignore", "threads");
    assertEquals(2, ambiguous.code());
    assertTrue(ambiguous.err().contains("do not differ once threads is ignored"));
  }

  @ParameterizedTest
  @CsvSource({
    "/usr/lib/jvm/java-21/bin/java, 'C:\\\\Program Files\\\\jdk\\\\bin\\\\java.exe', another",
    "/usr/lib/jvm/java-21/bin/java, /Library/Java/JavaVirtualMachines/jdk/Contents/Home/bin/java, another",
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

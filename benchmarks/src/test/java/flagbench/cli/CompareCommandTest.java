package flagbench.cli;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@SuppressWarnings("NullAway.Init") // JUnit sets the directory, writeFiles() the rest
class CompareCommandTest {
  private static final Path REFERENCE = Path.of("../results/reference");

  @TempDir private Path directory;
  private Path baseline;
  private Path equal;
  private Path slower;
  private Path noisy;
  private Path otherMachine;

  @BeforeEach
  void writeFiles() throws IOException {
    baseline = write("baseline.json", "here", 1, 1);
    equal = write("equal.json", "here", 1, 1.001);
    slower = write("slower.json", "here", 1, 1.25);
    noisy = write("noisy.json", "here", 6, 1.09);
    otherMachine = write("other.json", "there", 1, 1.25);
  }

  @Test
  void equalRunsAreTheSame() {
    Answer answer = compare(baseline, equal);
    assertEquals(0, answer.code());
    assertTrue(answer.out().contains("0 slower, 0 faster, 2 same, 0 inconclusive of 2 cells"));
    assertTrue(answer.out().contains("A and B: the same machine, nothing recorded differs"));
  }

  @Test
  void aRegressionIsExitCode1() {
    Answer answer = compare(baseline, slower);
    assertEquals(1, answer.code());
    assertTrue(answer.out().contains("2 slower, 0 faster"), answer::toString);
    assertEquals(0, compare(slower, baseline).code(), "an improvement is none");
  }

  @Test
  void whatIsInconclusiveIsExitCode3WhereAskedAndAfterARegression() {
    assertEquals(0, compare(baseline, noisy).code());
    assertEquals(3, compare("--strict", baseline, noisy).code());
    assertEquals(1, compare("--strict", baseline, noisy, slower).code());
    String said = compare(baseline, noisy).out().replaceAll("\\s+", " ");
    assertTrue(
        said.contains(
            "with at least 5 forks on each side, the verdict 'same' needs forks whose standard"
                + " deviation is below 3.3 %"),
        said);
  }

  /**
   * One commit and JDK, seven minutes apart: 120 workers came out 1.48 times slower. Two and three
   * forks are too few for a verdict, and its interval is within a factor of two. What only one
   * search measured is not missing.
   */
  @Test
  void twoSearchesOfOneBuildRaiseNoAlarm() {
    Path resources = Path.of("src/test/resources");
    Answer answer = compare(resources.resolve("search-1.json"), resources.resolve("search-2.json"));
    assertEquals(0, answer.code(), answer::toString);
    assertTrue(answer.out().contains("0 slower, 1 slower?, 0 faster"), answer::toString);
  }

  @Test
  void anotherMachineIsNoRegressionUnlessForced() {
    Answer answer = compare("--strict", baseline, otherMachine);
    assertEquals(0, answer.code());
    assertTrue(answer.out().contains("A and B: another machine"), answer::toString);
    assertTrue(answer.out().contains("speed-up over"), answer::toString);
    assertFalse(answer.out().contains("verdict\n"), answer::toString);
    assertEquals(1, compare("--force", baseline, otherMachine).code());
  }

  @Test
  void aCellThatFailsOnlyInTheCandidateIsExitCode1() throws IOException {
    CellResult async = result(cell("async"), new double[][] {{50, 50}, {51, 51}});
    CellResult failing =
        ResultFile.parse(
                ResultFile.format(List.of(result(cell("sequential"), new double[][] {{9}, {9}}))))
            .getFirst();
    ObjectNode run = JsonNodeFactory.instance.objectNode();
    ObjectNode failed = run.putArray("failed").addObject();
    failed.put("benchmark", async.cell().benchmark()).put("reason", "a flag was missing");
    async.cell().parameters().forEach(failed.putObject("params")::put);
    Path before = directory.resolve("before.json");
    Path after = directory.resolve("after.json");
    ResultFile.write(before, List.of(failing, async));
    ResultFile.write(after, List.of(failing.with("run", run)));
    Answer answer = compare(before, after);
    assertEquals(1, answer.code());
    assertEquals("exit code 1: a cell failed", answer.err().strip());
    assertTrue(answer.out().contains("failed in B: async "), answer::toString);
    assertTrue(answer.out().contains("only in A: async "), answer::toString);
    assertTrue(
        answer.out().replaceAll("\\s+", " ").contains("a flag was missing"), answer::toString);
  }

  @Test
  void theThresholdDecidesWhatMatters() {
    assertTrue(compare("--threshold=30%", baseline, slower).out().contains("2 same"));
    assertTrue(compare("--threshold=30", baseline, slower).out().contains("2 same"));
    assertTrue(compare("--threshold=0%", baseline, slower).out().contains("2 slower"));
  }

  @Test
  void aFilterChoosesByBenchmarkAndParameters() {
    assertTrue(
        compare("--include=async .*workers=20", baseline, slower).out().contains("of 1 cell\n"));
    assertEquals(2, compare("--include=nothing", baseline, slower).code());
    Answer broken = compare("--include=(", baseline, slower);
    assertEquals(2, broken.code());
    assertTrue(broken.err().contains("'(' is no regular expression"), broken::toString);
  }

  @ParameterizedTest
  @MethodSource("manyFiles")
  void noLineIsLongerThan80Columns(List<String> names) {
    List<Object> files = new ArrayList<>();
    files.add("--include=latency");
    names.forEach(name -> files.add(directory.resolve(name)));
    Answer answer = compare(files.toArray());
    // A path may be longer than a line.
    assertEquals(
        List.of(),
        answer
            .out()
            .lines()
            .filter(line -> line.length() > 80 && !line.contains(directory.toString()))
            .toList());
  }

  static Stream<Arguments> manyFiles() {
    return Stream.of(
        Arguments.of(List.of("baseline.json", "noisy.json")),
        Arguments.of(List.of("baseline.json", "equal.json", "slower.json", "noisy.json")),
        Arguments.of(List.of("baseline.json", "other.json", "slower.json")),
        Arguments.of(
            List.of(
                "baseline.json",
                "equal.json",
                "slower.json",
                "noisy.json",
                "other.json",
                "equal.json")));
  }

  @Test
  void everyCandidateHasATable() {
    Answer answer = compare(baseline, equal, slower, noisy);
    List<String> lines = answer.out().lines().toList();
    Map<String, String> verdicts = Map.of("B", "same", "C", "slower", "D", "inconclusive");
    verdicts.forEach((letter, verdict) -> {
      String headings = "style +A +B +B/A, 95 % +verdict".replace("B", letter);
      int table =
          IntStream.range(0, lines.size())
              .filter(i -> lines.get(i).matches(headings))
              .findFirst()
              .orElseThrow(() -> new AssertionError(answer));
      assertTrue(lines.get(table + 2).matches("async 20 .* " + verdict), answer::toString);
    });
  }

  @Test
  void allFormatsTellTheSame() {
    Answer json = compare("--format=json", baseline, slower);
    JsonNode cells = new JsonMapper().readTree(json.out()).path("candidates").path(0).path("cells");
    assertEquals(2, cells.size());
    Answer markdown = compare("--format=markdown", baseline, slower);
    Answer text = compare(baseline, slower);
    for (JsonNode cell : cells) {
      String ratio =
          String.format(
              "%.3f %.3f..%.3f",
              cell.path("ratio").path("value").asDouble(),
              cell.path("ratio").path("lower").asDouble(),
              cell.path("ratio").path("upper").asDouble());
      assertEquals("slower", cell.path("verdict").asString());
      assertTrue(text.out().contains(ratio + "  slower"), text::toString);
      assertTrue(markdown.out().contains("| " + ratio + " | slower |"), markdown::toString);
    }
  }

  @Test
  void theReferenceRunIsTheSameAsItself() throws IOException {
    try (var files = Files.list(REFERENCE)) {
      Path standard =
          files
              .filter(file -> file.toString().endsWith("-standard.json"))
              .findFirst()
              .orElseThrow();
      Answer answer = compare(standard, standard);
      assertEquals(0, answer.code());
      assertTrue(answer.out().contains(": 0 slower, 0 faster, "), answer::toString);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "``                                     | not an array",
        "[                                      | line 1: no JSON",
        "[{\"benchmark\": \"a.b\",             | line 1: no JSON",
        "hello                                  | line 1: no JSON",
        "{\"benchmark\": \"a.b\"}              | not an array",
        "[{\"benchmark\": \"a.b\"}]            | 'rawData' is missing",
        "[{\"benchmark\":\"a.b\",\"primaryMetric\":{\"rawData\":[[\"NaN\"]]}}] | \"NaN\"",
        "[{\"benchmark\":\"a.b\",\"environment\":{\"schema\":99}}] | newer flagbench",
        "[{\"benchmark\":\"a.b\",\"primaryMetric\":{\"rawData\":[[1]]}}] | no cell in common",
      })
  void aFileThatDoesNotHelpIsOneLineThatNamesItAndExitCode2(String content, String message)
      throws IOException {
    Path file = directory.resolve("broken.json");
    Files.writeString(file, content == null ? "" : content);
    Answer answer = compare(baseline, file);
    assertEquals(2, answer.code());
    assertEquals(1, answer.err().lines().count(), answer::toString);
    assertTrue(answer.err().contains("broken.json"), answer::toString);
    assertTrue(answer.err().contains(message), answer::toString);
    assertEquals("", answer.out());
  }

  @Test
  void anIncludeThatMatchesNothingBlamesNoFile() {
    Answer answer = compare(baseline, baseline, "--include=fibers");
    assertEquals(2, answer.code());
    assertTrue(answer.err().contains("--include matches no cell of"), answer::toString);
  }

  @Test
  void aFileWithoutResultsHasNothingToCompareOnEitherSide() throws IOException {
    Path empty = directory.resolve("empty.json");
    Files.writeString(empty, "[]");
    for (Answer answer : List.of(compare(baseline, empty), compare(empty, baseline))) {
      assertEquals(2, answer.code());
      assertEquals(1, answer.err().lines().count(), answer::toString);
      assertTrue(answer.err().contains("empty.json holds no result"), answer::toString);
      assertEquals("", answer.out());
    }
  }

  @ParameterizedTest
  @CsvSource({"--threshold=-5%", "--threshold=x", "--format=xml"})
  void badOptionsAreOneLineAndExitCode2(String option) {
    Answer answer = compare(option, baseline, slower);
    assertEquals(2, answer.code());
    assertEquals(1, answer.err().lines().count(), answer::toString);
  }

  @Test
  void scoresWithoutARatioAreInTheTableAndExplained() throws IOException {
    Path zero = directory.resolve("zero.json");
    ResultFile.write(
        zero,
        List.of(
            result(cell("async"), new double[][] {{0}, {1}}),
            result(cell("sequential"), new double[][] {{1000}})));
    Answer answer = compare(baseline, zero);
    assertEquals(0, answer.code());
    assertTrue(answer.out().contains("2 inconclusive of 2 cells"), answer::toString);
    assertTrue(answer.out().contains("a score that is not above zero has no ratio (cells: 1)"));
    assertTrue(answer.out().contains("these scores tell no interval"));
  }

  /** What a command said and how it ended. */
  private record Answer(int code, String out, String err) {}

  private static Answer compare(Object... arguments) {
    List<String> all = new ArrayList<>(List.of("compare"));
    for (Object argument : arguments) {
      all.add(argument.toString());
    }
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commands("compare")
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Answer(code, out.toString(), err.toString());
  }

  /** Two cells of five forks each, with a spread in percent. */
  private Path write(String name, String machine, double percent, double scale) throws IOException {
    Path file = directory.resolve(name);
    ObjectNode environment =
        JsonNodeFactory.instance.objectNode().put("fingerprint", machine).put("host", machine);
    environment.putObject("machine").put("cpu", machine + " processor").put("availableCpus", 2);
    ResultFile.write(
        file,
        List.of(
            result(cell("sequential"), forks(1010 * scale, percent))
                .with("environment", environment),
            result(cell("async"), forks(53 * scale, percent)).with("environment", environment)));
    return file;
  }

  private static double[][] forks(double mean, double percent) {
    double step = mean * percent / 100;
    return new double[][] {
      {mean, mean}, {mean - step}, {mean + step}, {mean - step / 2}, {mean + step / 2, mean}
    };
  }
}

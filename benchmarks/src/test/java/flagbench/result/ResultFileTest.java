package flagbench.result;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.node.ObjectNode;

@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class ResultFileTest {
  @TempDir private Path directory;

  @Test
  void whatIsWrittenReadsBackAsTheSame() {
    var random = new Random(7);
    for (int i = 0; i < 200; i++) {
      List<CellResult> results = new ArrayList<>();
      for (int j = 0; j <= random.nextInt(5); j++) {
        results.add(arbitrary(random, "w" + j));
      }
      List<CellResult> read = ResultFile.parse(ResultFile.format(results));
      assertEquals(
          results.stream().map(CellResult::json).toList(),
          read.stream().map(CellResult::json).toList());
      assertEquals(
          results.stream().map(CellResult::cell).toList(),
          read.stream().map(CellResult::cell).toList());
    }
  }

  @Test
  void filesOfSeveralRunsAreOneArrayOfElementsThatDescribeThemselves() {
    var random = new Random(8);
    CellResult one = arbitrary(random, "1");
    CellResult two = arbitrary(random, "2");
    String first = ResultFile.format(List.of(one)).strip();
    String second = ResultFile.format(List.of(two)).strip();
    String both = first.substring(0, first.length() - 1) + "," + second.substring(1);
    assertEquals(
        List.of(one.json(), two.json()),
        ResultFile.parse(both).stream().map(CellResult::json).toList());
  }

  @Test
  void aFileReadForItsValuesAloneHasAllOfThemAndTheFacts() throws IOException {
    Path file = Path.of("../results/reference/steady-bench.json");
    List<CellResult> whole = ResultFile.readAny(file);
    List<CellResult> values = ResultFile.readValues(file);
    assertEquals(whole.size(), values.size());
    for (int i = 0; i < whole.size(); i++) {
      CellResult one = whole.get(i);
      CellResult other = values.get(i);
      assertSameValues(one, other);
      assertSameValues(one.plus(one), other.plus(other));
      assertEquals(one.jmhError(), other.jmhError());
      assertEquals(one.unit(), other.unit());
      for (String key : List.of("params", "environment", "run", "jvmArgs", "forks")) {
        assertEquals(one.fact(key), other.fact(key));
      }
    }
  }

  private static void assertSameValues(CellResult one, CellResult other) {
    assertArrayEquals(one.forks(), other.forks());
    for (String metric : one.fact("secondaryMetrics").propertyNames()) {
      double[] means = one.secondaryForkMeans(metric);
      assertEquals(one.forks().length, means.length, metric);
      assertArrayEquals(means, other.secondaryForkMeans(metric), metric);
    }
  }

  @Test
  void aFileIsReplacedWholeAndNothingElseIsLeft() throws IOException {
    Path file = directory.resolve("run.json");
    ResultFile.write(file, List.of(result(cell("async"), new double[] {1, 2, 3})));
    ResultFile.write(file, List.of(result(cell("sequential"), new double[] {4, 5, 6})));
    assertEquals("sequential", ResultFile.read(file).getFirst().cell().method());
    try (var files = Files.list(directory)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  @Test
  void aFileThatCannotBeWrittenStaysAsItWas() throws IOException {
    Path file = directory.resolve("run.json");
    ResultFile.write(file, List.of(result(cell("async"), new double[] {1, 2, 3})));
    String before = Files.readString(file);
    // Where the new file would be prepared, there is a directory.
    Files.createDirectory(directory.resolve("run.json.part"));
    assertThrows(
        IOException.class,
        () -> ResultFile.write(file, List.of(result(cell("sequential"), new double[] {1}))));
    assertEquals(before, Files.readString(file));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "''|not an array",
        "{}|not an array",
        "[1]|element 0: not an object",
        "[{]|line 1",
        "[{}]|'benchmark'",
        "[{\"benchmark\":\"a.b\"}]|'rawData'",
        "[{\"benchmark\":\"a.b\",\"primaryMetric\":{\"rawData\":[[]]}}]|without iterations",
        "[{\"benchmark\":\"a.b\",\"primaryMetric\":{\"rawData\":[[\"NaN\"]]}}]|NaN",
        "[{\"benchmark\":\"a.b\",\"environment\":{\"schema\":99}}]|newer",
      })
  void whatIsNoResultIsRefusedWithFileAndPlace(String text, String message) throws IOException {
    Path file = directory.resolve("broken.json");
    Files.writeString(file, text);
    var error = assertThrows(IOException.class, () -> ResultFile.read(file));
    String said = error.toString();
    assertTrue(said.contains("broken.json") && said.contains(message), said);
    assertFalse(said.contains("\n"), said);
  }

  @Test
  void nothingIsAddedToResultsThatAreNotOurs() {
    ObjectNode foreign = result(cell("async"), new double[] {1, 2, 3}).json();
    String text = ResultFile.format(List.of(CellResult.of(foreign)));
    assertEquals(text, ResultFile.format(ResultFile.parse(text)));
  }

  @Test
  void aMissingFileIsNamed() {
    var error =
        assertThrows(IOException.class, () -> ResultFile.read(directory.resolve("missing.json")));
    assertTrue(error.toString().contains("missing.json"));
  }

  /** With keys that we do not know, and strings of every kind. */
  private static CellResult arbitrary(Random random, String workers) {
    double[][] forks = new double[1 + random.nextInt(4)][];
    for (int i = 0; i < forks.length; i++) {
      forks[i] = random.doubles(1 + random.nextInt(5), 1e-9, 1e12).toArray();
    }
    ObjectNode json = result(cell("async", "workers=" + workers), forks).json();
    json.put("unknown \"key\" \u00e9\ud83c\udff3", random.nextLong());
    json.putObject("environment")
        .put("cpu", "</script> \\ \n \u2028")
        .put("tiny", Double.MIN_VALUE)
        .putNull("nothing");
    json.withObject("/primaryMetric").put("scoreError", "NaN");
    return CellResult.of(json);
  }
}

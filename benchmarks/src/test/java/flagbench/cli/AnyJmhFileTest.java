package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files that JMH and its relatives write for other projects, of which we know nothing. */
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class AnyJmhFileTest {
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

  private static String scaled(double factor) {
    return "[[%s,%s],[%s,%s],[%s,%s]]"
        .formatted(
            100 * factor, 101 * factor, 99 * factor, 100 * factor, 100.5 * factor, 100 * factor);
  }

  private Path file(String name, String... elements) throws IOException {
    return Files.writeString(directory.resolve(name), "[" + String.join(",\n", elements) + "]");
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

  /** What a command said and how it ended. */
  private record Answer(int code, String out, String err) {}

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

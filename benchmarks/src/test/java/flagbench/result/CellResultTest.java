package flagbench.result;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

class CellResultTest {

  /**
   * JMH itself is the oracle: it merges forks of one run, we merge forks of runs of one fork each.
   */
  @Test
  void mergedForksAreWhatJmhWritesForOneRunOfThem() throws RunnerException {
    List<BenchmarkResult> forks = new ArrayList<>();
    List<CellResult> single = new ArrayList<>();
    BenchmarkParams params = null;
    for (int i = 0; i < 3; i++) {
      RunResult run = runJmh();
      forks.addAll(run.getBenchmarkResults());
      single.add(CellResult.of(run));
      params = run.getParams();
    }
    if (params == null) {
      throw new AssertionError("JMH ran nothing");
    }
    ObjectNode expected = CellResult.of(new RunResult(params, forks)).json();
    expected.put("forks", 3);
    ObjectNode merged = single.get(0).plus(single.get(1)).plus(single.get(2)).json();
    merged.remove("run");
    assertEquals(expected, merged);
  }

  @Test
  void everyForkIsKeptApart() {
    CellResult one = result(cell("async"), new double[] {1, 2, 3});
    CellResult two = result(cell("async"), new double[] {5, 6, 7});
    CellResult both = one.plus(two);
    assertArrayEquals(new double[] {2, 6}, both.forkMeans());
    assertEquals(2, both.run().path("forks").size());
    assertEquals(1, one.forks().length, "a result never changes");
  }

  /**
   * Iterations as JMH runs them: operations start until 300 ms are over. Their durations are
   * log-normal with a mean of 328 ms.
   */
  @Test
  void theMeanOfAForkIsThatOfItsOperations() {
    var random = new SplittableRandom(1);
    int iterations = 30_000;
    double[] means = new double[iterations];
    double[] operations = new double[iterations];
    for (int i = 0; i < iterations; i++) {
      double millis = 0;
      while (millis < 300) {
        millis += 300 * Math.exp(0.42 * random.nextGaussian());
        operations[i]++;
      }
      means[i] = millis / operations[i];
    }
    CellResult result = result(cell("async"), means);
    ObjectNode json = result.json();
    ArrayNode rawData =
        json.withObject("/secondaryMetrics").putObject("operations").putArray("rawData");
    Arrays.stream(operations).forEach(rawData.addArray()::add);
    double truth = 300 * Math.exp(0.42 * 0.42 / 2);
    assertTrue(result.forkMeans()[0] > 1.03 * truth);
    assertEquals(truth, CellResult.of(json).forkMeans()[0], 0.01 * truth);
  }

  @Test
  void operationsOfAnotherProjectAreNoWeights() {
    ObjectNode json = result(cell("async"), new double[] {1, 3}).json();
    ArrayNode counts =
        json.withObject("/secondaryMetrics").putObject("operations").putArray("rawData");
    counts.addArray().add(1).add(9);
    assertArrayEquals(new double[] {2.8}, CellResult.of(json).forkMeans(), 1e-9);
    json.put("benchmark", "org.acme.QueueBenchmark.poll");
    assertArrayEquals(new double[] {2}, CellResult.of(json).forkMeans(), 1e-9);
  }

  @Test
  void anotherCellIsNotMerged() {
    CellResult one = result(cell("async"), new double[] {1});
    CellResult two = result(cell("async", "workers=5"), new double[] {1});
    assertThrows(IllegalArgumentException.class, () -> one.plus(two));
  }

  @Test
  void pathsOfTheMachineAreShortened() {
    assertEquals("java", LocalPaths.shorten("/home/somebody/jdk/bin/java"));
    assertEquals("java.exe", LocalPaths.shorten("C:\\Users\\somebody\\jdk\\bin\\java.exe"));
    assertEquals("-Djava.io.tmpdir=tmp", LocalPaths.shorten("-Djava.io.tmpdir=/home/somebody/tmp"));
    assertEquals("-Xmx1g", LocalPaths.shorten("-Xmx1g"));
  }

  @Test
  void whatIsNoElementIsRefusedWithTheKeyThatIsMissing() {
    ObjectNode json = result(cell("async"), new double[] {1}).json();
    json.remove("benchmark");
    var error = assertThrows(IllegalArgumentException.class, () -> CellResult.of(json));
    assertTrue(error.toString().contains("'benchmark'"), error::toString);
  }

  private static RunResult runJmh() throws RunnerException {
    var options =
        new OptionsBuilder()
            .include(SpinBenchmark.class.getName() + ".spin")
            .forks(0)
            .warmupIterations(0)
            .measurementIterations(4)
            .measurementTime(TimeValue.milliseconds(2))
            .addProfiler(CountingProfiler.class);
    var silent =
        OutputFormatFactory.createFormatInstance(
            new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
            VerboseMode.SILENT);
    return new Runner(options.build(), silent).runSingle();
  }
}

package flagbench.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds what {@code bench} says to runs that share none of its assumptions: no warm-up, one cell a
 * fork, 150 iterations, of which the last third is taken for the steady state. Both were measured
 * on one machine and are committed in {@code results/reference}; {@code steady.md} is printed from
 * them.
 */
class SteadyStateReferenceTest {
  private static final Path REFERENCE =
      Path.of("..").toAbsolutePath().normalize().resolve("results/reference");

  /**
   * One cell.
   *
   * @param half half the 95 % interval of the difference, as a share of the long run
   */
  private record Row(Cell cell, double longRun, double bench, double half, CellResult result) {
    double ratio() {
      return bench / longRun;
    }

    String markdown() {
      return String.format(
          Locale.ROOT,
          "| %s | %s | %s | %s | %.2f | %.2f ± %.2f | %.3f | %.1f | %.1f | %s |",
          cell.method(),
          cell.parameters().get("latency"),
          cell.parameters().get("flags"),
          cell.parameters().get("workers"),
          longRun,
          bench,
          half * longRun,
          ratio(),
          result.secondaryMean("warmUp").orElseThrow(),
          result.secondaryMean("jit").orElseThrow(),
          Mark.of(result).stream().map(Mark::toString).collect(Collectors.joining(" ")));
    }
  }

  @Test
  void whatBenchSaysIsTheSteadyState() throws IOException {
    List<Row> rows = rows();
    assertEquals(21, rows.size());
    double mean = geometricMean(rows);
    assertTrue(Math.abs(mean - 1) < 0.02, () -> "geometric mean " + mean);
    for (Row row : rows) {
      double off = Math.abs(row.ratio() - 1);
      assertTrue(off < 0.15, row::toString);
      assertTrue(off < 0.05 + row.half(), row::toString);
    }
  }

  @Test
  void theJitIsQuietWhileCellsAreMeasuredOrTheyAreMarked() throws IOException {
    List<Row> rows = rows();
    double[] jit =
        rows.stream()
            .mapToDouble(row -> row.result().secondaryMean("jit").orElseThrow())
            .sorted()
            .toArray();
    assertTrue(jit[jit.length / 2] < 5, () -> "median " + jit[jit.length / 2] + " % of a core");
    long warming =
        rows.stream().filter(row -> Mark.of(row.result()).contains(Mark.WARMING)).count();
    assertTrue(warming <= 2, () -> warming + " are marked");
  }

  /** Holds the sentence in {@code benchmarks/README.md} to all committed runs. */
  @Test
  void underLatencyAForkThatReachedTheBoundTookAsLongAsTheOthersOfItsCell() throws IOException {
    List<Double> ratios = new ArrayList<>();
    try (Stream<Path> files = Files.walk(REFERENCE)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        for (CellResult result : ResultFile.read(file)) {
          double[] steady = result.secondaryForkMeans("warmUpSteady");
          double[] means = result.forkMeans();
          double others =
              IntStream.range(0, steady.length)
                  .filter(fork -> steady[fork] == 1)
                  .mapToDouble(fork -> means[fork])
                  .average()
                  .orElse(Double.NaN);
          if (!Double.isNaN(others) && Ideal.waitingMillis(result.cell()) > 0) {
            IntStream.range(0, steady.length)
                .filter(fork -> steady[fork] == 0)
                .forEach(fork -> ratios.add(means[fork] / others));
          }
        }
      }
    }
    ratios.sort(null);
    int last = ratios.size() - 1;
    double median = (ratios.get(last / 2) + ratios.get((last + 1) / 2)) / 2;
    long alike = ratios.stream().filter(ratio -> Math.abs(ratio - 1) <= 0.01).count();
    String sentence =
        "%d forks with a latency did so in cells of which other forks did not. They took %.1f %% longer than those in the median; %d were within 1 %%, four were faster, and the slowest took %.1f %% longer."
            .formatted(last + 1, 100 * (median - 1), alike, 100 * (ratios.getLast() - 1));
    String readme = Files.readString(Path.of("../benchmarks/README.md")).replace("\n", " ");
    assertTrue(readme.contains(sentence), sentence);
    assertEquals(4, ratios.stream().filter(ratio -> ratio < 0.99).count());
  }

  @Test
  void theTableIsPrintedFromTheFiles() throws IOException {
    String table =
        """
        | style | latency | flags | workers | long run, ms | bench, ms | ratio | warm-up, s | JIT, %% of a core | marks |
        | --- | --: | --: | --: | --: | --: | --: | --: | --: | --- |
        %s

        Geometric mean of the ratios: %.3f.
        """
            .formatted(
                rows().stream().map(Row::markdown).collect(Collectors.joining("\n")),
                geometricMean(rows()));
    Path file = REFERENCE.resolve("steady.md");
    assertTrue(Files.readString(file).contains(table), () -> file + " lacks:\n" + table);
  }

  private static double geometricMean(List<Row> rows) {
    return Math.exp(
        rows.stream().mapToDouble(row -> Math.log(row.ratio())).average().orElseThrow());
  }

  private static List<Row> rows() throws IOException {
    Map<Cell, CellResult> longRuns = byCell("steady-long.json");
    List<Row> rows = new ArrayList<>();
    byCell("steady-bench.json")
        .forEach((cell, result) -> {
          CellResult longRun = Objects.requireNonNull(longRuns.get(cell), cell::toString);
          double[] ends = lastThirds(longRun.forks());
          double[] bench = result.forkMeans();
          double mean = Arrays.stream(ends).average().orElseThrow();
          rows.add(
              new Row(cell, mean, Estimate.of(result).mean(), half(ends, bench) / mean, result));
        });
    return rows;
  }

  /** Half the 95 % interval of a difference of means, by Student's t with a pooled variance. */
  private static double half(double[] some, double[] others) {
    int degreesOfFreedom = some.length + others.length - 2;
    double variance = (squares(some) + squares(others)) / degreesOfFreedom;
    return Estimate.quantile(degreesOfFreedom)
        * Math.sqrt(variance * (1.0 / some.length + 1.0 / others.length));
  }

  private static double squares(double[] values) {
    double mean = Arrays.stream(values).average().orElseThrow();
    return Arrays.stream(values).map(value -> (value - mean) * (value - mean)).sum();
  }

  /** Of every fork the median of the last third of iterations. */
  private static double[] lastThirds(double[][] forks) {
    return Arrays.stream(forks)
        .mapToDouble(fork -> median(Arrays.copyOfRange(fork, fork.length * 2 / 3, fork.length)))
        .toArray();
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
  }

  private static Map<Cell, CellResult> byCell(String file) throws IOException {
    return ResultFile.read(REFERENCE.resolve(file)).stream()
        .collect(
            Collectors.toMap(
                CellResult::cell, Function.identity(), (one, other) -> one, LinkedHashMap::new));
  }
}

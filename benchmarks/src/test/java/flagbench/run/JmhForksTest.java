package flagbench.run;

import static flagbench.result.Results.cell;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.benchmark.UnheatedBenchmark;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.TreeMap;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Real forks. */
@Timeout(60)
class JmhForksTest {

  @ParameterizedTest
  @CsvSource({
    "sequential, 1, jdk, embedded",
    "threadPool, 20, apache, embedded",
    "virtualThreads, 7, jdk, embedded",
    "async, 20, apache, process"
  })
  void aForkTellsWhatTheServerSawOfItsOperationsAndNothingElse(
      String style, int workers, String client, String server) throws Exception {
    Cell like = cell(style, "client=" + client, "latency=20ms", "server=" + server);
    var parameters = new TreeMap<>(like.parameters());
    parameters.computeIfPresent("workers", (name, value) -> String.valueOf(workers));
    Cell cell = Cell.averageTime(UnheatedBenchmark.class.getName() + "." + style, parameters);
    try (JmhLock lock = JmhLock.acquire()) {
      CellResult result = new JmhForks().measure(cell);
      assertEquals(cell, result.cell());
      assertEquals(1, result.forks().length);
      // With iterations of a millisecond, each is one operation of 20 flags.
      assertArrayEquals(new double[] {20, 20, 20}, result.secondary("requests").toArray());
      assertEquals(workers, result.secondaryMax("peakInFlight").orElseThrow());
      assertTrue(
          Arrays.stream(result.forks()[0])
              .allMatch(millis -> millis >= Math.ceilDiv(20, workers) * 20));
      assertEquals(1, result.run().path("forks").size());
      assertTrue(result.run().path("forks").path(0).path("seconds").asDouble() > 0);
    }
  }
}

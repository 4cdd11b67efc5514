package flagbench.analysis;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.result.Cell;
import flagbench.result.Failure;
import flagbench.server.FlagSet;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SummaryTest {

  @ParameterizedTest
  @CsvSource({
    "50ms,20,20,50",
    "50ms,20,5,200",
    "50ms,20,6,200",
    "1.5s,3,2,3000",
    "0.5ms,200,7,14.5"
  })
  void theIdealIsRoundsTimesLatency(String latency, int flags, int workers, double ideal) {
    Cell cell = cell("async", "latency=" + latency, "flags=" + flags, "workers=" + workers);
    assertEquals(OptionalDouble.of(ideal), Ideal.millis(cell));
  }

  @ParameterizedTest
  @CsvSource({
    // 266,202 bytes a set: 266.2 ms of 1 MB/s, and one latency for the first byte
    "50ms,1MB/s,none,20,20,316.202",
    "50ms,10MB/s,none,20,2,500",
    "0ms,1MB/s,none,40,20,532.404",
    "0ms,1MB/s,none,3,3,7.395",
    "50ms,none,10,20,20,100",
    "50ms,none,10,20,5,200",
    "50ms,1MB/s,5,20,20,316.202",
    "50ms,1MB/s,2,20,20,500",
  })
  void theIdealFollowsFromWhateverBinds(
      String latency, String link, String capacity, int flags, int workers, double ideal) {
    Cell cell = limited(latency, link, capacity, flags, workers);
    assertEquals(ideal, Ideal.millis(cell).orElseThrow(), 1e-9);
  }

  @ParameterizedTest
  @CsvSource({
    "20ms~80ms,100MB/s,25,false",
    "20ms~80ms,5MB/s,25,true",
    "20ms..80ms,100MB/s,none,false",
    "20ms,10MB/s,none,true",
    "20ms,100MB/s,none,false",
    "0ms,100MB/s,none,true"
  })
  void theLinkBindsIfItTakesLongerThanTheLatencies(
      String latency, String link, String capacity, boolean binds) {
    assertEquals(binds, Ideal.isBoundByLink(limited(latency, link, capacity, 200, 50)));
  }

  private static Cell limited(
      String latency, String link, String capacity, int flags, int workers) {
    return cell(
        "async",
        "latency=" + latency,
        "link=" + link,
        "capacity=" + capacity,
        "flags=" + flags,
        "workers=" + workers);
  }

  @Test
  void theIdealKnowsHowManyBytesTheFlagsHave() {
    var set = new FlagSet();
    long bytes = FlagSet.CODES.stream().mapToLong(code -> set.gif(code).limit()).sum();
    long smallest = FlagSet.CODES.stream().mapToLong(code -> set.gif(code).limit()).min().orElse(0);
    Cell cell = cell("async", "latency=0ms", "link=1MB/s");
    assertEquals(bytes / 1000.0, Ideal.millis(cell.with("flags", "20")).orElseThrow());
    assertEquals(smallest / 1000.0, Ideal.millis(cell.with("flags", "1")).orElseThrow());
  }

  @Test
  void aNewConnectionTakesOneLatencyMore() {
    Cell cell = cell("async", "flags=40", "client=httpcore5-close");
    assertEquals(OptionalDouble.of(200), Ideal.millis(cell));
    assertEquals(
        OptionalDouble.of(100), Ideal.millis(cell.with("server", "http://127.0.0.1:8001/flags")));
    Cell cold = new Cell(cell.benchmark(), "ss", 1, cell.with("client", "jdk").parameters());
    assertEquals(OptionalDouble.of(150), Ideal.millis(cold));
  }

  @ParameterizedTest
  @CsvSource({"0ms", "book", "20ms..80ms", "120ms~400ms"})
  void thereIsNoIdealWithoutAFixedLatency(String latency) {
    assertEquals(OptionalDouble.empty(), Ideal.millis(cell("async", "latency=" + latency)));
  }

  @Test
  void moreWorkersThanFlagsDoNotShortenARandomWait() {
    Cell cell = cell("async", "latency=100ms..101ms", "workers=200");
    assertEquals(100.5, Ideal.waitingMillis(cell), 1e-9);
  }

  @Test
  void speedUpIsOverTheSequentialCellOfTheSameWorkload() {
    Summary summary =
        Summary.of(
            List.of(
                result(cell("sequential"), new double[] {1000, 1000, 1000}),
                result(cell("sequential", "latency=20ms"), new double[] {400, 400, 400}),
                result(cell("async"), new double[] {50, 50, 50})),
            List.of());
    assertEquals(2, summary.workloads().size());
    Row async = summary.workloads().getFirst().rows().get(1);
    assertEquals(OptionalDouble.of(20), async.speedUp());
    assertEquals(OptionalDouble.of(100), async.percentOfIdeal());
    assertFalse(async.derived());
  }

  @Test
  void manyFlagsAreComparedToTheTimePerFlagOfTwenty() {
    Summary summary =
        Summary.of(
            List.of(
                result(cell("sequential"), new double[] {1000, 1000, 1000}),
                result(cell("async", "flags=2000", "workers=200"), new double[] {500, 500, 500})),
            List.of());
    Row many = summary.workloads().get(1).rows().getFirst();
    assertEquals(OptionalDouble.of(200), many.speedUp());
    assertTrue(many.derived());
  }

  @Test
  void withoutASequentialCellThereIsNoSpeedUp() {
    Summary summary =
        Summary.of(List.of(result(cell("async"), new double[] {50, 50, 50})), List.of());
    assertEquals(
        OptionalDouble.empty(), summary.workloads().getFirst().rows().getFirst().speedUp());
  }

  @Test
  void aCellThatFailedIsInTheTableAsFailedAndNeverTheBest() {
    Cell fast = cell("virtualThreads");
    Summary summary =
        Summary.of(
            List.of(
                result(cell("async"), new double[] {60, 60, 60}, new double[] {61, 61, 61}),
                result(fast, new double[] {50, 50, 50})),
            List.of(new Failure(fast, "not downloaded")));
    Workload workload = summary.workloads().getFirst();
    assertEquals(cell("async"), workload.best().orElseThrow().cell());
    assertEquals(List.of(new Failure(fast, "not downloaded")), workload.failures());
  }

  @Test
  void aFailedSequentialCellIsNoBaseline() {
    Summary summary =
        Summary.of(
            List.of(
                result(cell("sequential"), new double[] {1000, 1000, 1000}),
                result(cell("async"), new double[] {50, 50, 50})),
            List.of(new Failure(cell("sequential"), "not downloaded")));
    assertEquals(
        OptionalDouble.empty(), summary.workloads().getFirst().rows().getFirst().speedUp());
  }

  @Test
  void whatIsNotClearlySlowerThanTheBestIsNotToldApart() {
    Summary summary =
        Summary.of(
            List.of(
                result(cell("threadPool"), new double[] {80, 80, 80}, new double[] {81, 81, 81}),
                result(
                    cell("virtualThreads"), new double[] {57, 57, 57}, new double[] {57, 57, 57}),
                result(cell("async"), new double[] {55.9, 55.9, 55.9}, new double[] {56, 56, 56})),
            List.of());
    Workload workload = summary.workloads().getFirst();
    assertEquals("async", workload.best().orElseThrow().cell().method());
    assertEquals(
        List.of("virtualThreads"),
        workload.tied().stream().map(row -> row.cell().method()).toList());
  }
}

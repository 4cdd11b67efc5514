package flagbench.run;

import static flagbench.result.Results.cell;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.ShortLivedJvm;
import flagbench.analysis.Mark;
import flagbench.benchmark.ColdStartBenchmark;
import flagbench.benchmark.ShortBenchmark;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ForkJvm;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Measures with real forks, and as forks do where a process of its own makes no difference. */
@Order(0) // Forks take long and leave a core idle now and then.
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class JmhForksTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource({
    "sequential, 1, 20, jdk, embedded, false",
    "threadPool, 20, 200, httpcore5, embedded, true",
    "virtualThreads, 7, 100, jdk, embedded, false",
    "async, 20, 200, httpcore5, process, false"
  })
  void aForkTellsWhatTheServerSawOfItsOperationsAndNothingElse(
      String style, int workers, int latency, String client, String server, boolean forked)
      throws Exception {
    Cell like =
        cell(style, "client=" + client, "latency=%dms".formatted(latency), "server=" + server);
    var parameters = new TreeMap<>(like.parameters());
    parameters.computeIfPresent("workers", (name, value) -> String.valueOf(workers));
    Cell cell = shortCell(style, parameters);
    try (JmhLock lock = lock();
        Forks forks = forked ? forks() : new ForksInThisJvm()) {
      CellResult result = forks.measure(cell, 0);
      assertEquals(cell, result.cell());
      assertEquals(1, result.forks().length);
      // The iterations are so short that each has one operation, which downloads 20 flags.
      int iterations = 3;
      double[] requests = new double[iterations];
      Arrays.fill(requests, 20);
      assertArrayEquals(requests, result.secondary("requests").toArray());
      assertEquals(workers, result.secondaryMax("peakInFlight").orElseThrow());
      assertTrue(
          Arrays.stream(result.forks()[0])
              .allMatch(millis -> millis >= Math.ceilDiv(20, workers) * latency));
      if (forked) {
        assertEquals(1, result.run().path("forks").size());
        assertTrue(result.run().path("forks").path(0).path("seconds").asDouble() > 0);
      }
      for (String cost : List.of("threads", "allocated")) {
        assertTrue(result.secondary(cost).allMatch(value -> value > 0), cost);
        assertEquals(iterations, result.secondary(cost).count(), cost);
      }
      // CPU time is counted in steps of 10 ms, which may be longer than an iteration.
      assertEquals(iterations, result.secondary("cpuPerFlag").count());
      assertTrue(result.secondaryMean("cpuPerFlag").orElseThrow() > 0);
      assertTrue(result.secondaryMean("jit").orElseThrow() > 0);
      assertEquals(iterations, result.secondary("connections").count());
      assertEquals(0, result.secondaryMean("warmUpSteady").orElseThrow(), "it had no time for it");
      assertTrue(Mark.of(result).contains(Mark.WARMING), "a fork that is held cold is marked");
    }
  }

  @Test
  void anArgumentOfAnArmComesAfterThoseThatEveryForkInherits() {
    String elsewhere = "-Djava.io.tmpdir=/elsewhere";
    List<String> command = new JmhForks(ForkJvm.ofThisJdk(List.of("-Xmx1g", elsewhere))).command();
    assertTrue(command.stream().filter(argument -> argument.contains("tmpdir")).count() == 2);
    assertEquals(elsewhere, command.getLast());
  }

  /** All 20 requests arrive before the first is answered, 300 ms later, so that 15 are refused. */
  @Test
  void whatTheServerRefusesIsCountedAndNoFailureOfTheCell() throws Exception {
    Cell cell =
        shortCell(
            "virtualThreads",
            new TreeMap<>(
                cell("virtualThreads", "latency=300ms", "refuse=5", "sink=memory").parameters()));
    try (Forks forks = new ForksInThisJvm()) {
      CellResult result = forks.measure(cell, 0);
      assertArrayEquals(new double[] {15, 15, 15}, result.secondary("failed").toArray());
      assertArrayEquals(new double[] {20, 20, 20}, result.secondary("requests").toArray());
    }
  }

  @Test
  void aPoolCostsAThreadForEveryWorkerAndAFlagInMemoryAtLeastItsBytes() throws Exception {
    try (JmhLock lock = lock();
        JmhForks forks = forks()) {
      CellResult sequential = forks.measure(inMemory("sequential"), 0);
      CellResult threadPool = forks.measure(inMemory("threadPool"), 0);
      double threads = sequential.secondaryMax("threads").orElseThrow();
      double threadsOfPool = threadPool.secondaryMax("threads").orElseThrow();
      assertTrue(threadsOfPool >= threads + 20, () -> threadsOfPool + " and " + threads);
      var flags = new FlagSet();
      double bytes =
          FlagSet.CODES.stream().mapToInt(code -> flags.gif(code).limit()).average().orElseThrow();
      assertTrue(sequential.secondary("allocated").allMatch(value -> value >= bytes));
      assertTrue(threadPool.secondary("allocated").allMatch(value -> value >= bytes));
    }
  }

  @Test
  void aColdStartIsOneOperationOfAFork() throws Exception {
    Cell like = cell("sequential", "latency=1ms");
    Cell cold =
        new Cell(ColdStartBenchmark.class.getName() + ".sequential", "ss", 1, like.parameters());
    try (JmhLock lock = lock();
        JmhForks forks = forks()) {
      CellResult fork = forks.measure(cold, 0);
      assertEquals(cold, fork.cell());
      assertArrayEquals(new double[] {20}, fork.secondary("requests").toArray());
    }
  }

  @Test
  void cellsThatRunTheSameCodeShareAJvmAndOthersDoNot() throws Exception {
    try (JmhLock lock = lock();
        JmhForks forks = forks()) {
      Cell cell = inMemory("async").with("latency", "100ms");
      CellResult first = forks.measure(cell, 0);
      CellResult second = forks.measure(cell.with("workers", "7"), 0);
      assertEquals(jvm(first), jvm(second));
      assertEquals(7, second.secondaryMax("peakInFlight").orElseThrow(), "of a server of its own");
      assertNotEquals(jvm(first), jvm(forks.measure(cell, 0)), "a second fork of a cell");
      assertNotEquals(
          ForkProcess.code(cell), ForkProcess.code(cell.with("client", "httpcore5")), "other code");
      assertEquals(1, first.json().path("forks").asInt());
    }
  }

  /** Its own, for tests that run meanwhile hold the lock of this machine. */
  private JmhLock lock() throws IOException {
    return JmhLock.acquire(directory.resolve("jmh.lock"));
  }

  private static JmhForks forks() {
    List<String> arguments = new ArrayList<>(JmhForks.arguments());
    arguments.addAll(ShortLivedJvm.OPTIONS);
    return new JmhForks(ForkJvm.ofThisJdk(arguments));
  }

  private static String jvm(CellResult fork) {
    return fork.run().path("forks").path(0).path("jvm").asString("");
  }

  private static Cell inMemory(String style) {
    return shortCell(style, cell(style, "latency=1ms", "sink=memory").parameters());
  }

  private static Cell shortCell(String style, SortedMap<String, String> parameters) {
    return Cell.averageTime(ShortBenchmark.class.getName() + "." + style, parameters);
  }
}

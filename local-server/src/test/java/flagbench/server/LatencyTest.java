package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyTest {
  private static final int OPERATIONS = 20_000;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0ms",
        "50ms",
        "0.5ms",
        "20ms..80ms",
        "1500ms",
        "120ms~400ms",
        "0.5ms~2000ms",
        "book"
      })
  void whatIsWrittenReadsBackAsTheSame(String text) {
    assertEquals(text, Latency.parse(text).toString());
  }

  @ParameterizedTest
  @CsvSource({
    "1.5s, 1500ms",
    "0s, 0ms",
    "1s..2s, 1000ms..2000ms",
    "50.0ms, 50ms",
    "0.1s~1s, 100ms~1000ms",
    "245.887ms~1860.862ms, book"
  })
  void unitsAreNormalized(String text, String normal) {
    assertEquals(normal, Latency.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "50",
        "50 ms",
        "-1ms",
        "ms",
        "1m",
        "80ms..20ms",
        "20ms..",
        "20ms~",
        "20ms~20ms",
        "0ms~20ms",
        "20ms~10ms~5ms",
        "1e3ms",
        "Book",
        "1000000s"
      })
  void anythingElseIsRefusedByName(String text) {
    var error = assertThrows(IllegalArgumentException.class, () -> Latency.parse(text));
    assertTrue(error.toString().contains("'" + text + "'"), error::toString);
  }

  @Test
  void aFixedLatencyIsTheSameForEveryRequest() {
    assertEquals(50_000_000, Latency.parse("50ms").nanos(1, 2, 3));
    assertEquals(500_000, Latency.parse("0.5ms").nanos(4, 5, 6));
  }

  @Test
  void aUniformLatencyFillsItsRangeEvenly() {
    Latency latency = Latency.parse("20ms..80ms");
    long[] draws = LongStream.range(0, OPERATIONS).map(i -> latency.nanos(7, i, 0)).toArray();
    assertTrue(LongStream.of(draws).allMatch(draw -> draw >= 20_000_000 && draw <= 80_000_000));
    assertEquals(50e6, LongStream.of(draws).average().orElseThrow(), 0.5e6);
    assertEquals(
        OPERATIONS / 4.0,
        (double) LongStream.of(draws).filter(draw -> draw < 35_000_000).count(),
        OPERATIONS * 0.02);
  }

  @Test
  void aLogNormalLatencyHasItsMedianAndItsNinetyNinthPercentile() {
    Latency latency = Latency.parse("120ms~400ms");
    long[] draws =
        LongStream.range(0, OPERATIONS).map(i -> latency.nanos(7, i, 0)).sorted().toArray();
    assertTrue(draws[0] > 0);
    assertEquals(120e6, (double) draws[OPERATIONS / 2], 0.02 * 120e6);
    assertEquals(400e6, (double) draws[OPERATIONS * 99 / 100], 0.05 * 400e6);
  }

  @Test
  void theBooksTwentyFlagsTakeItsSecondsInSequenceAndAtOnce() {
    double sequential = 0;
    double atOnce = 0;
    for (long operation = 0; operation < OPERATIONS; operation++) {
      double[] draws = book(7, operation);
      sequential += DoubleStream.of(draws).sum() / OPERATIONS;
      atOnce += DoubleStream.of(draws).max().orElseThrow() / OPERATIONS;
    }
    assertEquals(7.18, sequential, 0.07);
    assertEquals(1.40, atOnce, 0.014);
  }

  @Test
  void withTheDefaultSeedTheFirstThreeDownloadsOfTwentyTakeTheBooksTimes() {
    for (long operation = 0; operation < 3; operation++) {
      double[] draws = book(NetworkConditions.DEFAULT_SEED, operation);
      assertEquals(7.18, DoubleStream.of(draws).sum(), 0.03 * 7.18);
      assertEquals(1.40, DoubleStream.of(draws).max().orElseThrow(), 0.03 * 1.40);
    }
  }

  /** The latencies of the 20 flags of one operation, in seconds. */
  private static double[] book(long seed, long operation) {
    Latency book = Latency.parse("book");
    return IntStream.range(0, 20)
        .mapToDouble(flag -> book.nanos(seed, operation, flag) / 1e9)
        .toArray();
  }

  @Test
  void aDrawDependsOnSeedOperationAndFlagAndOnNothingElse() {
    Latency book = Latency.parse("book");
    assertEquals(book.nanos(1, 2, 3), Latency.parse("book").nanos(1, 2, 3));
    assertNotEquals(book.nanos(1, 2, 3), book.nanos(2, 2, 3));
    assertNotEquals(book.nanos(1, 2, 3), book.nanos(1, 3, 3));
    assertNotEquals(book.nanos(1, 2, 3), book.nanos(1, 2, 4));
  }
}

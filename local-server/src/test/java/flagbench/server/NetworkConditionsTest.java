package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class NetworkConditionsTest {
  private static final int REQUESTS = 10_000;

  @Test
  void jsonHoldsAllOfThem() {
    var random = new Random(1);
    List<Latency> latencies = List.of(Latency.ZERO, Latency.parse("1.5ms..2000s"), Latency.BOOK);
    for (int i = 0; i < 500; i++) {
      var conditions =
          new NetworkConditions(
              latencies.get(random.nextInt(3)),
              new Latency.Fixed(Duration.ofMillis(random.nextInt(3))),
              random.nextBoolean()
                  ? Bandwidth.UNLIMITED
                  : new Bandwidth(1 + random.nextInt(1 << 22)),
              random.nextBoolean() ? Integer.MAX_VALUE : 1 + random.nextInt(9),
              random.nextBoolean() ? Integer.MAX_VALUE : 9 + random.nextInt(9),
              new Faults(
                  Map.of(
                      RequestOutcome.ERROR, random.nextInt(500) / 1000.0,
                      RequestOutcome.STALL, random.nextInt(500) / 1000.0)),
              random.nextLong());
      assertEquals(conditions, NetworkConditions.parse(conditions.toJson()));
      assertEquals(conditions, NetworkConditions.parse(conditions.toMap()));
    }
  }

  @Test
  void whatJsonDoesNotNameIsAsOnLoopback() {
    assertEquals(NetworkConditions.NONE, NetworkConditions.parse("{}"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"latncy\": \"1ms\"}     | conditions have an unknown 'latncy'",
        "{\"latency\": \"soon\"}   | latency 'soon' is none of",
        "{\"capacity\": 0}         | capacity '0' is neither a whole number above zero nor none",
        "{\"refuse\": \"few\"}      | refuse 'few' is neither",
        "{\"capacity\": 9, \"refuse\": 8} | refuse '8' is below capacity '9'",
        "{\"link\": \"0MB/s\"}      | link '0B/s' is not from 1B/s to 125MB/s",
        "{\"handshake\": \"book\"} | handshake 'book' is not like 50ms",
        "{\"handshake\": \"-1ms\"} | handshake '-1ms' is not like 50ms",
        "{                         | conditions are no JSON",
        "[]                        | conditions are no JSON object",
        "{\"seed\": \"seven\"}   | seed 'seven' is no whole number",
        "{\"capacity\": 1.5} | capacity '1.5' is neither",
        "{\"capacity\": \"025\"} | capacity '025' is neither",
      })
  void whatMakesNoSenseIsNamed(String json, String message) {
    var error = assertThrows(IllegalArgumentException.class, () -> NetworkConditions.parse(json));
    assertTrue(error.toString().contains(message), error::toString);
  }

  @Test
  void theyReadLikeASentence() {
    assertEquals("latency 0ms, seed 942970", NetworkConditions.NONE.toString());
    assertEquals(
        "latency 50ms, handshake 20ms, link 10MiB/s, capacity 9, refuse 20, fault error=0.25,drop=0.01, seed 7",
        NetworkConditions.parse(
                Map.of(
                    "seed", "7",
                    "refuse", "20",
                    "capacity", "9",
                    "fault", "drop=0.01,error=0.25",
                    "link", "10240KiB/s",
                    "handshake", "0.02s",
                    "latency", "50ms"))
            .toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"1B/s", "1kB/s", "64KiB/s", "10MiB/s", "125MB/s", "1234B/s", "none"})
  void aBandwidthIsWrittenAsItIsRead(String text) {
    assertEquals(text, Bandwidth.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "10Mb/s",
        "0B/s",
        "-1KiB/s",
        "1.5MiB/s",
        "10MiB/s ",
        "1GiB/s",
        "126MB/s",
        "unlimited"
      })
  void whatIsNoBandwidthIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Bandwidth.parse(text));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "error",
        "error=",
        "error=2",
        "error=-0.1",
        "error=NaN",
        "errors=0.1",
        "error=0.6,drop=0.6",
        "error=0.1,error=0.1",
        "error=0.1,",
        "ERROR=0.1"
      })
  void whatAreNoFaultsIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> Faults.parse(text));
  }

  @Test
  void faultsAreDrawnAsOftenAsAskedAndRepeatably() {
    Faults faults = Faults.parse("error=0.25,drop=0.01,truncate=0.1,stall=0.05");
    List<Optional<RequestOutcome>> drawn = draws(faults, 7);
    assertEquals(drawn, draws(faults, 7));
    assertNotEquals(drawn, draws(faults, 8));
    faults
        .rates()
        .forEach((fault, rate) -> {
          long count = drawn.stream().filter(Optional.of(fault)::equals).count();
          double deviation = Math.sqrt(REQUESTS * rate * (1 - rate));
          assertEquals(REQUESTS * rate, (double) count, 4 * deviation, fault::toString);
        });
  }

  @Test
  void certainFaultsAlwaysHappen() {
    assertEquals(
        List.of(Optional.of(RequestOutcome.DROP)),
        draws(Faults.parse("drop=1"), 7).stream().distinct().toList());
    assertEquals(List.of(Optional.empty()), draws(Faults.NONE, 7).stream().distinct().toList());
  }

  @Test
  void faultsDoNotFollowFromTheLatencyOfTheSameRequest() {
    Latency latency = Latency.parse("0ms..1000ms");
    Faults faults = Faults.parse("error=0.5");
    double slowerThanHalf =
        IntStream.range(0, REQUESTS)
            .filter(i -> faults.draw(7, i, 0).isPresent())
            .mapToDouble(i -> latency.nanos(7, i, 0) / 1e9)
            .average()
            .orElseThrow();
    assertEquals(0.5, slowerThanHalf, 4 * Math.sqrt(1 / 12.0 / (REQUESTS / 2.0)));
  }

  private static List<Optional<RequestOutcome>> draws(Faults faults, long seed) {
    return IntStream.range(0, REQUESTS).mapToObj(i -> faults.draw(seed, i / 20, i % 20)).toList();
  }
}

package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;

class ParametersTest {

  @Test
  void everyParameterOfTheStatesHasItsDefault() {
    assertEquals(
        Map.of(
            "flags", "20",
            "sink", "disk",
            "server", "embedded",
            "latency", "50ms",
            "link", "none",
            "capacity", "none",
            "refuse", "none",
            "client", "jdk",
            "workers", "20"),
        Parameters.DEFAULTS);
  }

  @Test
  void everyStyleIsABenchmark() {
    Stream<String> benchmarks =
        Arrays.stream(DownloadBenchmark.class.getDeclaredMethods())
            .filter(method -> method.isAnnotationPresent(Benchmark.class))
            .map(method -> method.getName());
    assertEquals(Parameters.styles().stream().sorted().toList(), benchmarks.sorted().toList());
  }

  @Test
  void latenciesUpTo20SecondsAreValid() {
    for (String most : List.of("20s", "1s..20000ms", "1s~20s")) {
      Parameters.check("latency", most);
    }
    for (String more : List.of("20.001s", "1s..20.9s", "1s~20001ms")) {
      var error =
          assertThrows(
              IllegalArgumentException.class, () -> Parameters.check("latency", more), more);
      assertEquals("latency '%s' is over 20s".formatted(more), error.getMessage());
    }
  }

  @Test
  void defaultsAreValid() {
    Parameters.DEFAULTS.forEach(Parameters::check);
  }
}

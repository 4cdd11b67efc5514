package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
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
  void defaultsAreValid() {
    Parameters.DEFAULTS.forEach(Parameters::check);
  }
}

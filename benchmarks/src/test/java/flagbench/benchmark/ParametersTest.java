package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.reflect.Field;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

class ParametersTest {

  @Test
  void defaultsAreThoseOfTheStates() {
    Map<String, String> declared = new HashMap<>();
    for (Class<?> state : List.of(Network.class, Workload.class, Workers.class)) {
      for (Field field : state.getDeclaredFields()) {
        if (field.isAnnotationPresent(Param.class)) {
          declared.put(field.getName(), String.join(",", field.getAnnotation(Param.class).value()));
        }
      }
    }
    assertEquals(declared, Parameters.DEFAULTS);
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

package flagbench.result;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * What others read of a file of ours, as their sources have it: JMH Visualizer ({@code parse.js},
 * {@code MetricExtractor.js}), github-action-benchmark ({@code extract.ts}) and Bencher ({@code
 * jmh.rs}).
 */
class ConsumersTest {
  private static final Path REFERENCE = Path.of("../results/reference");

  @Test
  void everyFieldThatOthersReadIsThereAndOfTheirType() throws IOException {
    try (var files = Files.list(REFERENCE)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".json")).toList()) {
        for (CellResult result : ResultFile.read(file)) {
          JsonNode element = result.json();
          assertGithubActionBenchmark(element);
          assertBencher(element);
          assertVisualizer(element);
        }
      }
    }
  }

  private static void assertGithubActionBenchmark(JsonNode element) {
    assertTrue(element.path("benchmark").isString());
    assertTrue(element.path("primaryMetric").path("score").isNumber());
    assertTrue(element.path("primaryMetric").path("scoreUnit").isString());
    for (String number : new String[] {"measurementIterations", "forks", "threads"}) {
      assertTrue(element.path(number).isIntegralNumber(), number);
    }
  }

  /** Strict: a {@code scoreError} of {@code "NaN"} would make it refuse the file. */
  private static void assertBencher(JsonNode element) {
    JsonNode metric = element.path("primaryMetric");
    assertTrue(metric.path("score").isNumber());
    assertTrue(metric.path("scoreError").isNumber());
    assertTrue(metric.path("scoreUnit").asString().matches("(ns|us|ms|s)/op|ops/(ns|us|ms|s)"));
    assertTrue(element.path("secondaryMetrics").isObject());
  }

  private static void assertVisualizer(JsonNode element) {
    assertTrue(element.path("mode").isString());
    // It takes keys apart at spaces and equals signs.
    assertTrue(
        element
            .path("params")
            .valueStream()
            .allMatch(value -> value.isString() && !value.stringValue().matches(".*[ =].*")));
    assertMetric(element.path("primaryMetric"));
    element.path("secondaryMetrics").forEach(ConsumersTest::assertMetric);
  }

  private static void assertMetric(JsonNode metric) {
    assertTrue(metric.path("score").isNumber());
    assertTrue(metric.path("scoreUnit").isString());
    assertTrue(metric.path("scoreConfidence").size() == 2);
    assertFalse(metric.path("rawData").isEmpty());
    assertTrue(
        metric
            .path("rawData")
            .valueStream()
            .flatMap(JsonNode::valueStream)
            .allMatch(JsonNode::isNumber));
  }
}

package flagbench.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Set;
import org.openjdk.jmh.util.ListStatistics;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;

/** A metric of an element, primary or secondary: raw data by fork and what JMH derives from it. */
final class Metric {

  /** JMH's confidence for {@code scoreError}. */
  private static final double CONFIDENCE = 0.999;

  private static final double[] PERCENTILES = {
    0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
  };

  /** Our secondary metrics that JMH does not aggregate as means. */
  private static final Set<String> MAXIMA = Set.of("peakInFlight", "threads", "residentMemory", "warmUp", "warmUpJit");

  private static final Set<String> SUMS = Set.of("requests", "connections");

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Metric() {}

  /**
   * Adds forks to a metric, and derives again what JMH would have derived from all of them.
   *
   * @param name of a secondary metric, which decides how it is aggregated
   */
  static void append(ObjectNode metric, JsonNode later, String name) {
    var rawData = (ArrayNode) metric.required("rawData");
    later.required("rawData").forEach(rawData::add);
    var statistics = new ListStatistics();
    for (double[] fork : forks(metric)) {
      Arrays.stream(fork).forEach(statistics::addValue);
    }
    if (MAXIMA.contains(name)) {
      putScore(metric, statistics.getMax());
    } else if (SUMS.contains(name)) {
      putScore(metric, statistics.getSum());
    } else {
      putScore(
          metric,
          statistics.getMean(),
          statistics.getMeanErrorAt(CONFIDENCE),
          statistics.getConfidenceIntervalAt(CONFIDENCE));
    }
    ObjectNode percentiles = metric.putObject("scorePercentiles");
    for (double percentile : PERCENTILES) {
      percentiles.put(String.valueOf(percentile), statistics.getPercentile(percentile));
    }
    if (!name.isEmpty()) {
      round(metric);
    }
  }

  /**
   * Leaves six digits of all that JMH derives from a secondary metric's raw data, which has hardly
   * more: the others would be a fifth of a page that holds its data.
   */
  static void round(ObjectNode metric) {
    metric.properties().stream()
        .filter(entry -> !entry.getKey().equals("rawData"))
        .forEach(entry -> entry.setValue(rounded(entry.getValue())));
  }

  private static JsonNode rounded(JsonNode node) {
    return switch (node) {
      case DoubleNode number -> DoubleNode.valueOf(rounded(number.doubleValue()));
      case ArrayNode array -> {
        ArrayNode copy = array.arrayNode();
        array.forEach(element -> copy.add(rounded(element)));
        yield copy;
      }
      case ObjectNode object -> {
        ObjectNode copy = object.objectNode();
        object.forEachEntry((key, value) -> copy.set(key, rounded(value)));
        yield copy;
      }
      default -> node;
    };
  }

  private static double rounded(double number) {
    return Double.isFinite(number)
        ? BigDecimal.valueOf(number).round(SIX_DIGITS).doubleValue()
        : number;
  }

  /** To JMH a sum or a maximum has no error. */
  private static void putScore(ObjectNode metric, double score) {
    putScore(metric, score, Double.NaN, score, score);
  }

  private static void putScore(
      ObjectNode metric, double score, double error, double... confidence) {
    metric.put("score", score);
    // JMH writes what is no number as a string.
    metric.set(
        "scoreError", Double.isNaN(error) ? metric.stringNode("NaN") : metric.numberNode(error));
    ArrayNode bounds = metric.putArray("scoreConfidence");
    Arrays.stream(confidence).forEach(bounds::add);
  }

  /**
   * The values of every iteration of every fork.
   *
   * @throws IllegalArgumentException if there is none, or one is no number
   */
  static double[][] forks(JsonNode metric) {
    JsonNode rawData = metric.path("rawData");
    if (rawData.isMissingNode() && !metric.path("rawDataHistogram").isEmpty()) {
      return histograms(metric.path("rawDataHistogram"));
    }
    if (!rawData.isArray() || rawData.isEmpty()) {
      throw new IllegalArgumentException("'rawData' is missing or empty");
    }
    return rawData.valueStream().map(Metric::fork).toArray(double[][]::new);
  }

  /** What JMH writes in mode {@code sample}: of each iteration pairs of a value and its count. */
  private static double[][] histograms(JsonNode forks) {
    return forks
        .valueStream()
        .map(fork -> fork.valueStream().mapToDouble(Metric::mean).toArray())
        .toArray(double[][]::new);
  }

  private static double mean(JsonNode histogram) {
    double sum = 0;
    long count = 0;
    for (JsonNode pair : histogram) {
      if (!pair.path(0).isNumber() || !pair.path(1).isIntegralNumber()) {
        throw new IllegalArgumentException(
            "'rawDataHistogram' holds %s instead of a value and its count".formatted(pair));
      }
      sum += pair.path(0).doubleValue() * pair.path(1).longValue();
      count += pair.path(1).longValue();
    }
    if (count == 0) {
      throw new IllegalArgumentException("'rawDataHistogram' holds an iteration without samples");
    }
    return sum / count;
  }

  private static double[] fork(JsonNode fork) {
    if (!fork.isArray() || fork.isEmpty()) {
      throw new IllegalArgumentException("'rawData' holds a fork without iterations");
    }
    return fork.valueStream()
        .mapToDouble(score -> {
          if (!score.isNumber()) {
            throw new IllegalArgumentException(
                "'rawData' holds %s, which is no number".formatted(score));
          }
          return score.doubleValue();
        })
        .toArray();
  }
}

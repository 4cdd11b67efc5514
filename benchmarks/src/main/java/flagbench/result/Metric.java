package flagbench.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import org.openjdk.jmh.util.ListStatistics;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;

/** A metric of an element, primary or secondary: raw data by fork and what JMH derives from it. */
final class Metric {

  /** JMH's confidence for {@code scoreError}. */
  private static final double CONFIDENCE = 0.999;

  private static final String RAW_DATA = "rawData";
  private static final String HISTOGRAM = "rawDataHistogram";

  /** Squares of larger numbers, which variances are made of, may be no numbers any more. */
  private static final double LARGEST = 1e100;

  private static final double[] PERCENTILES = {
    0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
  };

  /** Our secondary metrics that JMH does not aggregate as means. */
  private static final Set<String> MAXIMA =
      Set.of("peakInFlight", "threads", "warmUp", "warmUpJit");

  private static final Set<String> SUMS = Set.of("requests", "connections");

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Metric() {}

  /**
   * Adds forks to a metric, and derives again what JMH would have derived from all of them.
   *
   * @param name of a secondary metric, which decides how it is aggregated
   * @throws IllegalArgumentException if one of them has no forks
   */
  static void append(ObjectNode metric, JsonNode later, String name) {
    String key = hasData(metric, RAW_DATA) ? RAW_DATA : HISTOGRAM;
    if (!hasData(metric, key) || !hasData(later, key)) {
      throw new IllegalArgumentException("'rawData' is missing or empty");
    }
    later.path(key).forEach(((ArrayNode) metric.path(key))::add);
    var statistics = new ListStatistics();
    for (double[] fork : forks(metric)) {
      Arrays.stream(fork).forEach(statistics::addValue);
    }
    if (key.equals(HISTOGRAM)) {
      // Percentiles and error would be of samples, of which only iterations' means are at hand.
      metric.remove("scorePercentiles");
      putScore(metric, statistics.getMean());
      return;
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

  /** Whether a metric has the values of iterations, and not only what JMH derived from them. */
  static boolean hasRawData(JsonNode metric) {
    return hasData(metric, RAW_DATA) || hasData(metric, HISTOGRAM);
  }

  private static boolean hasData(JsonNode metric, String key) {
    return metric.path(key).isArray() && !metric.path(key).isEmpty();
  }

  /**
   * The values of every iteration of every fork; where the file lacks them, the score as one.
   *
   * @throws IllegalArgumentException if there is none, or one is no number
   */
  static double[][] forks(JsonNode metric) {
    if (hasData(metric, RAW_DATA)) {
      return forks(metric.path(RAW_DATA), value -> number(value, RAW_DATA));
    }
    if (hasData(metric, HISTOGRAM)) {
      return forks(metric.path(HISTOGRAM), Metric::mean);
    }
    if (metric.path("score").isMissingNode()) {
      throw new IllegalArgumentException("'rawData' is missing or empty, and so is 'score'");
    }
    return new double[][] {{number(metric.path("score"), "score")}};
  }

  private static double[][] forks(JsonNode data, ToDoubleFunction<JsonNode> iteration) {
    double[][] forks =
        data.valueStream()
            .map(fork -> fork.valueStream().mapToDouble(iteration).toArray())
            .toArray(double[][]::new);
    if (Arrays.stream(forks).anyMatch(fork -> fork.length == 0)) {
      throw new IllegalArgumentException("'rawData' holds a fork without iterations");
    }
    return forks;
  }

  /** What JMH writes in mode {@code sample}: of each iteration pairs of a value and its count. */
  private static double mean(JsonNode histogram) {
    double sum = 0;
    double count = 0;
    for (JsonNode pair : histogram) {
      double times = number(pair.path(1), HISTOGRAM);
      sum += number(pair.path(0), HISTOGRAM) * times;
      count += times;
    }
    if (!(count > 0)) {
      throw new IllegalArgumentException("'rawDataHistogram' holds an iteration without samples");
    }
    return sum / count;
  }

  private static double number(JsonNode value, String key) {
    double number = value.isNumber() ? value.asDouble(Double.NaN) : Double.NaN;
    if (!(Math.abs(number) <= LARGEST)) {
      String text = value.toString();
      throw new IllegalArgumentException(
          "'%s' holds %s, which is no number"
              .formatted(key, text.length() > 40 ? text.substring(0, 40) + "…" : text));
    }
    return number;
  }
}

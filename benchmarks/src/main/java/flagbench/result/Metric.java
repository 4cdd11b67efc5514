package flagbench.result;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;
import org.openjdk.jmh.util.ListStatistics;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.DoubleNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.POJONode;

/**
 * A primary or secondary metric of an element: the values of all iterations, fork by fork, and what
 * JMH derives from them.
 */
final class Metric {

  /** JMH's confidence for {@code scoreError}. */
  private static final double CONFIDENCE = 0.999;

  /** What JMH derives from the values, beside score and error. */
  static final List<String> DERIVED = List.of("scorePercentiles", "scoreConfidence");

  private static final String RAW_DATA = "rawData";
  private static final String HISTOGRAM = "rawDataHistogram";

  /** Larger numbers are refused, so that sums of squares are far below the largest double. */
  private static final double LARGEST = 1e100;

  private static final double[] PERCENTILES = {
    0, 50, 90, 95, 99, 99.9, 99.99, 99.999, 99.9999, 100
  };

  /** Our secondary metrics of which JMH publishes the maximum or the sum, and not the mean. */
  private static final Set<String> MAXIMA =
      Set.of("peakInFlight", "threads", "warmUp", "warmUpJit");

  private static final Set<String> SUMS =
      Set.of("requests", "connections", "repeats", "operations");

  private static final MathContext SIX_DIGITS = new MathContext(6);

  private Metric() {}

  /**
   * Adds forks to a metric, and derives again what JMH would have derived from all of them.
   *
   * @param name of a secondary metric, which decides how it is aggregated; empty for the primary
   * @throws IllegalArgumentException if one of the two metrics has no forks
   */
  static void append(ObjectNode metric, JsonNode later, String name) {
    boolean isHistogram = !hasData(metric, RAW_DATA);
    String key = isHistogram ? HISTOGRAM : RAW_DATA;
    if (!hasData(metric, key) || !hasData(later, key)) {
      throw new IllegalArgumentException("'rawData' is missing or empty");
    }
    later.path(key).forEach(((ArrayNode) metric.path(key))::add);
    var all = new ListStatistics();
    Arrays.stream(forks(metric)).flatMapToDouble(Arrays::stream).forEach(all::addValue);
    if (isHistogram) {
      // Percentiles and error of JMH are those of single samples, which are not in the file.
      metric.remove("scorePercentiles");
      putScore(metric, all.getMean(), Double.NaN, all.getMean(), all.getMean());
      return;
    }
    if (MAXIMA.contains(name)) {
      putScore(metric, all.getMax(), Double.NaN, all.getMax(), all.getMax());
    } else if (SUMS.contains(name)) {
      putScore(metric, all.getSum(), Double.NaN, all.getSum(), all.getSum());
    } else {
      double error = all.getMeanErrorAt(CONFIDENCE);
      putScore(metric, all.getMean(), error, all.getConfidenceIntervalAt(CONFIDENCE));
    }
    ObjectNode percentiles = metric.putObject("scorePercentiles");
    for (double percentile : PERCENTILES) {
      percentiles.put(String.valueOf(percentile), all.getPercentile(percentile));
    }
    if (!name.isEmpty()) {
      round(metric);
    }
  }

  /**
   * A secondary metric followed by the same of other forks.
   *
   * @throws IllegalArgumentException if one of the two has no forks
   */
  static JsonNode joined(JsonNode metric, JsonNode later, String name) {
    if (metric instanceof ObjectNode earlier) {
      append(earlier, later, name);
      return earlier;
    }
    return new POJONode(
        Stream.of(metric, later)
            .map(Metric::forks)
            .flatMap(Arrays::stream)
            .toArray(double[][]::new));
  }

  /**
   * The values of a metric's iterations without the rest of it, as a node that holds an array of
   * arrays of numbers; the metric itself where it has no such values.
   */
  static JsonNode values(JsonNode metric) {
    try {
      return hasRawData(metric) ? new POJONode(forks(metric)) : metric;
    } catch (IllegalArgumentException e) {
      return metric;
    }
  }

  /**
   * Replaces a score. JMH gives no error for a sum or a maximum, and their intervals have no width.
   */
  private static void putScore(
      ObjectNode metric, double score, double error, double... confidence) {
    metric.put("score", score);
    // JSON has no NaN: JMH writes it as a string.
    metric.set(
        "scoreError", Double.isNaN(error) ? metric.stringNode("NaN") : metric.numberNode(error));
    Arrays.stream(confidence).forEach(metric.putArray("scoreConfidence")::add);
  }

  /**
   * Rounds all that JMH derives from the raw data of a secondary metric to six digits. The raw data
   * has hardly more, and the further digits would be a fifth of an HTML page that holds the file.
   */
  static void round(ObjectNode metric) {
    metric.properties().stream()
        .filter(entry -> !entry.getKey().equals(RAW_DATA))
        .forEach(entry -> entry.setValue(rounded(entry.getValue())));
  }

  private static JsonNode rounded(JsonNode node) {
    if (node instanceof DoubleNode number && Double.isFinite(number.doubleValue())) {
      return DoubleNode.valueOf(
          BigDecimal.valueOf(number.doubleValue()).round(SIX_DIGITS).doubleValue());
    }
    if (node instanceof ArrayNode array) {
      for (int i = 0; i < array.size(); i++) {
        array.set(i, rounded(array.path(i)));
      }
    }
    node.properties().forEach(entry -> entry.setValue(rounded(entry.getValue())));
    return node;
  }

  /** Whether a metric has the values of iterations, and not only what JMH derived from them. */
  static boolean hasRawData(JsonNode metric) {
    return hasData(metric, RAW_DATA) || hasData(metric, HISTOGRAM);
  }

  private static boolean hasData(JsonNode metric, String key) {
    return metric.path(key).isArray() && !metric.path(key).isEmpty();
  }

  /**
   * The values of every iteration of every fork. Where a file lacks them, the score stands for one
   * fork of one iteration.
   *
   * @throws IllegalArgumentException if there is none, or one is no number
   */
  static double[][] forks(JsonNode metric) {
    if (metric instanceof POJONode node && node.getPojo() instanceof double[][] values) {
      return values;
    }
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
    double[][] forks = new double[data.size()][];
    for (int i = 0; i < forks.length; i++) {
      JsonNode fork = data.path(i);
      if (fork.isEmpty()) {
        throw new IllegalArgumentException("'rawData' holds a fork without iterations");
      }
      forks[i] = new double[fork.size()];
      for (int j = 0; j < forks[i].length; j++) {
        forks[i][j] = iteration.applyAsDouble(fork.path(j));
      }
    }
    return forks;
  }

  /**
   * Of an iteration in mode {@code sample}, for which JMH writes pairs of a value and its count.
   */
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

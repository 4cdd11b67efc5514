package flagbench.result;

import com.fasterxml.jackson.annotation.JsonValue;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.apache.commons.math3.stat.StatUtils;
import org.apache.commons.math3.stat.descriptive.moment.Mean;
import org.apache.commons.math3.util.MathArrays;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One element of a result file: all that was measured of one cell, and about the run. It keeps the
 * element's JSON, with keys that it does not know. Scores and facts never change.
 */
public final class CellResult {

  /** Jackson writes this in place of the result. */
  @JsonValue private final ObjectNode json;

  private final Cell cell;
  private final double[][] forks;
  private final double[] forkMeans;
  private final Optional<String> problem;

  /**
   * Takes an element that nobody else is going to change. Its scores need not be numbers: it then
   * has no forks, and a {@link #problem()}.
   *
   * @throws IllegalArgumentException if it does not even name its benchmark
   */
  CellResult(ObjectNode json) {
    if (!json.path("benchmark").isString()) {
      throw new IllegalArgumentException("'benchmark' is missing or no string");
    }
    this.json = json;
    cell = Cell.of(json);
    double[][] read = {};
    Optional<String> reason = Optional.empty();
    try {
      read = Metric.forks(json.path("primaryMetric"));
    } catch (IllegalArgumentException e) {
      reason = Optional.of(String.valueOf(e.getMessage()));
    }
    forks = read;
    boolean isWeighted = cell.isOurs() && unit().endsWith("/op");
    forkMeans = means(read, isWeighted ? secondaryForks("operations") : new double[0][]);
    problem = reason;
  }

  /**
   * Takes an element of a JMH result file.
   *
   * @throws IllegalArgumentException naming the key that is missing or wrong
   */
  public static CellResult of(ObjectNode json) {
    return new CellResult(json.deepCopy()).requireScores();
  }

  /**
   * Takes what JMH measured, as JMH itself would write it, but for the number of forks: JMH's
   * runner is called in a JVM that was forked already, and then writes 0.
   */
  public static CellResult of(RunResult result) {
    var bytes = new ByteArrayOutputStream();
    var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(List.of(result));
    JsonNode array = ResultFile.MAPPER.readTree(bytes.toString(StandardCharsets.UTF_8));
    var json = (ObjectNode) array.required(0);
    json.put("forks", result.getBenchmarkResults().size());
    LocalPaths.shorten(json);
    json.path("secondaryMetrics").forEach(metric -> Metric.round((ObjectNode) metric));
    return new CellResult(json);
  }

  /**
   * This result.
   *
   * @throws IllegalArgumentException if it has a {@link #problem()}
   */
  CellResult requireScores() {
    problem.ifPresent(reason -> {
      throw new IllegalArgumentException(reason);
    });
    return this;
  }

  /**
   * Keeps only the {@link Metric#values} of our secondary metrics, which saves memory.
   *
   * @return this result, which must not be written to a file any more
   */
  CellResult withValuesOnly() {
    if (cell.isOurs()) {
      json.path("secondaryMetrics")
          .properties()
          .forEach(metric -> metric.setValue(Metric.values(metric.getValue())));
    }
    return this;
  }

  /** Why it has no forks; nothing where it has. */
  public Optional<String> problem() {
    return problem;
  }

  /** A copy of the element as it is written. */
  public ObjectNode json() {
    return json.deepCopy();
  }

  /** A copy of the element without what JMH derived from the values of our secondary metrics. */
  ObjectNode compact() {
    ObjectNode copy = json();
    for (JsonNode metric : copy.path("secondaryMetrics")) {
      if (cell.isOurs() && metric instanceof ObjectNode ours) {
        ours.remove(Metric.DERIVED);
      }
    }
    return copy;
  }

  public Cell cell() {
    return cell;
  }

  /** The unit of all scores, such as {@code ms/op}. */
  public String unit() {
    return json.path("primaryMetric").path("scoreUnit").asString("");
  }

  /** The score of every iteration of every fork. */
  public double[][] forks() {
    return Arrays.stream(forks).map(double[]::clone).toArray(double[][]::new);
  }

  /**
   * The mean of every fork, which is the unit of repetition: iterations of one fork are alike. It
   * is the mean of all operations, if the file says how many each iteration had. The mean of the
   * iterations would be too long where latencies are random: an iteration starts operations for 300
   * ms, so one that begins with a long operation has fewer of them.
   */
  public double[] forkMeans() {
    return forkMeans.clone();
  }

  private static double[] means(double[][] forks, double[][] weights) {
    double[] means = new double[forks.length];
    for (int i = 0; i < forks.length; i++) {
      boolean isWeighted = i < weights.length && weights[i].length == forks[i].length;
      means[i] =
          isWeighted && StatUtils.min(weights[i]) > 0
              ? new Mean().evaluate(forks[i], weights[i])
              : StatUtils.mean(forks[i]);
    }
    return means;
  }

  /** Whether the file has the iterations, and not only the score that JMH derived from them. */
  public boolean hasRawData() {
    return Metric.hasRawData(json.path("primaryMetric"));
  }

  /** How many iterations all forks had, as JMH says where it does not list them; 0 if unknown. */
  public int iterations() {
    long forked = Math.max(1, json.path("forks").asInt(0));
    return Math.clamp(forked * json.path("measurementIterations").asInt(0), 0, 1_000_000);
  }

  /** JMH's own error of the score, at 99.9 %; none where it is no number. */
  public OptionalDouble jmhError() {
    double error = json.path("primaryMetric").path("scoreError").asDouble(Double.NaN);
    return error >= 0 && Double.isFinite(error) ? OptionalDouble.of(error) : OptionalDouble.empty();
  }

  /**
   * The secondary metrics as results of their own, named by the benchmark, a colon and the metric:
   * for a {@code @Group} JMH writes the scores of its methods there. Our own benchmarks have none,
   * since their secondary metrics are no scores.
   */
  public List<CellResult> secondaryResults() {
    List<CellResult> results = new ArrayList<>();
    for (Map.Entry<String, JsonNode> metric : json.path("secondaryMetrics").properties()) {
      if (metric.getValue().isObject() && !cell.isOurs()) {
        ObjectNode element = shallowCopy();
        element.remove("secondaryMetrics");
        element.put("benchmark", cell.benchmark() + ":" + metric.getKey());
        element.set("primaryMetric", metric.getValue());
        results.add(new CellResult(element));
      }
    }
    return results;
  }

  private ObjectNode shallowCopy() {
    ObjectNode copy = json.objectNode();
    json.forEachEntry(copy::set);
    return copy;
  }

  /**
   * How many of the first forks were decided on before any was measured: all, unless the run says
   * less.
   */
  public int pilotForks() {
    return Math.clamp(json.path("run").path("pilotForks").asInt(forks.length), 0, forks.length);
  }

  /** The largest value of a secondary metric in any iteration; none where it was not recorded. */
  public OptionalDouble secondaryMax(String metric) {
    return secondary(metric).max();
  }

  /** The mean of a secondary metric over all iterations; none where it was not recorded. */
  public OptionalDouble secondaryMean(String metric) {
    return secondary(metric).average();
  }

  /** The values of a secondary metric, iteration by iteration; none where it was not recorded. */
  public DoubleStream secondary(String metric) {
    return Arrays.stream(MathArrays.concatenate(secondaryForks(metric)));
  }

  /** The mean of a secondary metric in every fork; none where it was not recorded. */
  public double[] secondaryForkMeans(String metric) {
    return means(secondaryForks(metric), new double[0][]);
  }

  /** The share of flags that failed because the server refused them. */
  public double failedShare() {
    return secondaryMean("failed").orElse(0) / cell.number("flags");
  }

  /** What is no number counts as not recorded. */
  private double[][] secondaryForks(String metric) {
    JsonNode recorded = json.path("secondaryMetrics").path(metric);
    try {
      return recorded.isMissingNode() ? new double[0][] : Metric.forks(recorded);
    } catch (IllegalArgumentException e) {
      return new double[0][];
    }
  }

  /** Facts about machine, system and JDK, not to be changed; missing in files that are not ours. */
  public JsonNode environment() {
    return fact("environment");
  }

  /** Facts about the run, not to be changed; missing in files that are not ours. */
  public JsonNode run() {
    return fact("run");
  }

  /** What the element has under a key, not to be changed; missing where it has nothing. */
  public JsonNode fact(String key) {
    return json.path(key);
  }

  /** The cells of the same run that failed. */
  public List<Failure> failures() {
    return json.path("run").path("failed").valueStream().map(Failure::of).toList();
  }

  /** This result with an object of facts added or replaced. */
  public CellResult with(String key, ObjectNode facts) {
    ObjectNode changed = shallowCopy();
    changed.set(key, facts);
    return new CellResult(changed);
  }

  /**
   * This cell's forks followed by another result's of the same cell. Scores, errors and percentiles
   * come out as JMH would have computed them for one run of all those forks; {@code forks} is their
   * number, and {@code run.forks} tells of each. If they are of two runs, {@code pilotForks} and
   * {@code pair} are left out.
   *
   * @throws IllegalArgumentException if the other is of another cell
   */
  public CellResult plus(CellResult later) {
    if (!cell.equals(later.cell)) {
      throw new IllegalArgumentException("%s is not %s".formatted(later.cell, cell));
    }
    ObjectNode merged = json();
    Metric.append(merged.withObject("/primaryMetric"), later.json.path("primaryMetric"), "");
    merged.put("forks", forks.length + later.forks.length);
    later.run().path("forks").forEach(merged.withObject("/run").withArray("/forks")::add);
    String laterRun = later.run().path("id").asString("");
    if (!laterRun.isEmpty() && !laterRun.equals(run().path("id").asString(""))) {
      // The first forks are not the pilot forks of all runs, and rounds of one number differ.
      merged.withObject("/run").remove(List.of("pilotForks", "pair"));
    }
    for (Map.Entry<String, JsonNode> metric : later.json.path("secondaryMetrics").properties()) {
      appendSecondary(merged.withObject("/secondaryMetrics"), metric.getKey(), metric.getValue());
    }
    return new CellResult(merged);
  }

  private static void appendSecondary(ObjectNode metrics, String name, JsonNode later) {
    if (!metrics.has(name)) {
      metrics.set(name, later.deepCopy());
      return;
    }
    try {
      metrics.set(name, Metric.joined(metrics.path(name), later, name));
    } catch (IllegalArgumentException e) {
      // One of the two is no number, and so neither is what they make together.
      metrics.remove(name);
    }
  }

  /**
   * The first key by which another element of this cell was measured differently; empty if both may
   * be joined as forks of one cell.
   */
  public Optional<String> conflict(CellResult other) {
    if (!hasRawData() || !other.hasRawData()) {
      return Optional.of("rawData");
    }
    ObjectNode mine = measured();
    ObjectNode others = other.measured();
    return Stream.of(mine, others)
        .flatMap(facts -> facts.propertyNames().stream())
        .filter(key -> !mine.path(key).equals(others.path(key)))
        .findFirst();
  }

  /** What was measured and how: what does not differ from fork to fork of a cell. */
  private ObjectNode measured() {
    ObjectNode facts = shallowCopy();
    facts.remove(List.of("primaryMetric", "secondaryMetrics", "forks", "run"));
    facts.put("scoreUnit", unit());
    facts.set("commit", run().path("commit"));
    facts.set("preset", run().path("preset"));
    if (environment() instanceof ObjectNode environment) {
      facts.set("environment", environment.deepCopy().without("timer"));
    }
    return facts;
  }
}

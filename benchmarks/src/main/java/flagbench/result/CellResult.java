package flagbench.result;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatFactory;
import org.openjdk.jmh.results.format.ResultFormatType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** All that is known of one cell: an element of the result file. Never changes. */
public final class CellResult {

  private final ObjectNode json;
  private final Cell cell;
  private final double[][] forks;
  private final String problem;

  private CellResult(ObjectNode json) {
    this.json = json;
    cell = readCell(json);
    double[][] read = {};
    String reason = "";
    try {
      read = Metric.forks(json.path("primaryMetric"));
    } catch (IllegalArgumentException e) {
      reason = String.valueOf(e.getMessage());
    }
    forks = read;
    problem = reason;
  }

  /**
   * Takes an element of a JMH result file.
   *
   * @throws IllegalArgumentException naming the key that is missing or wrong
   */
  public static CellResult of(ObjectNode json) {
    return owning(json.deepCopy());
  }

  /** As {@link #of(ObjectNode)}, of an element that nobody else will change. */
  static CellResult owning(ObjectNode json) {
    CellResult result = new CellResult(json);
    result
        .problem()
        .ifPresent(reason -> {
          throw new IllegalArgumentException(reason);
        });
    return result;
  }

  /**
   * As {@link #owning}, but an element whose scores are no numbers is taken as well: it has no
   * forks, and a {@link #problem}.
   *
   * @throws IllegalArgumentException if it does not even name its benchmark
   */
  static CellResult evenFailed(ObjectNode json) {
    return new CellResult(json);
  }

  /** Why it has no forks; nothing where it has. */
  public Optional<String> problem() {
    return Optional.of(problem).filter(reason -> !reason.isEmpty());
  }

  /** Takes what JMH measured, as JMH itself would write it. */
  public static CellResult of(RunResult result) {
    var bytes = new ByteArrayOutputStream();
    var stream = new PrintStream(bytes, true, StandardCharsets.UTF_8);
    ResultFormatFactory.getInstance(ResultFormatType.JSON, stream).writeOut(List.of(result));
    JsonNode array = ResultFile.MAPPER.readTree(bytes.toString(StandardCharsets.UTF_8));
    var json = (ObjectNode) array.required(0);
    LocalPaths.shorten(json);
    json.path("secondaryMetrics").forEach(metric -> Metric.round((ObjectNode) metric));
    return new CellResult(json);
  }

  /**
   * This as what it is, one fork: JMH, whose runner was called in a JVM that had been forked
   * already, takes it for none.
   */
  public CellResult asFork() {
    ObjectNode one = json();
    one.put("forks", 1);
    return new CellResult(one);
  }

  /** The element as it is written, in a copy. */
  public ObjectNode json() {
    return json.deepCopy();
  }

  /** The element itself, not to be changed. */
  ObjectNode uncopied() {
    return json;
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

  /** Whether the file has the iterations, and not only the score that JMH derived from them. */
  public boolean hasRawData() {
    return Metric.hasRawData(json.path("primaryMetric"));
  }

  /** How many iterations all forks had, as JMH says where it does not list them; 0 if unknown. */
  public int iterations() {
    return Math.clamp(
        (long) Math.max(1, json.path("forks").asInt(0))
            * json.path("measurementIterations").asInt(0),
        0,
        1_000_000);
  }

  /** JMH's own error of the score, at 99.9 %; none where it is no number. */
  public OptionalDouble jmhError() {
    double error = json.path("primaryMetric").path("scoreError").asDouble(Double.NaN);
    return error >= 0 && Double.isFinite(error) ? OptionalDouble.of(error) : OptionalDouble.empty();
  }

  /**
   * The secondary metrics as results of their own: of a {@code @Group} JMH keeps its methods'
   * scores there. Each is the benchmark's name, a colon and the metric's name. None of our
   * benchmarks has such: our counters are no scores.
   */
  public List<CellResult> secondaryResults() {
    if (cell.isOurs()) {
      return List.of();
    }
    List<CellResult> results = new ArrayList<>();
    for (Map.Entry<String, JsonNode> metric : json.path("secondaryMetrics").properties()) {
      if (metric.getValue().isObject()) {
        ObjectNode element = json.objectNode();
        json.forEachEntry(element::set);
        element.remove("secondaryMetrics");
        element.put("benchmark", cell.benchmark() + ":" + metric.getKey());
        element.set("primaryMetric", metric.getValue());
        results.add(evenFailed(element));
      }
    }
    return results;
  }

  /** The mean of every fork: the unit of repetition. */
  public double[] forkMeans() {
    return Arrays.stream(forks)
        .mapToDouble(fork -> Arrays.stream(fork).average().orElseThrow())
        .toArray();
  }

  /**
   * How many of the first forks were measured whatever they said: all, unless the run says less.
   */
  public int pilotForks() {
    return Math.min(forks.length, json.path("run").path("pilotForks").asInt(forks.length));
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
    JsonNode data = json.path("secondaryMetrics").path(metric);
    try {
      return Arrays.stream(Metric.forks(data)).flatMapToDouble(Arrays::stream);
    } catch (IllegalArgumentException e) {
      // What is no number was not recorded.
      return DoubleStream.empty();
    }
  }

  /** The mean of a secondary metric in every fork; none where it was not recorded. */
  public double[] secondaryForkMeans(String metric) {
    try {
      return Arrays.stream(Metric.forks(json.path("secondaryMetrics").path(metric)))
          .mapToDouble(fork -> Arrays.stream(fork).average().orElseThrow())
          .toArray();
    } catch (IllegalArgumentException e) {
      return new double[0];
    }
  }

  /** Facts about machine, system and JDK; an empty object in files that are not ours. */
  public JsonNode environment() {
    return json.path("environment").deepCopy();
  }

  /** Facts about the run; an empty object in files that are not ours. */
  public JsonNode run() {
    return json.path("run").deepCopy();
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
    ObjectNode changed = json.deepCopy();
    changed.set(key, facts);
    return new CellResult(changed);
  }

  /**
   * This cell's forks followed by another result's of the same cell. Scores, errors and percentiles
   * come out as JMH would have computed them for one run of all those forks; {@code forks} is their
   * number, and {@code run.forks} tells of each.
   *
   * @throws IllegalArgumentException if the other is of another cell
   */
  public CellResult plus(CellResult later) {
    if (!cell.equals(later.cell)) {
      throw new IllegalArgumentException("%s is not %s".formatted(later.cell, cell));
    }
    ObjectNode merged = json.deepCopy();
    ObjectNode primary = merged.withObject("/primaryMetric");
    Metric.append(primary, later.json.path("primaryMetric"), "");
    merged.put("forks", forks.length + later.forks.length);
    later
        .json
        .path("run")
        .path("forks")
        .forEach(merged.withObject("/run").withArray("/forks")::add);
    for (Map.Entry<String, JsonNode> metric : later.json.path("secondaryMetrics").properties()) {
      ObjectNode all = merged.withObject("/secondaryMetrics");
      if (!(all.path(metric.getKey()) instanceof ObjectNode mine)) {
        all.set(metric.getKey(), metric.getValue().deepCopy());
      } else {
        appendIfNumbers(all, mine, metric);
      }
    }
    return new CellResult(merged);
  }

  /** A secondary metric that is no number in one of two elements is no number in both. */
  private static void appendIfNumbers(
      ObjectNode all, ObjectNode mine, Map.Entry<String, JsonNode> metric) {
    try {
      Metric.append(mine, metric.getValue(), metric.getKey());
    } catch (IllegalArgumentException e) {
      all.remove(metric.getKey());
    }
  }

  /**
   * What tells that another element of this cell was not measured as this one: the key that
   * differs. Nothing where both are forks of one cell.
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
    ObjectNode facts = json.objectNode();
    json.forEachEntry(facts::set);
    facts.remove(List.of("primaryMetric", "secondaryMetrics", "forks", "run"));
    facts.put("scoreUnit", unit());
    facts.set("commit", json.at("/run/commit"));
    facts.set("preset", json.at("/run/preset"));
    if (facts.path("environment") instanceof ObjectNode environment) {
      facts.set("environment", environment.deepCopy().without("timer"));
    }
    return facts;
  }

  private static Cell readCell(ObjectNode json) {
    SortedMap<String, String> parameters = new TreeMap<>();
    json.path("params")
        .properties()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asString("")));
    JsonNode benchmark = json.path("benchmark");
    if (!benchmark.isString()) {
      throw new IllegalArgumentException("'benchmark' is missing or no string");
    }
    return new Cell(
        benchmark.stringValue(),
        json.path("mode").asString("avgt"),
        json.path("threads").asInt(1),
        parameters);
  }
}

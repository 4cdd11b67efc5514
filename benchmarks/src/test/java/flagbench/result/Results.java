package flagbench.result;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Results made up by tests. */
public final class Results {
  private Results() {}

  public static final String CLASS = "flagbench.benchmark.DownloadBenchmark.";

  /** Parameters with their defaults, changed by {@code name=value} pairs. */
  public static Cell cell(String style, String... assignments) {
    Map<String, String> parameters =
        new TreeMap<>(
            Map.of(
                "flags",
                "20",
                "latency",
                "50ms",
                "client",
                "jdk",
                "sink",
                "disk",
                "server",
                "embedded"));
    if (!style.equals("sequential")) {
      parameters.put("workers", "20");
    }
    for (String assignment : assignments) {
      String[] parts = assignment.split("=", 2);
      parameters.put(parts[0], parts[1]);
    }
    return Cell.averageTime(CLASS + style, parameters);
  }

  /** A result as JMH would write it, with the scores of each fork's iterations. */
  public static CellResult result(Cell cell, double[]... forks) {
    return result(cell, Map.of(), forks);
  }

  /** A result whose every iteration has the same secondary metrics. */
  public static CellResult result(Cell cell, Map<String, Double> secondary, double[]... forks) {
    ObjectNode json = ResultFile.MAPPER.createObjectNode();
    json.put("jmhVersion", "1.37");
    json.put("benchmark", cell.benchmark());
    json.put("mode", cell.mode());
    json.put("threads", cell.threads());
    json.put("forks", forks.length);
    cell.parameters().forEach(json.putObject("params")::put);
    ObjectNode primary = json.putObject("primaryMetric");
    primary.put("scoreUnit", "ms/op");
    raw(primary.putArray("rawData"), forks);
    ObjectNode metrics = json.putObject("secondaryMetrics");
    secondary.forEach((name, value) -> {
      double[][] values = new double[forks.length][];
      for (int i = 0; i < forks.length; i++) {
        values[i] = new double[forks[i].length];
        Arrays.fill(values[i], value);
      }
      raw(metrics.putObject(name).putArray("rawData"), values);
    });
    ArrayNode facts = json.putObject("run").putArray("forks");
    for (int i = 0; i < forks.length; i++) {
      facts.addObject().put("seconds", 4.0).put("stealPercent", 0.0);
    }
    return CellResult.of(json);
  }

  private static void raw(ArrayNode rawData, double[][] forks) {
    for (double[] fork : forks) {
      ArrayNode iterations = rawData.addArray();
      for (double score : fork) {
        iterations.add(score);
      }
    }
  }
}

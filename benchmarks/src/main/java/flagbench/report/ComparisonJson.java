package flagbench.report;

import flagbench.analysis.Comparison;
import flagbench.analysis.CostChange;
import flagbench.analysis.Ratio;
import flagbench.analysis.Side;
import flagbench.analysis.Verdict;
import flagbench.result.Cell;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Comparisons for programs: one object, with an element for each candidate. */
public final class ComparisonJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private ComparisonJson() {}

  /** Takes at least one comparison, all with the same baseline. */
  public static String of(List<Comparison> comparisons) {
    ObjectNode root = MAPPER.createObjectNode();
    root.put("baseline", comparisons.getFirst().baseline().name());
    root.put("threshold", comparisons.getFirst().threshold());
    ArrayNode candidates = root.putArray("candidates");
    comparisons.forEach(comparison -> put(candidates.addObject(), comparison));
    return MAPPER.writeValueAsString(root) + "\n";
  }

  private static void put(ObjectNode json, Comparison comparison) {
    Side candidate = comparison.candidate();
    json.put("candidate", candidate.name());
    json.put("sameMachine", comparison.isSameMachine());
    json.put("hostKnown", comparison.baseline().isHostKnown(candidate));
    json.put("method", comparison.isPaired() ? "pairs" : "Welch");
    put(json.putObject("environmentDifferences"), comparison.environmentDifferences());
    put(json.putObject("conductDifferences"), comparison.conductDifferences());
    ObjectNode verdicts = json.putObject("verdicts");
    for (Verdict verdict : Verdict.values()) {
      verdicts.put(verdict.toString(), comparison.count(verdict));
    }
    comparison
        .geometricMean()
        .ifPresent(mean -> put(json.putObject("geometricMeanSlowness"), mean));
    ArrayNode cells = json.putArray("cells");
    comparison.rows().forEach(row -> put(cells.addObject(), row));
    ArrayNode costs = json.putArray("costs");
    for (CostChange.Cost cost : CostChange.Cost.values()) {
      for (CostChange change : CostChange.of(cost, comparison)) {
        ObjectNode element = costs.addObject();
        put(element, change.cell());
        put(element.put("metric", cost.toString()), change.ratio());
        element.put("verdict", change.word());
      }
    }
    ArrayNode baselineOnly = json.putArray("baselineOnly");
    comparison.baselineOnly().forEach(cell -> put(baselineOnly.addObject(), cell));
    ArrayNode candidateOnly = json.putArray("candidateOnly");
    comparison.candidateOnly().forEach(cell -> put(candidateOnly.addObject(), cell));
    ArrayNode newFailures = json.putArray("newFailures");
    comparison.newFailures().forEach(failure -> newFailures.add(failure.json()));
  }

  private static void put(ObjectNode json, Comparison.Row row) {
    put(json, row.cell());
    json.put("unit", row.unit());
    json.put("baseline", row.baseline());
    if (Double.isFinite(row.candidate())) {
      json.put("candidate", row.candidate());
    }
    row.ratio().ifPresent(ratio -> put(json, ratio));
    json.put("verdict", row.verdict().toString());
    json.put("regression", row.isRegression());
    json.put("withinOneJvm", row.withinOneJvm());
    row.marks().forEach(mark -> json.withArray("/marks").add(mark.label()));
    if (!row.obstacle().isEmpty()) {
      json.put("obstacle", row.obstacle());
    }
  }

  private static void put(ObjectNode json, Ratio ratio) {
    json.put("ratio", ratio.value());
    if (ratio.isBounded()) {
      json.put("lower", ratio.lower());
      json.put("upper", ratio.upper());
    }
  }

  private static void put(ObjectNode json, Cell cell) {
    json.put("benchmark", cell.benchmark());
    json.put("mode", cell.mode());
    json.put("threads", cell.threads());
    cell.parameters().forEach(json.putObject("params")::put);
  }

  private static void put(ObjectNode json, Map<String, List<String>> differences) {
    differences.forEach((path, values) ->
        json.putObject(path).put("baseline", values.get(0)).put("candidate", values.get(1)));
  }
}

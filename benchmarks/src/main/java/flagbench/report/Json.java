package flagbench.report;

import static java.util.stream.Collectors.toMap;

import com.fasterxml.jackson.annotation.JsonIncludeProperties;
import com.fasterxml.jackson.annotation.JsonProperty;
import flagbench.analysis.Comparison;
import flagbench.analysis.CostChange;
import flagbench.analysis.Ratio;
import flagbench.analysis.Side;
import flagbench.analysis.Verdict;
import flagbench.result.Cell;
import flagbench.tune.Tuning;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.ValueSerializer;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.node.ObjectNode;

/**
 * The answers of commands as JSON. Jackson writes the records of the analysis field by field; the
 * records below change that for some of them. A number that is not known is null, because JSON has
 * neither NaN nor infinity.
 */
final class Json {
  private static final JsonMapper MAPPER =
      JsonMapper.builder()
          .enable(SerializationFeature.INDENT_OUTPUT)
          .addModule(
              new SimpleModule()
                  .addSerializer(double.class, new KnownNumber())
                  .addSerializer(OptionalDouble.class, new KnownNumber()))
          .addMixIn(Cell.class, CellFields.class)
          .addMixIn(Ratio.class, RatioFields.class)
          .addMixIn(Tuning.Point.class, PointFields.class)
          .build();

  private Json() {}

  private static final class KnownNumber extends ValueSerializer<Object> {
    @Override
    public void serialize(Object value, JsonGenerator json, SerializationContext context) {
      double number =
          value instanceof OptionalDouble optional ? optional.orElse(Double.NaN) : (Double) value;
      json.writeRawValue(Double.isFinite(number) ? Double.toString(number) : "null");
    }
  }

  // Jackson adds the annotations of these records' components to the methods of the same names.

  @JsonIncludeProperties({"benchmark", "mode", "threads", "params"})
  private record CellFields(@JsonProperty("params") Map<String, String> parameters) {}

  @JsonIncludeProperties({"value", "lower", "upper"})
  private record RatioFields(
      @JsonProperty double value, @JsonProperty double lower, @JsonProperty double upper) {}

  private record PointFields(@JsonProperty double high) {}

  static String write(Object answer) {
    return MAPPER.writeValueAsString(answer) + "\n";
  }

  /** The answer of {@code compare}: at least one comparison, all with the same baseline. */
  static ObjectNode comparisons(List<Comparison> comparisons) {
    return MAPPER
        .createObjectNode()
        .put("baseline", comparisons.getFirst().baseline().name())
        .put("threshold", comparisons.getFirst().threshold())
        .putPOJO("candidates", comparisons.stream().map(Json::comparison).toList());
  }

  private static ObjectNode comparison(Comparison comparison) {
    return MAPPER
        .createObjectNode()
        .put("candidate", comparison.candidate().name())
        .put("sameMachine", comparison.isSameMachine())
        .put("hostKnown", comparison.baseline().isHostKnown(comparison.candidate()))
        .put("method", comparison.isPaired() ? "pairs" : "Welch")
        .putPOJO("environmentDifferences", comparison.environmentDifferences())
        .putPOJO("settingDifferences", comparison.settingDifferences())
        .putPOJO(
            "verdicts",
            Arrays.stream(Verdict.values()).collect(toMap(Verdict::toString, comparison::count)))
        .putPOJO("geometricMeanSlowness", comparison.geometricMean())
        .putPOJO("cells", comparison.rows())
        .putPOJO(
            "costs",
            CostChange.COSTS.stream()
                .flatMap(cost -> CostChange.of(cost, comparison).stream())
                .toList())
        .putPOJO("baselineOnly", comparison.baselineOnly())
        .putPOJO("candidateOnly", comparison.candidateOnly())
        .putPOJO("newFailures", comparison.newFailures());
  }

  static ObjectNode tuning(Tuning tuning) {
    var sentences = new TuningSentences(tuning);
    ObjectNode json =
        MAPPER
            .createObjectNode()
            .put("style", tuning.recommended().method())
            .putPOJO("workload", tuning.recommended().workload())
            .put("recommended", tuning.workers())
            .put("confidence", tuning.confidence())
            .put("within", tuning.goal().within())
            .put("errors", tuning.goal().errors())
            .putPOJO("plateau", Map.of("from", tuning.from(), "to", tuning.to()))
            .putPOJO("curve", tuning.curve())
            .put("limitedBy", tuning.limit().name().toLowerCase(Locale.ROOT))
            .putPOJO("warnings", sentences.doubts())
            .putPOJO("notes", sentences.notes());
    tuning
        .point(tuning.goal().checked())
        .ifPresent(point ->
            json.putObject("check")
                .put("workers", point.workers())
                .put("verdict", tuning.quality(point))
                .put("agreement", point.agreement()));
    return json;
  }

  /** What one file says: its facts, what {@code tune} found, and all cells. */
  static ObjectNode file(Side side) {
    return MAPPER
        .createObjectNode()
        .put("file", side.name())
        .putPOJO("notes", side.notes())
        .putPOJO("environment", side.environment())
        .putPOJO("tunings", Tuning.of(side).stream().map(Json::tuning).toList())
        .putPOJO("summary", side.summary());
  }
}

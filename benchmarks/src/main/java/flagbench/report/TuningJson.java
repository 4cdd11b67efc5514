package flagbench.report;

import flagbench.tune.Tuning;
import flagbench.tune.Tuning.Point;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What the search for MAX_WORKERS found, for programs. */
public final class TuningJson {
  private static final JsonMapper MAPPER =
      JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

  private TuningJson() {}

  /** Every style's answer as an object. */
  public static String array(List<Tuning> tunings) {
    ArrayNode array = MAPPER.createArrayNode();
    tunings.forEach(tuning -> put(array.addObject(), tuning));
    return MAPPER.writeValueAsString(array) + "\n";
  }

  /** One style's answer. */
  public static String object(Tuning tuning) {
    ObjectNode json = MAPPER.createObjectNode();
    put(json, tuning);
    return MAPPER.writeValueAsString(json) + "\n";
  }

  private static void put(ObjectNode json, Tuning tuning) {
    json.put("style", tuning.recommended().method());
    ObjectNode workload = json.putObject("workload");
    tuning.recommended().workload().forEach(workload::put);
    json.put("recommended", tuning.workers());
    json.put("confidence", tuning.confidence());
    json.put("within", tuning.goal().within());
    json.put("errors", tuning.goal().errors());
    json.putObject("plateau").put("from", tuning.from()).put("to", tuning.to());
    tuning
        .point(tuning.goal().checked())
        .ifPresent(point ->
            json.putObject("check")
                .put("workers", point.workers())
                .put("goodEnough", !tuning.isTooBad(point)));
    ArrayNode curve = json.putArray("curve");
    tuning.curve().forEach(point -> put(curve.addObject(), point));
    json.put("limitedBy", tuning.limit().name().toLowerCase(Locale.ROOT));
    ArrayNode warnings = json.putArray("warnings");
    var section = new TuningSection(tuning, false);
    tuning.doubts().forEach(doubt -> warnings.add(section.doubt(doubt)));
    ArrayNode notes = json.putArray("notes");
    section.notes().forEach(notes::add);
  }

  private static void put(ObjectNode json, Point point) {
    json.put("workers", point.workers());
    json.put("forks", point.forks());
    json.put("throughput", point.throughput());
    json.putArray("interval").add(point.low()).add(point.high());
    json.put("percentOfBest", point.percentOfBest());
    point.percentOfIdeal().ifPresent(percent -> json.put("percentOfIdeal", percent));
    point.predicted().ifPresent(most -> json.put("predicted", most));
    json.put("agreement", point.agreement());
    json.put("failed", point.failed());
    json.put("millisEach", point.millisEach());
  }
}

package flagbench.run;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody asked to be measured. A result file holds it, so that {@code --resume} asks the
 * same.
 *
 * @param parameters values that replace a parameter's in every block of the preset
 * @param include a regular expression that a cell's benchmark must contain
 * @param forks of every cell; 0 for as many as the preset and the spread ask for
 * @param seed of the order in rounds
 */
public record Request(
    Preset preset,
    Map<String, List<String>> parameters,
    String include,
    int forks,
    Duration budget,
    long seed) {

  /** As {@code run} holds it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("preset", preset.toString());
    ObjectNode values = json.putObject("parameters");
    parameters.forEach((name, list) -> list.forEach(values.putArray(name)::add));
    json.put("include", include);
    if (forks > 0) {
      json.put("forksAsked", forks);
    }
    json.put("budgetSeconds", budget.toSeconds());
    json.put("seed", seed);
    return json;
  }

  /**
   * Reads what {@link #json()} writes, among other keys.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public static Request of(JsonNode run) {
    Map<String, List<String>> parameters = new LinkedHashMap<>();
    run.path("parameters")
        .properties()
        .forEach(entry ->
            parameters.put(
                entry.getKey(),
                entry.getValue().valueStream().map(value -> value.asString("")).toList()));
    return new Request(
        Preset.of(run.path("preset").asString("")),
        parameters,
        run.path("include").asString(""),
        run.path("forksAsked").asInt(0),
        Duration.ofSeconds(run.path("budgetSeconds").asLong(0)),
        run.path("seed").asLong(0));
  }

  /** The same request under another budget. */
  public Request within(Duration other) {
    return new Request(preset, parameters, include, forks, other, seed);
  }
}

package flagbench.result;

import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cell of which a fork failed: an element of {@code run.failed}.
 *
 * @param reason why, in one line
 */
public record Failure(Cell cell, String reason) {

  /** As the file holds it. */
  public ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("benchmark", cell.benchmark());
    json.put("mode", cell.mode());
    cell.parameters().forEach(json.putObject("params")::put);
    json.put("reason", LocalPaths.shorten(reason));
    return json;
  }

  static Failure of(JsonNode json) {
    var parameters = new TreeMap<String, String>();
    json.path("params")
        .properties()
        .forEach(entry -> parameters.put(entry.getKey(), entry.getValue().asString("")));
    return new Failure(
        new Cell(
            json.path("benchmark").asString(""), json.path("mode").asString("avgt"), 1, parameters),
        json.path("reason").asString(""));
  }
}

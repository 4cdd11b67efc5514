package flagbench.result;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cell of which a fork failed: an element of {@code run.failed}.
 *
 * @param reason why, in one line
 */
public record Failure(Cell cell, String reason) {

  /** As the file holds it. */
  public ObjectNode json() {
    return cell.json().put("reason", LocalPaths.shorten(reason));
  }

  static Failure of(JsonNode json) {
    return new Failure(Cell.of(json), json.path("reason").asString(""));
  }
}

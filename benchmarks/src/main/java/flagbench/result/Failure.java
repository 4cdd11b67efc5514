package flagbench.result;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A cell of which a fork failed, as an element of {@code run.failed} describes it.
 *
 * @param reason why the fork failed, in one line
 */
public record Failure(Cell cell, String reason) {

  /** The element of {@code run.failed}. */
  public ObjectNode json() {
    return cell.json().put("reason", LocalPaths.shorten(reason));
  }

  static Failure of(JsonNode json) {
    return new Failure(Cell.of(json), json.path("reason").asString(""));
  }
}

package flagbench.tune;

import flagbench.result.CellResult;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the user asks {@code tune} for: the smallest number of workers whose throughput is nearly
 * that of the best number. Only those numbers of workers are considered of which few enough flags
 * fail.
 *
 * @param most the largest number of workers that may be the answer
 * @param within how far a throughput may be below the best one and still count as equally good, as
 *     a share of the best
 * @param errors the share of flags that may fail
 * @param checked a number of workers that is measured in any case, because the user wants to know
 *     whether it is good enough; 0 if there is none
 */
public record Goal(int most, double within, double errors, int checked) {

  /**
   * Reads the goal from a result file.
   *
   * @param facts the object {@code run.tune} of an element; in files of former builds it says
   *     nothing of failures, which did not exist then
   * @param most stands for {@link #most} where the file does not say it, or says nonsense
   */
  static Goal of(JsonNode facts, int most) {
    int max = facts.path("max").asInt(most);
    return new Goal(
        max > 0 ? max : most,
        facts.path("within").asDouble(0.05),
        facts.path("errors").asDouble(0),
        facts.path("check").asInt(0));
  }

  /** Writes the goal in the form that {@link #of} reads. */
  public void putInto(ObjectNode facts) {
    facts.put("max", most).put("within", within).put("errors", errors);
    if (checked > 0) {
      facts.put("check", checked);
    }
  }

  /** Whether more flags failed than the user allows. */
  boolean isExceeded(CellResult result) {
    return result.failedShare() > errors;
  }

  /**
   * One time for every fork: how long it would take to save all flags at the rate at which flags
   * were saved. It is infinite if too many flags failed, so that such a number of workers is never
   * the best one.
   */
  public double[] times(CellResult result) {
    double saved = isExceeded(result) ? 0 : 1 - result.failedShare();
    return Arrays.stream(result.forkMeans()).map(mean -> mean / saved).toArray();
  }
}

package flagbench.tune;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.Arrays;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code tune} is asked for: the smallest number of workers that is nearly as fast as the best
 * of those that fail seldom enough.
 *
 * @param most workers allowed
 * @param within how much below the best is as good as the best, as a share
 * @param errors the share of flags that may fail
 * @param checked a number of workers that is measured in any case, to say whether it is good
 *     enough; 0 for none
 */
public record Goal(int most, double within, double errors, int checked) {

  /** What a result file says that it was asked for; files of former builds knew no failures. */
  static Goal of(JsonNode facts, int most) {
    return new Goal(
        facts.path("max").asInt(most),
        facts.path("within").asDouble(0.05),
        facts.path("errors").asDouble(0),
        facts.path("check").asInt(0));
  }

  /** Writes what {@link #of} reads. */
  public void putInto(ObjectNode facts) {
    facts.put("max", most).put("within", within).put("errors", errors);
    if (checked > 0) {
      facts.put("check", checked);
    }
  }

  /** The numbers of workers worth trying. */
  public WorkerCounts counts(Cell any) {
    return new WorkerCounts(any, most, checked);
  }

  /** The share of flags that failed; 0 where the server refuses none. */
  public static double failedShare(CellResult result) {
    return result.secondaryMean("failed").orElse(0) / result.cell().number("flags");
  }

  /** Whether more flags failed than may. */
  boolean isExceeded(CellResult result) {
    return failedShare(result) > errors;
  }

  /**
   * The forks' means, each as long as it would take to save all flags at the rate at which some
   * were saved; infinite where more failed than may, so that such a number is never the best.
   */
  public double[] times(CellResult result) {
    double saved = isExceeded(result) ? 0 : 1 - failedShare(result);
    return Arrays.stream(result.forkMeans()).map(mean -> mean / saved).toArray();
  }
}

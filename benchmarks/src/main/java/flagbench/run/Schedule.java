package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * Decides which forks a run measures, and in which order. The decisions follow from what was asked
 * and what has been measured alone, so that a resumed run goes on as if it had not been
 * interrupted.
 */
public interface Schedule {

  /** All cells that may be measured, each once, in the order of the result file. */
  List<Cell> cells();

  /** The longest that the run may take. */
  Duration budget();

  /**
   * The forks to measure next, in order and no cell twice; empty when everything is measured.
   *
   * @param forkMeans for every cell that has not failed a number for each of its forks so far: see
   *     {@link #decidesBy}
   */
  List<Cell> round(Map<Cell, double[]> forkMeans);

  /** The numbers above zero, one for each fork of a result, on which the decisions are based. */
  default double[] decidesBy(CellResult result) {
    return result.forkMeans();
  }

  /** All forks that are still to be measured, as far as that is known now. */
  List<Cell> remaining(Map<Cell, double[]> forkMeans);

  /** Says in a line or two what is going to be measured, and how long that takes. */
  String announcement();
}

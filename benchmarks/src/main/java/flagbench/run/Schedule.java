package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * What a run measures, and in which order. A pure function of what was asked and of what is
 * measured so far: what it {@linkplain #decidesBy decides by} of every cell that has not failed.
 */
public interface Schedule {

  /** Every cell that may be measured, once, in the order of the result file. */
  List<Cell> cells();

  /** The longest that a run of this may take. */
  Duration budget();

  /**
   * The forks to measure next, in order, no cell twice; none when all is measured.
   *
   * @param forkMeans the forks so far of every cell that has not failed
   */
  List<Cell> round(Map<Cell, double[]> forkMeans);

  /** What it decides by of a cell that was measured: a number above zero for every fork. */
  default double[] decidesBy(CellResult result) {
    return result.forkMeans();
  }

  /** Every fork to come, as far as can be known now. */
  List<Cell> remaining(Map<Cell, double[]> forkMeans);

  /** What is going to be measured, and for how long, in one line. */
  String announcement();

  /** Whether what was asked can be read from the results, so that an interrupted run can go on. */
  boolean isResumable();
}

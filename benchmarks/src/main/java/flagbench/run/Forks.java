package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;

/** Measures cells, one fork at a time. */
@FunctionalInterface
public interface Forks extends AutoCloseable {

  /**
   * Measures one fork of a cell; the result's {@code run.forks} has one element.
   *
   * @throws ForkFailedException if the fork ends without a result
   * @throws InterruptedException if it was told to end, as by Ctrl-C
   */
  CellResult measure(Cell cell) throws ForkFailedException, InterruptedException;

  /**
   * As above, with a seed for random delays. Cells that are given the same one meet the same
   * delays.
   */
  default CellResult measure(Cell cell, long seed)
      throws ForkFailedException, InterruptedException {
    return measure(cell);
  }

  /** Ends what was kept for further cells. */
  @Override
  default void close() {}

  /** A fork that failed. */
  final class ForkFailedException extends Exception {
    private static final long serialVersionUID = 1;

    private final String reason;

    public ForkFailedException(String reason) {
      super(reason);
      this.reason = reason;
    }

    /** Why, in one line. */
    public String reason() {
      return reason;
    }
  }
}

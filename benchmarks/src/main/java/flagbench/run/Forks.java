package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;

/** Measures cells, one fork at a time. */
@FunctionalInterface
public interface Forks extends AutoCloseable {

  /**
   * Measures one fork of a cell; the result's {@code run.forks} has one element.
   *
   * @param seed of random delays: cells that are given the same one meet the same delays
   * @throws ForkFailedException if the fork ends without a result
   * @throws InterruptedException if it was told to end, as by Ctrl-C
   */
  CellResult measure(Cell cell, long seed) throws ForkFailedException, InterruptedException;

  /** Ends what was kept for further cells. */
  @Override
  default void close() {}

  /** A fork that failed; the message says why in one line. */
  final class ForkFailedException extends Exception {
    private static final long serialVersionUID = 1;

    public ForkFailedException(String reason) {
      super(reason);
    }
  }
}

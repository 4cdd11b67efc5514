package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;

/** Measures cells, one fork at a time. */
@FunctionalInterface
public interface Forks extends AutoCloseable {

  /**
   * Measures one fork of a cell; the result's {@code run.forks} has one element.
   *
   * @param seed of random latencies: cells with the same seed have the same latencies
   * @throws ForkFailedException if the fork ends without a result
   * @throws InterruptedException if the fork was told to end, as by Ctrl-C
   */
  CellResult measure(Cell cell, long seed) throws ForkFailedException, InterruptedException;

  /** Ends a fork that was kept alive for further cells. */
  @Override
  default void close() {}

  /** Says in one line why a fork failed. */
  final class ForkFailedException extends Exception {
    private static final long serialVersionUID = 1;

    public ForkFailedException(String reason) {
      super(reason);
    }
  }
}

package flagbench.run;

import flagbench.result.Cell;
import java.time.Duration;

/** Is informed of the progress of a run. */
public interface Progress {

  /**
   * A fork begins.
   *
   * @param arm the arm of the fork, such as {@code B}; empty if there is only one
   * @param fork its number in the run, from 1
   * @param forks how many forks the run is going to have, as far as that is known
   * @param left the expected time until the end of the run
   */
  void forkStarted(Cell cell, String arm, int fork, int forks, int round, Duration left);

  /** A fork failed; its cell is not measured again. */
  void forkFailed(Cell cell, String reason);

  /** A round has ended. */
  void roundEnded(int round, int fork, int forks, Duration left);
}

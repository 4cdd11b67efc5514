package flagbench.run;

import flagbench.result.Cell;
import java.time.Duration;

/** Is told how far a run has come. */
public interface Progress {

  /**
   * A fork begins.
   *
   * @param arm which of several it is of, such as {@code B}; empty where there is only one
   * @param fork its number, from 1
   * @param forks how many there are to be, as far as is known
   * @param left the time that the rest is expected to take
   */
  void forkStarted(Cell cell, String arm, int fork, int forks, int round, Duration left);

  /** A fork failed; its cell is not measured again. */
  void forkFailed(Cell cell, String reason);

  /** A round is over. */
  void roundEnded(int round, int fork, int forks, Duration left);
}

package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.run.ForkMain.Answer;
import flagbench.run.ForkMain.Question;

/** Measures as a fork does, for tests to which it does not matter that a fork is a process. */
public final class ForksInThisJvm implements Forks {

  /** The caller must hold the {@link JmhLock}. */
  public ForksInThisJvm() {
    System.setProperty("jmh.ignoreLock", "true");
  }

  @Override
  public CellResult measure(Cell cell, long seed) throws ForkFailedException {
    Answer answer = ForkMain.answer(new Question(cell.benchmark(), cell.parameters(), seed));
    if (answer.result() == null) {
      throw new ForkFailedException(String.valueOf(answer.error()));
    }
    return CellResult.of(answer.result());
  }
}

package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.run.ForkMain.Answer;
import flagbench.run.ForkMain.Question;

/**
 * Measures as a fork does, for tests to which it does not matter that a fork is a process. What it
 * says of CPU time and memory includes the tests that run meanwhile.
 */
public final class ForksInThisJvm implements Forks {

  @Override
  public CellResult measure(Cell cell, long seed) throws ForkFailedException {
    Answer answer;
    // One at a time, as in a fork: JMH's profiler knows only one observation in a JVM.
    synchronized (ForksInThisJvm.class) {
      answer = ForkMain.answer(new Question(cell.benchmark(), cell.parameters(), seed));
    }
    if (answer.result() == null) {
      throw new ForkFailedException(String.valueOf(answer.error()));
    }
    return CellResult.of(answer.result());
  }
}

package flagbench.analysis;

import java.util.Random;

/**
 * Ways in which forks of one build scatter. Only the first is what intervals assume; a rule for
 * verdicts has to bear the others as well. All values are natural logarithms.
 */
enum Noise {
  QUIET("normal, 2 % from fork to fork"),
  SHIFT_5("2 %, and each run has a level of its own: normal, 5 %"),
  SHIFT_20("2 %, and each run has a level of its own: normal, 20 %"),
  DRIFT("2 %, and the machine changes steadily by 20 % in a run"),
  HEAVY("2 % times Student's t with 3 degrees of freedom"),
  UNEQUAL("0.5 to 8 % by row, twice that for B in half the rows"),
  MODES("2 %, and in a quarter of the rows every other fork, by chance, is 25 % slower");

  private static final double SPREAD = 0.02;

  private final String label;

  Noise(String label) {
    this.label = label;
  }

  /** What it is, with its size. */
  String label() {
    return label;
  }

  /**
   * Two arms that one run measures in turn.
   *
   * @return the logarithm of every fork's mean, by arm, row and round
   */
  double[][][] inTurn(Random random, int rows, int rounds) {
    return run(random, rows, rounds, 0, 1);
  }

  /** The same two arms, in two runs one after the other. */
  double[][][] apart(Random random, int rows, int rounds) {
    return new double[][][] {
      run(random, rows, rounds, 0)[0], run(random, rows, rounds, 1)[0],
    };
  }

  private double[][][] run(Random random, int rows, int rounds, int... arms) {
    double level =
        switch (this) {
          case SHIFT_5 -> 0.05 * random.nextGaussian();
          case SHIFT_20 -> 0.20 * random.nextGaussian();
          default -> 0;
        };
    double drift = this == DRIFT ? Math.log(1.2) * (random.nextBoolean() ? 1 : -1) : 0;
    double[][][] logs = new double[arms.length][rows][rounds];
    int measured = 0;
    for (int round = 0; round < rounds; round++) {
      for (int row = 0; row < rows; row++) {
        int first = random.nextInt(arms.length);
        for (int i = 0; i < arms.length; i++) {
          int place = (first + i) % arms.length;
          double time = measured / (double) (rounds * rows * arms.length);
          logs[place][row][round] = level + drift * time + fork(random, arms[place], row, rows);
          measured++;
        }
      }
    }
    return logs;
  }

  private double fork(Random random, int arm, int row, int rows) {
    double normal = random.nextGaussian();
    return switch (this) {
      case HEAVY -> SPREAD * normal / Math.sqrt(chiSquare(random, 3) / 3);
      case UNEQUAL -> {
        double ofRow = 0.005 * Math.pow(16, row / (rows - 1.0));
        yield ofRow * (arm == 1 && row % 2 == 0 ? 2 : 1) * normal;
      }
      case MODES -> SPREAD * normal + (row % 4 == 0 && random.nextBoolean() ? Math.log(1.25) : 0);
      default -> SPREAD * normal;
    };
  }

  private static double chiSquare(Random random, int degreesOfFreedom) {
    double sum = 0;
    for (int i = 0; i < degreesOfFreedom; i++) {
      sum += Math.pow(random.nextGaussian(), 2);
    }
    return sum;
  }
}

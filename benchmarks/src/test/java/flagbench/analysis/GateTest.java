package flagbench.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Tries rules for the exit code on simulated runs: identical arms, which must hardly ever raise an
 * alarm, and arms of which one of four styles is 10 % slower, which must.
 */
@Execution(ExecutionMode.CONCURRENT)
class GateTest {

  /** Runs of each kind; {@code -Dflagbench.trials=2000} for the table in results/README.md. */
  private static final int TRIALS = Integer.getInteger("flagbench.trials", 40);

  /** How many runs of a kind said that something is slower, and how many rows held the truth. */
  private static final class Tally {
    private final Map<Gate, Integer> falseAlarms = new EnumMap<>(Gate.class);
    private final Map<Gate, Integer> seen = new EnumMap<>(Gate.class);
    private int runs;
    private int rows;
    private int covered;

    double alarms(Gate gate) {
      return (double) falseAlarms.getOrDefault(gate, 0) / runs;
    }

    double power(Gate gate) {
      return (double) seen.getOrDefault(gate, 0) / runs;
    }

    double coverage() {
      return (double) covered / rows;
    }
  }

  @ParameterizedTest
  @EnumSource
  void identicalArmsInTurnHardlyEverDifferAndASlowerStyleIsSeen(Noise noise) {
    var tally = new Tally();
    for (int rounds : new int[] {5, 10}) {
      for (int rows : new int[] {30, 100}) {
        simulate(noise, true, rows, rounds, List.of(Gate.CHOSEN), tally);
      }
    }
    assertTrue(tally.alarms(Gate.CHOSEN) < 0.05, () -> "alarms " + tally.alarms(Gate.CHOSEN));
    assertTrue(tally.power(Gate.CHOSEN) >= 0.80, () -> "power " + tally.power(Gate.CHOSEN));
    assertTrue(tally.coverage() >= 0.93, () -> "coverage " + tally.coverage());
  }

  @Test
  void whatWelchMakesOfRunsApartIsWhyArmsAreMeasuredInTurn() {
    var apart = new Tally();
    simulate(Noise.SHIFT_20, false, 30, 5, List.of(Gate.CHOSEN), apart);
    assertTrue(apart.alarms(Gate.CHOSEN) > 0.25, () -> "alarms " + apart.alarms(Gate.CHOSEN));
    assertTrue(apart.coverage() < 0.25, () -> "coverage " + apart.coverage());
  }

  @Test
  void onQuietMachinesPairsAreHardlyWider() {
    var random = new Random(3);
    double[] widths =
        IntStream.range(0, 2000)
            .mapToDouble(trial -> {
              double[][][] logs = Noise.QUIET.inTurn(random, 2, 5);
              return paired(logs, 0).half() / Ratio.welch(logs[0][0], logs[1][0]).half();
            })
            .sorted()
            .toArray();
    assertEquals(1.2, widths[widths.length / 2], 0.05);
  }

  @Test
  void twoModesAreTold() {
    var random = new Random(4);
    int ofOne = 0;
    int ofTwo = 0;
    for (int i = 0; i < 1000; i++) {
      double[][][] logs = Noise.MODES.inTurn(random, 2, 10);
      ofTwo += areTwo(logs[0][0]) ? 1 : 0;
      ofOne += areTwo(logs[0][1]) ? 1 : 0;
    }
    assertTrue(ofTwo > 850 && ofOne < 10, ofTwo + " of two modes, " + ofOne + " of one");
  }

  /** The table in results/README.md. */
  @Test
  @EnabledIfSystemProperty(named = "flagbench.trials", matches = "\\d+")
  void allRulesAreTabled() throws IOException {
    var text = new StringBuilder();
    for (int rounds : new int[] {4, 5, 10}) {
      for (int rows : new int[] {30, 100}) {
        text.append("%n%d rounds, %d rows:%n%n".formatted(rounds, rows));
        table(rows, rounds, text);
      }
    }
    Files.writeString(Path.of("target", "gate.md"), text);
  }

  private static void table(int rows, int rounds, StringBuilder text) {
    text.append("| noise | forks | coverage |");
    for (Gate gate : Gate.values()) {
      text.append(" ").append(gate.label()).append(" |");
    }
    text.append("%n| --- | --- | --: |".formatted()).append(" --: |".repeat(Gate.values().length));
    for (Noise noise : Noise.values()) {
      for (boolean inTurn : new boolean[] {true, false}) {
        var tally = new Tally();
        simulate(noise, inTurn, rows, rounds, List.of(Gate.values()), tally);
        text.append(
            String.format(
                Locale.ROOT,
                "%n| %s | %s | %.1f |",
                noise.label(),
                inTurn ? "in turn, pairs" : "apart, Welch",
                100 * tally.coverage()));
        for (Gate gate : Gate.values()) {
          text.append(
              String.format(
                  Locale.ROOT, " %.1f, %.0f |", 100 * tally.alarms(gate), 100 * tally.power(gate)));
        }
      }
    }
    text.append("%n".formatted());
  }

  private static void simulate(
      Noise noise, boolean inTurn, int rows, int rounds, List<Gate> gates, Tally tally) {
    var random = new Random(31L * rows + rounds);
    for (int trial = 0; trial < TRIALS; trial++) {
      tally.runs++;
      double[][][] same =
          inTurn ? noise.inTurn(random, rows, rounds) : noise.apart(random, rows, rounds);
      List<Ratio> ratios = ratios(same, inTurn, tally);
      Ratio mean = mean(same, inTurn);
      gates.forEach(
          gate -> tally.falseAlarms.merge(gate, gate.alarms(ratios, mean) ? 1 : 0, Integer::sum));
      double[][][] slower =
          inTurn ? noise.inTurn(random, rows, rounds) : noise.apart(random, rows, rounds);
      for (int row = 1; row < rows; row += 4) {
        for (int round = 0; round < rounds; round++) {
          slower[1][row][round] += Math.log(1.1);
        }
      }
      List<Ratio> others = ratios(slower, inTurn, new Tally());
      Ratio otherMean = mean(slower, inTurn);
      gates.forEach(
          gate -> tally.seen.merge(gate, gate.alarms(others, otherMean) ? 1 : 0, Integer::sum));
    }
  }

  private static boolean areTwo(double[] logs) {
    return Modes.isBimodal(Arrays.stream(logs).map(Math::exp).toArray());
  }

  /** Of all rows, over rounds. */
  private static Ratio mean(double[][][] logs, boolean inTurn) {
    double[][] means = new double[2][logs[0][0].length];
    for (int arm = 0; arm < 2; arm++) {
      double[][] rows = logs[arm];
      Arrays.setAll(
          means[arm],
          round -> Arrays.stream(rows).mapToDouble(row -> row[round]).average().orElseThrow());
    }
    return inTurn
        ? paired(new double[][][] {{means[0]}, {means[1]}}, 0)
        : Ratio.welch(means[0], means[1]);
  }

  /** Of all rows but those that are marked because they have two modes. */
  private static List<Ratio> ratios(double[][][] logs, boolean inTurn, Tally tally) {
    List<Ratio> ratios = new ArrayList<>();
    for (int row = 0; row < logs[0].length; row++) {
      Ratio ratio = inTurn ? paired(logs, row) : Ratio.welch(logs[0][row], logs[1][row]);
      tally.rows++;
      tally.covered += Math.abs(ratio.log()) <= ratio.half() ? 1 : 0;
      if (!areTwo(logs[0][row]) && !areTwo(logs[1][row])) {
        ratios.add(ratio);
      }
    }
    return ratios;
  }

  private static Ratio paired(double[][][] logs, int row) {
    return Ratio.paired(
        IntStream.range(0, logs[0][row].length)
            .mapToDouble(round -> logs[1][row][round] - logs[0][row][round])
            .toArray());
  }
}

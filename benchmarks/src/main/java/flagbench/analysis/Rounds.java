package flagbench.analysis;

import flagbench.result.CellResult;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;

/** Finds the forks of two arms that were measured in one round, one right after the other. */
final class Rounds {
  private Rounds() {}

  /**
   * The candidate's logarithms less the baseline's, by round.
   *
   * @param scale by which the candidate's scores are multiplied to be in the baseline's unit
   * @return empty unless both are arms of one run
   * @throws IllegalArgumentException if a fork's mean is not above zero and has no logarithm
   */
  static SortedMap<Integer, Double> differences(
      CellResult baseline, CellResult candidate, double scale) {
    JsonNode before = baseline.run();
    JsonNode after = candidate.run();
    String pair = before.path("pair").asString("");
    if (pair.isEmpty()
        || !pair.equals(after.path("pair").asString(""))
        || before.path("arm").equals(after.path("arm"))) {
      return new TreeMap<>();
    }
    SortedMap<Integer, Double> first = logs(baseline, 1);
    SortedMap<Integer, Double> differences = logs(candidate, scale);
    differences.keySet().retainAll(first.keySet());
    differences.replaceAll((round, log) -> log - first.getOrDefault(round, log));
    return differences;
  }

  private static SortedMap<Integer, Double> logs(CellResult result, double scale) {
    double[] logs = Ratio.logs(result.forkMeans(), scale);
    JsonNode forks = result.run().path("forks");
    SortedMap<Integer, Double> byRound = new TreeMap<>();
    for (int i = 0; i < logs.length; i++) {
      JsonNode round = forks.path(i).path("round");
      if (round.isInt()) {
        byRound.put(round.intValue(), logs[i]);
      }
    }
    return byRound;
  }
}

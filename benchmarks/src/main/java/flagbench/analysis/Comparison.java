package flagbench.analysis;

import static java.util.function.Predicate.not;

import flagbench.result.Cell;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * A candidate compared with a baseline, cell by cell.
 *
 * @param threshold the smallest difference of practical interest, as a share
 * @param rows the cells that both have
 * @param baselineOnly cells without a result of the candidate, which may have failed there
 */
public record Comparison(
    Side baseline,
    Side candidate,
    double threshold,
    List<Row> rows,
    List<Cell> baselineOnly,
    List<Cell> candidateOnly) {

  /**
   * With few forks, a slower row counts as a regression only if its whole interval is beyond this
   * ratio: from one JVM to the next, a benchmark may differ by tens of percent.
   */
  private static final double CERTAIN_BY_FEW_FORKS = 2;

  /**
   * A cell that both have.
   *
   * @param unit of both scores, the baseline's
   * @param ratio candidate over baseline, in that unit; empty if there is none
   * @param withinOneJvm whether a side has one fork, so that forks do not tell the interval
   * @param marks reasons not to trust the cell on either side
   * @param verdict inconclusive if something speaks against one
   * @param obstacle what speaks against a verdict; empty if nothing does
   */
  public record Row(
      Cell cell,
      String unit,
      boolean throughput,
      double baseline,
      double candidate,
      Optional<Ratio> ratio,
      boolean withinOneJvm,
      Set<Mark> marks,
      Verdict verdict,
      String obstacle) {

    /** How many times as long the candidate takes, whatever the unit is. */
    public Optional<Ratio> slowness() {
      return throughput ? ratio.map(Ratio::inverse) : ratio;
    }

    /** Whether this row makes the exit code 1. */
    public boolean isRegression() {
      return verdict == Verdict.SLOWER
          || (verdict == Verdict.PERHAPS_SLOWER
              && slowness().orElseThrow().lower() > CERTAIN_BY_FEW_FORKS)
          || isLost();
    }

    /** Whether the baseline has a score above zero, and the candidate has none. */
    public boolean isLost() {
      return baseline > 0 && candidate <= 0;
    }

    /** This row with another verdict. */
    Row with(Verdict verdict, String obstacle) {
      return new Row(
          cell,
          unit,
          throughput,
          baseline,
          candidate,
          ratio,
          withinOneJvm,
          marks,
          verdict,
          obstacle);
    }
  }

  /**
   * Compares those cells that a filter chooses.
   *
   * @throws IllegalArgumentException if the sides have none of these cells in common, or one side
   *     has no result at all
   */
  public static Comparison of(
      Side baseline, Side candidate, double threshold, Predicate<Cell> filter) {
    for (Side side : List.of(baseline, candidate)) {
      if (side.results().isEmpty()) {
        String reason =
            side.failures().stream()
                .findFirst()
                .map(failure -> ": %s: %s".formatted(failure.cell(), failure.reason()))
                .orElse("");
        throw new IllegalArgumentException("%s holds no result%s".formatted(side.name(), reason));
      }
    }
    Map<Boolean, List<Cell>> chosen =
        baseline.results().keySet().stream()
            .filter(filter)
            .collect(Collectors.partitioningBy(candidate.results()::containsKey));
    List<Cell> both = chosen.getOrDefault(true, List.of());
    if (chosen.values().stream().allMatch(List::isEmpty)) {
      throw new IllegalArgumentException("--include matches no cell of " + baseline.name());
    }
    if (both.isEmpty()) {
      throw new IllegalArgumentException(
          "%s and %s have no cell in common: benchmark, mode, threads and all parameters must agree"
              .formatted(baseline.name(), candidate.name()));
    }
    return new Comparison(
        baseline,
        candidate,
        threshold,
        new Rows(baseline, candidate, threshold).of(both),
        chosen.getOrDefault(false, List.of()),
        candidate.results().keySet().stream()
            .filter(filter.and(not(baseline.results()::containsKey)))
            .toList());
  }

  /** Whether both were measured on one machine, as far as is known: if not, there is no verdict. */
  public boolean isSameMachine() {
    return baseline.isSameMachineAs(candidate);
  }

  /**
   * Why the exit code is 1: a cell is slower, failed, lost its score or has flags refused that were
   * not before, or is missing although the baseline is no search, which chooses its cells as it
   * goes. Empty if it is not 1.
   *
   * @param allowMissing whether cells may be missing
   */
  public List<String> regressions(boolean allowMissing) {
    List<String> reasons = new ArrayList<>();
    if (rows.stream().anyMatch(row -> row.isRegression() && !row.isLost())) {
      reasons.add("a cell is slower");
    }
    if (rows.stream().anyMatch(Row::isLost)) {
      reasons.add("a cell has lost its score");
    }
    if (rows.stream().anyMatch(this::isRefusedAnew)) {
      reasons.add("the server refuses flags that it did not refuse before");
    }
    List<Cell> failed = newFailures().stream().map(Failure::cell).toList();
    if (!failed.isEmpty()) {
      reasons.add("a cell failed");
    }
    if (!allowMissing && !failed.containsAll(baselineOnly) && !baseline.isSearch()) {
      reasons.add("cells are missing, which --allow-missing allows");
    }
    return reasons;
  }

  private boolean isRefusedAnew(Row row) {
    return row.marks().contains(Mark.REFUSED) && !Mark.isRefused(baseline.result(row.cell()));
  }

  /** Whether more forks might change a verdict. */
  public boolean isInconclusive() {
    return rows.stream()
        .map(Row::verdict)
        .anyMatch(verdict -> verdict == Verdict.INCONCLUSIVE || verdict.isOfFewForks());
  }

  /** How many rows have a verdict. */
  public long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  /** Failures of the candidate in cells that the baseline has, and that did not fail there. */
  public List<Failure> newFailures() {
    if (candidate.failures().isEmpty()) {
      return List.of();
    }
    Set<Cell> before =
        Stream.concat(rows.stream().map(Row::cell), baselineOnly.stream())
            .collect(Collectors.toSet());
    baseline.failures().forEach(failure -> before.remove(failure.cell()));
    return candidate.failures().stream()
        .filter(failure -> before.contains(failure.cell()))
        .toList();
  }

  /** Whether there are ratios, and each is of pairs of forks of one round. */
  public boolean isPaired() {
    return rows.stream().anyMatch(row -> row.ratio().isPresent()) && isPaired(rows);
  }

  private static boolean isPaired(List<Row> rows) {
    return rows.stream().flatMap(row -> row.ratio().stream()).allMatch(Ratio::isPaired);
  }

  /**
   * The rows that count in the geometric mean: those with several forks on both sides of which none
   * failed, without doubts, and not of two schemas.
   */
  public List<Row> trusted() {
    return rows.stream()
        .filter(row -> !row.withinOneJvm() && row.ratio().isPresent())
        .filter(row -> Mark.doubts(row.marks()).isEmpty())
        .filter(row -> !Set.of(Rows.FAILED, Rows.SCHEMAS).contains(row.obstacle()))
        .toList();
  }

  /**
   * The geometric mean of how many times as long the candidate takes, over all {@link #trusted}
   * rows; empty if there is none. Only if all of these are judged by pairs does it have an
   * interval, over the rounds that all of them have: in runs measured apart, all rows may be
   * shifted together.
   */
  public Optional<Ratio> geometricMean() {
    List<Row> counted = trusted();
    double[] rounds = isPaired(counted) ? roundMeans(counted) : new double[0];
    int pilot =
        counted.stream()
            .map(Row::cell)
            .flatMapToInt(cell ->
                IntStream.of(
                    baseline.result(cell).pilotForks(), candidate.result(cell).pilotForks()))
            .min()
            .orElse(0);
    return counted.stream()
        .mapToDouble(row -> row.slowness().orElseThrow().log())
        .average()
        .stream()
        .mapToObj(mean -> rounds.length > 1 ? Ratio.paired(rounds, pilot) : Ratio.ofPoint(mean))
        .findFirst();
  }

  /** The mean of all rows' log ratios in each round that all of them have. */
  private double[] roundMeans(List<Row> counted) {
    SortedMap<Integer, List<Double>> byRound = new TreeMap<>();
    for (Row row : counted) {
      double sign = row.throughput() ? -1 : 1;
      Rounds.differences(baseline.result(row.cell()), candidate.result(row.cell()), 1)
          .forEach((round, log) ->
              byRound.computeIfAbsent(round, first -> new ArrayList<>()).add(sign * log));
    }
    return byRound.values().stream()
        .filter(logs -> logs.size() == counted.size())
        .mapToDouble(logs -> logs.stream().mapToDouble(log -> log).average().orElseThrow())
        .toArray();
  }

  /** The facts of the environment that differ: the baseline's and the candidate's, by path. */
  public Map<String, List<String>> environmentDifferences() {
    return differences(baseline.environment(), candidate.environment());
  }

  /** The settings by which the sides were measured and that differ, likewise. */
  public Map<String, List<String>> settingDifferences() {
    return differences(baseline.settings(), candidate.settings());
  }

  private static Map<String, List<String>> differences(
      Map<String, String> before, Map<String, String> after) {
    Map<String, List<String>> differences = new LinkedHashMap<>();
    Stream.of(before, after)
        .flatMap(facts -> facts.keySet().stream())
        .forEach(path ->
            differences.put(
                path, List.of(before.getOrDefault(path, "-"), after.getOrDefault(path, "-"))));
    differences.values().removeIf(values -> values.getFirst().equals(values.getLast()));
    return differences;
  }
}

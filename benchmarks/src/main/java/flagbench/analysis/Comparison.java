package flagbench.analysis;

import flagbench.result.Cell;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What a candidate is beside a baseline, cell by cell.
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
   * By few forks a slower row is taken for a regression only where its whole interval is beyond
   * this: from one JVM to the next, a benchmark may differ by tens of percent.
   */
  private static final double CERTAIN_BY_FEW_FORKS = 2;

  /**
   * A cell that both have.
   *
   * @param candidateCell the candidate's, which differs in what was to be ignored
   * @param unit of both scores, the baseline's
   * @param ratio candidate over baseline, in the unit's own direction; empty where there is none
   * @param withinOneJvm whether a side has one fork, so that the interval is from its iterations
   * @param marks reasons not to trust the cell on either side
   * @param verdict inconclusive where something speaks against any
   * @param obstacle what speaks against a verdict; empty where nothing does
   */
  public record Row(
      Cell cell,
      Cell candidateCell,
      String unit,
      boolean throughput,
      double baseline,
      double candidate,
      Optional<Ratio> ratio,
      boolean withinOneJvm,
      Set<Mark> marks,
      Verdict verdict,
      String obstacle) {

    /** How much longer the candidate takes, whatever the unit. */
    public Optional<Ratio> slowness() {
      return throughput ? ratio.map(Ratio::inverse) : ratio;
    }

    /** Whether a build is to fail for it. */
    public boolean isRegression() {
      return verdict == Verdict.SLOWER
          || (verdict == Verdict.PERHAPS_SLOWER
              && slowness().orElseThrow().lower() > CERTAIN_BY_FEW_FORKS)
          || isLost();
    }

    /** Whether there was a score above zero, and is none any more. */
    public boolean isLost() {
      return baseline > 0 && candidate <= 0;
    }
  }

  /**
   * Compares the cells of a kind.
   *
   * @throws IllegalArgumentException if no cell of that kind is on both sides, or one side has no
   *     result at all
   */
  public static Comparison of(
      Side baseline, Side candidate, double threshold, Predicate<Cell> filter) {
    return of(baseline, candidate, threshold, filter, new CellKey(Set.of()));
  }

  /** As above, where cells that differ only in what the key ignores are the same. */
  public static Comparison of(
      Side baseline, Side candidate, double threshold, Predicate<Cell> filter, CellKey key) {
    for (Side side : List.of(baseline, candidate)) {
      if (side.results().isEmpty()) {
        throw new IllegalArgumentException(
            "%s holds no result%s"
                .formatted(
                    side.name(),
                    side.failures().stream()
                        .findFirst()
                        .map(failure -> ": %s: %s".formatted(failure.cell(), failure.reason()))
                        .orElse("")));
      }
    }
    Map<Cell, Cell> before = key.index(baseline, filter);
    Map<Cell, Cell> after = key.index(candidate, filter);
    Map<Cell, Cell> both = new LinkedHashMap<>();
    before.forEach((shared, cell) -> {
      @Nullable Cell other = after.get(shared);
      if (other != null) {
        both.put(cell, other);
      }
    });
    if (both.isEmpty()) {
      throw new IllegalArgumentException(
          "%s and %s have no cell in common%s"
              .formatted(baseline.name(), candidate.name(), key.difference(before, after)));
    }
    return new Comparison(
        baseline,
        candidate,
        threshold,
        new Rows(baseline, candidate, threshold).of(both),
        without(before, after),
        without(after, before));
  }

  private static List<Cell> without(Map<Cell, Cell> cells, Map<Cell, Cell> others) {
    return cells.entrySet().stream()
        .filter(entry -> !others.containsKey(entry.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Whether differences may be blamed on what changed, and not on another machine. */
  public boolean isSameMachine() {
    return baseline.isSameMachineAs(candidate);
  }

  /**
   * Whether a build is to fail: a cell is slower, failed or has no score any more, or is missing
   * though no search chose it.
   *
   * @param allowMissing whether it may be missing
   */
  public boolean isRegression(boolean allowMissing) {
    return rows.stream().anyMatch(Row::isRegression)
        || !newFailures().isEmpty()
        || (!allowMissing && !baselineOnly.isEmpty() && !baseline.isSearch());
  }

  /** This without our own benchmarks, which have more in common than their scores. */
  public Comparison ofOtherProjects() {
    return new Comparison(
        baseline,
        candidate,
        threshold,
        rows.stream().filter(row -> !row.cell().isOurs()).toList(),
        List.of(),
        List.of());
  }

  /** Whether a verdict may yet change with more forks. */
  public boolean isInconclusive() {
    return rows.stream()
        .map(Row::verdict)
        .anyMatch(verdict -> verdict == Verdict.INCONCLUSIVE || verdict.isOfFewForks());
  }

  /** How many rows have a verdict. */
  public long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  /** Cells that the baseline has and that failed in the candidate. */
  public List<Failure> newFailures() {
    Set<Cell> before =
        Stream.concat(rows.stream().map(Row::cell), baselineOnly.stream())
            .collect(Collectors.toSet());
    Set<Cell> failedBefore =
        baseline.failures().stream().map(Failure::cell).collect(Collectors.toSet());
    return candidate.failures().stream()
        .filter(failure -> before.contains(failure.cell()))
        .filter(failure -> !failedBefore.contains(failure.cell()))
        .toList();
  }

  /** Whether every row is judged by pairs of forks of one round. */
  public boolean isPaired() {
    return rows.stream().allMatch(row -> row.ratio().map(Ratio::isPaired).orElse(false));
  }

  /**
   * How much longer the candidate takes over all rows with several forks, as a geometric mean;
   * nothing where there is none. It has an interval only where rows are pairs, over the rounds that
   * all rows have: between runs measured apart, the rows shift together.
   */
  public Optional<Ratio> geometricMean() {
    List<Row> counted =
        rows.stream().filter(row -> !row.withinOneJvm() && row.ratio().isPresent()).toList();
    if (counted.isEmpty()) {
      return Optional.empty();
    }
    double[] rounds = isPaired() ? roundMeans(counted) : new double[0];
    return Optional.of(
        rounds.length > 1
            ? Ratio.paired(rounds)
            : Ratio.ofPoint(
                counted.stream()
                    .mapToDouble(row -> row.slowness().orElseThrow().log())
                    .average()
                    .orElseThrow()));
  }

  /** The mean of all rows' log ratios in each round that all of them have. */
  private double[] roundMeans(List<Row> counted) {
    SortedMap<Integer, List<Double>> byRound = new TreeMap<>();
    for (Row row : counted) {
      double sign = row.throughput() ? -1 : 1;
      Rounds.differences(baseline.result(row.cell()), candidate.result(row.candidateCell()), 1)
          .orElseThrow()
          .forEach((round, log) ->
              byRound.computeIfAbsent(round, first -> new ArrayList<>()).add(sign * log));
    }
    return byRound.values().stream()
        .filter(logs -> logs.size() == counted.size())
        .mapToDouble(logs -> logs.stream().mapToDouble(log -> log).average().orElseThrow())
        .toArray();
  }

  /** What of the environment differs: the baseline's value and the candidate's, by path. */
  public Map<String, List<String>> environmentDifferences() {
    return differences(baseline.environment(), candidate.environment());
  }

  /** What of the way of measuring differs, likewise. */
  public Map<String, List<String>> settingDifferences() {
    return differences(baseline.settings(), candidate.settings());
  }

  private static Map<String, List<String>> differences(
      Map<String, String> before, Map<String, String> after) {
    Map<String, List<String>> differences = new LinkedHashMap<>();
    Collection<String> paths = new ArrayList<>(before.keySet());
    after.keySet().stream().filter(path -> !before.containsKey(path)).forEach(paths::add);
    for (String path : paths) {
      String first = before.getOrDefault(path, "-");
      String second = after.getOrDefault(path, "-");
      if (!first.equals(second)) {
        differences.put(path, List.of(first, second));
      }
    }
    return differences;
  }
}

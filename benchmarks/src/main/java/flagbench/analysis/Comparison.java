package flagbench.analysis;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
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
   * Within one JVM a slower row is taken for a regression only where its whole interval is beyond
   * this: from one JVM to the next, a benchmark may differ by tens of percent.
   */
  private static final double CERTAIN_WITHIN_ONE_JVM = 2;

  /**
   * A cell that both have.
   *
   * @param candidateCell the candidate's, which differs in what was to be ignored
   * @param unit of both scores, the baseline's
   * @param ratio candidate over baseline, in the unit's own direction; empty where there is none
   * @param withinOneJvm whether a side has one fork, so that the interval is from its iterations
   * @param verdict inconclusive without a ratio
   * @param obstacle why there is no ratio, no interval or no certain verdict; empty where there is
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
              && slowness().orElseThrow().lower() > CERTAIN_WITHIN_ONE_JVM)
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
    List<Row> rows = new ArrayList<>();
    before.forEach((shared, cell) -> {
      @Nullable Cell other = after.get(shared);
      if (other != null) {
        rows.add(row(baseline.result(cell), candidate.result(other), threshold));
      }
    });
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "%s and %s have no cell in common%s"
              .formatted(baseline.name(), candidate.name(), key.difference(before, after)));
    }
    return new Comparison(
        baseline, candidate, threshold, rows, without(before, after), without(after, before));
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
   * Whether a build is to fail: a cell is slower, failed or has no score any more, or is missing.
   *
   * @param allowMissing whether it may be missing
   */
  public boolean isRegression(boolean allowMissing) {
    return rows.stream().anyMatch(Row::isRegression)
        || !newFailures().isEmpty()
        || (!allowMissing && !baselineOnly.isEmpty());
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
        .anyMatch(verdict -> verdict == Verdict.INCONCLUSIVE || verdict.isWithinOneJvm());
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

  /**
   * How much longer the candidate takes over all rows with several forks; nothing where there is
   * none.
   */
  public Optional<Ratio> geometricMean() {
    List<Ratio> ratios =
        rows.stream()
            .filter(row -> !row.withinOneJvm())
            .flatMap(row -> row.slowness().stream())
            .filter(Ratio::isBounded)
            .toList();
    return ratios.isEmpty() ? Optional.empty() : Optional.of(Ratio.geometricMean(ratios));
  }

  /** What of the environment differs: the baseline's value and the candidate's, by path. */
  public Map<String, List<String>> environmentDifferences() {
    return differences(baseline.environment(), candidate.environment());
  }

  /** What of the way of measuring differs, likewise. */
  public Map<String, List<String>> conductDifferences() {
    return differences(baseline.conduct(), candidate.conduct());
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

  private static Row row(CellResult before, CellResult after, double threshold) {
    boolean throughput = ScoreUnit.isThroughput(before);
    OptionalDouble scale = ScoreUnit.factor(after.unit(), before.unit());
    Basis basis = Basis.weakest(Basis.of(before), Basis.of(after));
    @Nullable Ratio ratio = null;
    Verdict verdict = Verdict.INCONCLUSIVE;
    String obstacle = "";
    if (scale.isEmpty()) {
      obstacle = "units '%s' and '%s' do not compare".formatted(before.unit(), after.unit());
    } else {
      try {
        ratio = Ratio.of(before, after, scale.getAsDouble());
        verdict = (throughput ? ratio.inverse() : ratio).verdict(threshold);
        verdict = basis == Basis.FORKS ? verdict : verdict.withinOneJvm();
        obstacle = ratio.isBounded() ? basis.obstacle() : Basis.NOTHING.obstacle();
      } catch (IllegalArgumentException e) {
        obstacle = String.valueOf(e.getMessage());
      }
    }
    return new Row(
        before.cell(),
        after.cell(),
        before.unit(),
        throughput,
        mean(before),
        mean(after) * scale.orElse(Double.NaN),
        Optional.ofNullable(ratio),
        basis != Basis.FORKS,
        verdict,
        obstacle);
  }

  private static double mean(CellResult result) {
    return Estimate.of(result).mean();
  }
}

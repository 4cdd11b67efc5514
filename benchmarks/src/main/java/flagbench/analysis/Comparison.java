package flagbench.analysis;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
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
   * A cell that both have.
   *
   * @param unit of both scores, the baseline's
   * @param ratio candidate over baseline, in the unit's own direction; empty where there is none
   * @param verdict inconclusive without a ratio
   * @param obstacle why there is no ratio, or no interval; empty where there is
   */
  public record Row(
      Cell cell,
      String unit,
      boolean throughput,
      double baseline,
      double candidate,
      Optional<Ratio> ratio,
      Verdict verdict,
      String obstacle) {

    /** How much longer the candidate takes, whatever the unit. */
    public Optional<Ratio> slowness() {
      return throughput ? ratio.map(Ratio::inverse) : ratio;
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
    List<Row> rows = new ArrayList<>();
    List<Cell> baselineOnly = new ArrayList<>();
    for (CellResult before : baseline.results().values()) {
      if (!filter.test(before.cell())) {
        continue;
      }
      @Nullable CellResult after = candidate.results().get(before.cell());
      if (after == null) {
        baselineOnly.add(before.cell());
      } else {
        rows.add(row(before, after, threshold));
      }
    }
    if (rows.isEmpty()) {
      throw new IllegalArgumentException(
          "%s and %s have no cell in common: benchmark, mode, threads and all parameters must agree"
              .formatted(baseline.name(), candidate.name()));
    }
    Set<Cell> common = new HashSet<>(baseline.results().keySet());
    List<Cell> candidateOnly =
        candidate.results().keySet().stream()
            .filter(filter)
            .filter(cell -> !common.contains(cell))
            .toList();
    return new Comparison(baseline, candidate, threshold, rows, baselineOnly, candidateOnly);
  }

  /** Whether differences may be blamed on what changed, and not on another machine. */
  public boolean isSameMachine() {
    return baseline.isSameMachineAs(candidate);
  }

  /** How many rows have a verdict. */
  public long count(Verdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }

  /** Cells that the baseline has and that failed in the candidate. */
  public List<Failure> newFailures() {
    Set<Cell> before = baseline.results().keySet();
    Set<Cell> failedBefore =
        baseline.failures().stream().map(Failure::cell).collect(Collectors.toSet());
    return candidate.failures().stream()
        .filter(failure -> before.contains(failure.cell()))
        .filter(failure -> !failedBefore.contains(failure.cell()))
        .toList();
  }

  /** How much longer the candidate takes over all rows; nothing where no row has an interval. */
  public Optional<Ratio> geometricMean() {
    List<Ratio> ratios =
        rows.stream().flatMap(row -> row.slowness().stream()).filter(Ratio::isBounded).toList();
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
    double baseline = mean(before);
    double candidate = mean(after) * scale.orElse(Double.NaN);
    @Nullable Ratio ratio = null;
    String obstacle = "";
    if (scale.isEmpty()) {
      obstacle = "units '%s' and '%s' do not compare".formatted(before.unit(), after.unit());
    } else {
      try {
        ratio = Ratio.of(before, after, scale.getAsDouble());
        obstacle = ratio.isBounded() ? "" : "one fork tells no interval";
      } catch (IllegalArgumentException e) {
        obstacle = String.valueOf(e.getMessage());
      }
    }
    Verdict verdict =
        ratio == null
            ? Verdict.INCONCLUSIVE
            : (throughput ? ratio.inverse() : ratio).verdict(threshold);
    return new Row(
        before.cell(),
        before.unit(),
        throughput,
        baseline,
        candidate,
        Optional.ofNullable(ratio),
        verdict,
        obstacle);
  }

  private static double mean(CellResult result) {
    return Estimate.of(result).mean();
  }
}

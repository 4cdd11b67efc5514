package flagbench.analysis;

import flagbench.analysis.Tuning.Doubt;
import flagbench.analysis.Tuning.Limit;
import flagbench.analysis.Tuning.Point;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.EnumSet;
import java.util.List;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** How the results of one style and workload become a {@link Tuning}. */
final class StyleTuning {

  /** CPU beyond this percentage of all cores is what limits, if something has to. */
  private static final double BUSY_CORES = 60;

  private final NavigableMap<Integer, CellResult> results = new TreeMap<>();
  private final List<Failure> failures;
  private final double within;
  private final WorkerCounts counts;
  private final Plateau plateau;

  /** The CPU time of an operation over all cores, in milliseconds: the least of all cells. */
  private final double cpuMillis;

  StyleTuning(List<CellResult> cells, List<Failure> allFailures) {
    NavigableMap<Integer, double[]> makespans = new TreeMap<>();
    for (CellResult result : cells) {
      results.put(result.cell().number("workers"), result);
      makespans.put(result.cell().number("workers"), result.forkMeans());
    }
    Cell any = cells.getFirst().cell();
    failures =
        allFailures.stream()
            .filter(failure ->
                failure.cell().benchmark().equals(any.benchmark())
                    && failure.cell().workload().equals(any.workload()))
            .toList();
    JsonNode run = cells.getFirst().fact("run");
    within = run.path("tune").path("within").asDouble(0.05);
    counts = new WorkerCounts(any, run.path("tune").path("max").asInt(results.lastKey()));
    plateau = new Plateau(makespans, within, run.path("seed").asLong(0));
    cpuMillis =
        cells.stream()
            .filter(result -> result.secondaryMean("cpu").isPresent())
            .mapToDouble(
                result -> makespan(result) * result.secondaryMean("cpu").getAsDouble() / 100)
            .min()
            .orElse(0);
  }

  Tuning tuning() {
    CellResult recommended = recommended();
    int workers = recommended.cell().number("workers");
    return new Tuning(
        recommended.cell(),
        within,
        plateau.agreement(workers),
        plateau.from(),
        plateau.to(),
        results.values().stream().map(this::point).toList(),
        limit(),
        plateau.spread(),
        plateau.outlier(),
        doubts(),
        failures);
  }

  private CellResult recommended() {
    return results.tailMap(plateau.recommended(), true).firstEntry().getValue();
  }

  private double makespan(CellResult result) {
    return plateau.makespan(result.cell().number("workers")).mean();
  }

  private Point point(CellResult result) {
    int workers = result.cell().number("workers");
    Estimate makespan = plateau.makespan(workers);
    double perSecond = 1000.0 * result.cell().number("flags");
    double bound = Math.max(Ideal.waitingMillis(result.cell()), cpuMillis);
    OptionalDouble ideal = Ideal.millis(result.cell());
    return new Point(
        workers,
        makespan.forks(),
        perSecond / makespan.mean(),
        perSecond / (makespan.mean() + makespan.half()),
        100 * plateau.relative(workers),
        plateau.agreement(workers),
        ideal.isEmpty() ? ideal : OptionalDouble.of(100 * ideal.getAsDouble() / makespan.mean()),
        bound == 0 ? OptionalDouble.empty() : OptionalDouble.of(perSecond / bound),
        result.secondaryMean("cpu"));
  }

  private Limit limit() {
    boolean largest = plateau.recommended() == counts.largest();
    if (largest) {
      return counts.reachesFlags() ? Limit.FLAGS : Limit.LATENCY;
    }
    // More workers are no faster: why, those tell that are more.
    CellResult more = results.floorEntry(plateau.to()).getValue();
    if (more.secondaryMean("cpu").orElse(0) > BUSY_CORES) {
      return Limit.CPU;
    }
    return "embedded".equals(more.cell().parameter("server")) ? Limit.CONTENTION : Limit.SERVER;
  }

  private Set<Doubt> doubts() {
    Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
    if (plateau.recommended() == counts.largest() && !counts.reachesFlags()) {
      doubts.add(Doubt.RISING);
    }
    if (plateau.agreement(plateau.recommended()) < Plateau.SURE || fewerMayDo()) {
      doubts.add(Doubt.NOISY);
    }
    if (counts.fourfold().stream().anyMatch(this::isMissing)) {
      doubts.add(Doubt.UNFINISHED);
    }
    if (!failures.isEmpty()) {
      doubts.add(Doubt.FAILED);
    }
    if (Mark.of(recommended()).contains(Mark.BUSY)) {
      doubts.add(Doubt.BUSY);
    }
    return doubts;
  }

  /** Whether a number of workers more than one step below the answer is not out of the question. */
  private boolean fewerMayDo() {
    @Nullable Integer step = counts.all().lower(plateau.recommended());
    return step != null
        && results.headMap(step, false).keySet().stream()
            .anyMatch(workers -> plateau.agreement(workers) > 1 - Plateau.SURE);
  }

  /** Whether a number of workers was not measured though it could be as good as the best. */
  private boolean isMissing(int workers) {
    Cell cell = recommended().cell().with("workers", String.valueOf(workers));
    double best = results.values().stream().mapToDouble(this::makespan).min().orElseThrow();
    return !results.containsKey(workers)
        && failures.stream().noneMatch(failure -> failure.cell().equals(cell))
        && Ideal.waitingMillis(cell) <= best / (1 - within);
  }
}

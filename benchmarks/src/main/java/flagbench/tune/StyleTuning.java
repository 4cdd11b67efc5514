package flagbench.tune;

import flagbench.analysis.Estimate;
import flagbench.analysis.Ideal;
import flagbench.analysis.Mark;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import flagbench.tune.Tuning.Doubt;
import flagbench.tune.Tuning.Limit;
import flagbench.tune.Tuning.Point;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the results of one style and workload become a {@link Tuning}. */
final class StyleTuning {

  /** CPU beyond this percentage of all cores leaves none for more workers. */
  private static final double FULL = 75;

  /** A makespan of which the link or the capacity explains this share is limited by it. */
  private static final double AT_THE_BOUND = 0.8;

  private final NavigableMap<Integer, CellResult> results = new TreeMap<>();

  /** The numbers of workers of which more failed than may. */
  private final NavigableMap<Integer, CellResult> refused = new TreeMap<>();

  private final List<Failure> failures;
  private final Goal goal;
  private final WorkerCounts counts;
  private final long seed;
  private final Plateau plateau;
  private final CellResult answer;
  private final CellResult best;

  StyleTuning(List<CellResult> cells, List<Failure> allFailures) {
    goal = goal(cells);
    NavigableMap<Integer, double[]> makespans = new TreeMap<>();
    for (CellResult result : cells) {
      if (goal.isExceeded(result)) {
        refused.put(workers(result), result);
      } else {
        results.put(workers(result), result);
        makespans.put(workers(result), goal.times(result));
      }
    }
    Cell any = cells.getFirst().cell();
    failures =
        allFailures.stream()
            .filter(failure ->
                failure.cell().benchmark().equals(any.benchmark())
                    && failure.cell().workload().equals(any.workload()))
            .toList();
    counts = goal.counts(any);
    seed = cells.getFirst().fact("run").path("seed").asLong(0);
    plateau = new Plateau(makespans, goal.within(), seed);
    answer = result(plateau.recommended());
    best =
        results.values().stream()
            .filter(result -> plateau.relative(workers(result)) == 1)
            .findFirst()
            .orElseThrow();
  }

  /** What the run that measured these cells was asked for. */
  static Goal goal(List<CellResult> cells) {
    int most = cells.stream().mapToInt(StyleTuning::workers).max().orElseThrow();
    return Goal.of(cells.getFirst().fact("run").path("tune"), most);
  }

  Tuning tuning() {
    List<Point> curve =
        Stream.of(results, refused)
            .flatMap(some -> some.values().stream())
            .map(this::point)
            .sorted(Comparator.comparingInt(Point::workers))
            .toList();
    return new Tuning(
        answer.cell(),
        goal,
        plateau.agreement(workers(answer)),
        plateau.from(),
        plateau.to(),
        curve,
        limit(),
        plateau.spread(),
        plateau.odd(),
        doubts(),
        failures);
  }

  private static int workers(CellResult result) {
    return result.cell().number("workers");
  }

  /** Of a number of workers that was measured. */
  private CellResult result(int workers) {
    return results.ceilingEntry(workers).getValue();
  }

  private Point point(CellResult result) {
    int workers = workers(result);
    boolean isAdmitted = results.containsKey(workers);
    double failed = Goal.failedShare(result);
    double operation = Plateau.makespan(result.forkMeans());
    Estimate makespan =
        isAdmitted
            ? plateau.makespan(workers)
            : plateau.estimate(operation / (1 - failed), result.forkMeans().length);
    double bestMakespan = plateau.makespan(workers(best)).mean();
    int flags = result.cell().number("flags");
    double perSecond = 1000.0 * flags;
    OptionalDouble ideal = Ideal.millis(result.cell());
    OptionalDouble least = DoubleStream.concat(ideal.stream(), cpuMillis().stream()).max();
    return new Point(
        workers,
        makespan.forks(),
        perSecond / makespan.mean(),
        perSecond / (makespan.mean() + makespan.half()),
        100 * (isAdmitted ? plateau.relative(workers) : bestMakespan / makespan.mean()),
        isAdmitted ? plateau.agreement(workers) : 0,
        ideal.isEmpty() ? ideal : OptionalDouble.of(100 * ideal.getAsDouble() / makespan.mean()),
        least.stream().filter(millis -> millis > 0).map(millis -> perSecond / millis).max(),
        failed,
        Math.min(workers, flags) * operation / flags);
  }

  /**
   * What the cores need for one operation, without the JIT: the least of all numbers of workers,
   * where that was recorded.
   */
  private OptionalDouble cpuMillis() {
    int cores = answer.fact("environment").path("machine").path("availableCpus").asInt(0);
    return cores == 0
        ? OptionalDouble.empty()
        : results.values().stream()
            .flatMapToDouble(result -> result.secondaryMean("cpuPerFlag").stream())
            .map(micros -> micros / 1000 * answer.cell().number("flags") / cores)
            .min();
  }

  /** Why more workers than the answer are no faster: the plateau's last cell tells. */
  private Limit limit() {
    if (workers(answer) == answer.cell().number("flags")) {
      return Limit.FLAGS;
    }
    CellResult last = result(plateau.to());
    Cell cell = last.cell();
    if (last.secondaryMean("cpu").orElse(0) > FULL) {
      return Limit.CPU;
    }
    double waiting = Ideal.waitingMillis(cell) / plateau.makespan(workers(last)).mean();
    if (waiting > AT_THE_BOUND && Ideal.isBoundByLink(cell)) {
      return Limit.LINK;
    }
    if (waiting > AT_THE_BOUND && Ideal.isBoundByCapacity(cell)) {
      return Limit.CAPACITY;
    }
    if (!refused.isEmpty() && workers(last) == results.lastKey()) {
      return Limit.REFUSALS;
    }
    if (workers(last) == counts.largest() && counts.reachesFlags()) {
      return Limit.FLAGS;
    }
    if (workers(last) == counts.largest() && waiting > 0.5) {
      return Limit.LATENCY;
    }
    if (workers(last) == results.lastKey()) {
      return Limit.UNKNOWN;
    }
    if (waiting > 0 && Ideal.millis(cell).isEmpty()) {
      return Limit.STRAGGLERS;
    }
    return cell.parameters().getOrDefault("server", "").startsWith("http:")
        ? Limit.SERVER
        : Limit.CONTENTION;
  }

  private Set<Doubt> doubts() {
    Set<Doubt> doubts = EnumSet.noneOf(Doubt.class);
    // A plateau that is narrower than a doubling, and ends where more were not allowed, may be
    // none.
    if (!counts.reachesFlags()
        && plateau.to() == counts.largest()
        && 2 * plateau.from() > plateau.to()) {
      doubts.add(Doubt.RISING);
    }
    if (plateau.agreement(workers(answer)) < Plateau.SURE || fewerMayDo()) {
      doubts.add(Doubt.NOISY);
    }
    if (isUnfinished()) {
      doubts.add(Doubt.UNFINISHED);
    }
    if (!failures.isEmpty()) {
      doubts.add(Doubt.FAILED);
    }
    Set<Mark> marks = EnumSet.copyOf(Mark.of(answer));
    marks.addAll(Mark.of(best));
    if (marks.contains(Mark.WARMING)) {
      doubts.add(Doubt.WARMING);
    }
    if (marks.contains(Mark.BUSY)) {
      doubts.add(Doubt.BUSY);
    }
    return doubts;
  }

  /** Whether a number of workers more than one step below the answer is not out of the question. */
  private boolean fewerMayDo() {
    @Nullable Integer step = counts.all().lower(workers(answer));
    return step != null
        && results.headMap(step, false).keySet().stream()
            .anyMatch(workers -> plateau.agreement(workers) > 1 - Plateau.SURE);
  }

  /** Whether the search would go on with numbers of workers that were not measured at all. */
  private boolean isUnfinished() {
    Map<Cell, double[]> forkMeans = new HashMap<>();
    var search = new StyleSearch(answer.cell(), goal, seed);
    search.cells().forEach(cell -> forkMeans.put(cell, new double[0]));
    Stream.of(results, refused)
        .flatMap(some -> some.values().stream())
        .forEach(result -> forkMeans.put(result.cell(), goal.times(result)));
    failures.forEach(failure -> forkMeans.remove(failure.cell()));
    return search.next(forkMeans).stream()
        .anyMatch(cell -> forkMeans.getOrDefault(cell, new double[0]).length == 0);
  }
}

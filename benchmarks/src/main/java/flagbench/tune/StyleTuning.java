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
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import org.apache.commons.math3.stat.StatUtils;
import org.jspecify.annotations.Nullable;

/** Derives a {@link Tuning} from the results of one style and workload. */
final class StyleTuning {

  /**
   * If a fork uses more than this percentage of all cores, more workers find no idle core. In
   * {@code results/reference/tune}, forks with three workers or more used 71 to 93 % of two cores
   * where nothing but the CPU limits them, and 63 % at most where they wait for a latency.
   */
  private static final double MOST_CPU_PERCENT = 75;

  /**
   * If waiting for the network is at least this share of the makespan, link or capacity is what
   * limits it. This is a convention; the rest is what client and server need for themselves.
   */
  private static final double FEWEST_WAITING = 0.8;

  /** Every number of workers that was measured. */
  private final NavigableMap<Integer, CellResult> measured = new TreeMap<>();

  /** Those of them of which no more flags failed than may. */
  private final NavigableMap<Integer, CellResult> admitted = new TreeMap<>();

  private final List<Failure> failures;
  private final Goal goal;
  private final WorkerCounts counts;
  private final long seed;
  private final Plateau plateau;
  private final CellResult answer;
  private final CellResult best;

  /**
   * Prepares the derivation.
   *
   * @param cells of one style and workload, of which at least one is within the error budget
   * @param allFailures the failures of the whole run
   */
  StyleTuning(List<CellResult> cells, List<Failure> allFailures) {
    goal = goal(cells);
    NavigableMap<Integer, double[]> makespans = new TreeMap<>();
    for (CellResult result : cells) {
      measured.put(workers(result), result);
      if (!goal.isExceeded(result)) {
        admitted.put(workers(result), result);
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
    counts = new WorkerCounts(any, goal.most(), goal.checked());
    seed = cells.getFirst().fact("run").path("seed").asLong(0);
    plateau = new Plateau(makespans, goal.within(), seed);
    answer = result(plateau.recommended());
    best =
        admitted.values().stream()
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
    return new Tuning(
        answer.cell(),
        goal,
        plateau.agreement(workers(answer)),
        plateau.from(),
        plateau.to(),
        measured.values().stream().map(this::point).toList(),
        limit(),
        plateau.spread(),
        plateau.outlier(),
        Arrays.stream(Doubt.values())
            .filter(this::isInDoubt)
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Doubt.class))),
        failures);
  }

  private static int workers(CellResult result) {
    return result.cell().number("workers");
  }

  /** The result of a number of workers on the plateau's curve. */
  private CellResult result(int workers) {
    return admitted.ceilingEntry(workers).getValue();
  }

  private Point point(CellResult result) {
    int workers = workers(result);
    boolean isAdmitted = admitted.containsKey(workers);
    double failed = result.failedShare();
    double operation = StatUtils.geometricMean(result.forkMeans());
    Estimate makespan =
        isAdmitted
            ? plateau.makespan(workers)
            : plateau.makespanOfOthers(operation / (1 - failed), result.forkMeans().length);
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
   * How long all cores need for one operation, without the JIT's work: the least of all numbers of
   * workers. It is empty if the CPU time was not recorded.
   */
  private OptionalDouble cpuMillis() {
    int cores = answer.fact("environment").path("machine").path("availableCpus").asInt(0);
    return cores == 0
        ? OptionalDouble.empty()
        : admitted.values().stream()
            .flatMapToDouble(result -> result.secondaryMean("cpuPerFlag").stream())
            .map(micros -> micros / 1000 * answer.cell().number("flags") / cores)
            .min();
  }

  /**
   * Why more workers than the answer are no faster. That shows in the largest number of workers on
   * the plateau.
   */
  private Limit limit() {
    if (workers(answer) == answer.cell().number("flags")) {
      return Limit.FLAGS;
    }
    CellResult last = result(plateau.to());
    Cell cell = last.cell();
    if (last.secondaryMean("cpu").orElse(0) > MOST_CPU_PERCENT) {
      return Limit.CPU;
    }
    double waiting = Ideal.waitingMillis(cell) / plateau.makespan(workers(last)).mean();
    if (waiting > FEWEST_WAITING && Ideal.isBoundByLink(cell)) {
      return Limit.LINK;
    }
    if (waiting > FEWEST_WAITING && Ideal.isBoundByCapacity(cell)) {
      return Limit.CAPACITY;
    }
    boolean isLast = workers(last) == admitted.lastKey();
    if (isLast && admitted.size() < measured.size()) {
      return Limit.REFUSALS;
    }
    if (workers(last) == counts.largest() && counts.reachesFlags()) {
      return Limit.FLAGS;
    }
    if (workers(last) == counts.largest() && waiting > 0.5) {
      return Limit.LATENCY;
    }
    if (isLast) {
      return Limit.UNKNOWN;
    }
    if (waiting > 0 && Ideal.millis(cell).isEmpty()) {
      return Limit.STRAGGLERS;
    }
    return cell.parameters().getOrDefault("server", "").startsWith("http:")
        ? Limit.SERVER
        : Limit.CONTENTION;
  }

  private boolean isInDoubt(Doubt doubt) {
    return switch (doubt) {
      // A plateau that ends at the largest number allowed, and is narrower than a doubling, may be
      // no plateau but a part of the slope.
      case RISING ->
          !counts.reachesFlags()
              && plateau.to() == counts.largest()
              && 2 * plateau.from() > plateau.to();
      case NOISY -> plateau.agreement(workers(answer)) < Plateau.CONFIDENCE || mayFewerDo();
      case UNFINISHED -> isUnfinished();
      case FAILED -> !failures.isEmpty();
      case WARMING -> isMarked(Mark.WARMING);
      case BUSY -> isMarked(Mark.BUSY);
    };
  }

  private boolean isMarked(Mark mark) {
    return Mark.of(answer).contains(mark) || Mark.of(best).contains(mark);
  }

  /** Whether a number of workers more than one step below the answer may be as good as the best. */
  private boolean mayFewerDo() {
    @Nullable Integer step = counts.all().lower(workers(answer));
    return step != null
        && admitted.headMap(step, false).keySet().stream()
            .anyMatch(workers -> plateau.agreement(workers) > 1 - Plateau.CONFIDENCE);
  }

  /** Whether the search would go on with a number of workers that was not measured at all. */
  private boolean isUnfinished() {
    var search = new StyleSearch(answer.cell(), goal, seed);
    Map<Cell, double[]> times = new HashMap<>();
    search.cells().forEach(cell -> times.put(cell, new double[0]));
    measured.values().forEach(result -> times.put(result.cell(), goal.times(result)));
    failures.forEach(failure -> times.remove(failure.cell()));
    return search.next(times).stream()
        .anyMatch(cell -> times.getOrDefault(cell, new double[0]).length == 0);
  }
}

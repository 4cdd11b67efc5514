package flagbench.run;

import flagbench.analysis.Estimate;
import flagbench.analysis.Summary;
import flagbench.benchmark.Parameters;
import flagbench.result.Cell;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The schedule of {@code bench}. It first measures a number of pilot forks of every cell, and then
 * adds as many further forks as the variance of the pilot forks asks for (Stein's two stages).
 *
 * @param cells every cell once
 * @param pilotForks the number of pilot forks of every cell
 * @param precision see {@link Preset#precision()}
 * @param seed of the random order of the forks in each round
 */
public record Plan(List<Cell> cells, int pilotForks, double precision, Duration budget, long seed)
    implements Schedule {

  /**
   * The most forks of a cell, as a multiple of its pilot forks: a convention. A cell that varies so
   * much that it would need more has a wide interval in the end.
   */
  private static final int MOST_PILOTS = 4;

  /**
   * The plan for a request.
   *
   * @throws IllegalArgumentException naming what is wrong, if the request cannot be met
   */
  public static Plan of(Request request) {
    request
        .parameters()
        .forEach((name, values) -> values.forEach(value -> Parameters.check(name, value)));
    Predicate<String> isIncluded = Pattern.compile(request.include()).asPredicate();
    Preset preset = request.preset();
    List<Cell> cells =
        preset.blocks().stream()
            .flatMap(block -> block.cells(request.parameters()))
            .filter(cell -> isIncluded.test(cell.benchmark()))
            .distinct()
            .toList();
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(
          "--include '%s' matches none of: %s"
              .formatted(request.include(), String.join(", ", Parameters.styles())));
    }
    return new Plan(
        cells,
        request.forksAsked() > 0 ? request.forksAsked() : preset.pilotForks(),
        request.forksAsked() > 0 ? 0 : preset.precision(),
        request.budget(),
        request.seed());
  }

  /** The same plan with another number of pilot forks. */
  public Plan withPilotForks(int forks) {
    return new Plan(cells, forks, precision, budget, seed);
  }

  /**
   * The number of forks that each cell is to have in the end. As long as a cell lacks pilot forks,
   * this is the number of pilot forks. After that, all cells of a workload, and the sequential cell
   * that they are compared to, get as many as the cell among them that needs most: whatever
   * disturbs the machine in a further round then disturbs all cells that are compared with each
   * other.
   */
  Map<Cell, Integer> targets(Map<Cell, double[]> forkMeans) {
    Map<Cell, Integer> targets = new LinkedHashMap<>();
    forkMeans.keySet().forEach(cell -> targets.put(cell, pilotForks));
    boolean piloting = forkMeans.values().stream().anyMatch(forks -> forks.length < pilotForks);
    if (piloting || precision == 0) {
      return targets;
    }
    Map<SortedMap<String, String>, Integer> byWorkload = new HashMap<>();
    forkMeans.forEach((cell, forks) -> {
      int needed = Estimate.forksNeeded(Arrays.copyOf(forks, pilotForks), precision);
      byWorkload.merge(cell.workload(), Math.min(needed, MOST_PILOTS * pilotForks), Math::max);
    });
    for (Cell cell : forkMeans.keySet()) {
      int needed = byWorkload.getOrDefault(cell.workload(), pilotForks);
      targets.merge(cell, needed, Math::max);
      targets.computeIfPresent(Summary.baseline(cell), (other, own) -> Math.max(own, needed));
    }
    return targets;
  }

  /** The expected duration of one fork of every cell. */
  public Duration roundDuration() {
    return ForkDuration.ofAll(cells);
  }

  @Override
  public String announcement() {
    Duration pilot = roundDuration().multipliedBy(pilotForks);
    String further = precision == 0 ? "" : ", then more of those that vary";
    return "cells: %d, forks of each: %d, about %d s%s; at most %d s"
        .formatted(cells.size(), pilotForks, pilot.toSeconds(), further, budget.toSeconds());
  }

  /**
   * The cells that lack a fork of the first round that is not complete. Every round has a random
   * order of its own, so that a machine that becomes slower meanwhile affects all cells alike.
   * Cells that run the same code follow each other, because one JVM measures them.
   */
  @Override
  public List<Cell> round(Map<Cell, double[]> forkMeans) {
    Map<Cell, Integer> missing = missing(forkMeans);
    int fewest = missing.keySet().stream().mapToInt(cell -> forks(forkMeans, cell)).min().orElse(0);
    List<Cell> order = new ArrayList<>(cells);
    Collections.shuffle(order, new Random(seed + fewest + 1));
    order.removeIf(cell -> !missing.containsKey(cell) || forks(forkMeans, cell) > fewest);
    Map<List<String>, List<Cell>> byCode =
        order.stream()
            .collect(
                Collectors.groupingBy(ForkProcess::code, LinkedHashMap::new, Collectors.toList()));
    return byCode.values().stream().flatMap(List::stream).toList();
  }

  @Override
  public List<Cell> remaining(Map<Cell, double[]> forkMeans) {
    List<Cell> remaining = new ArrayList<>();
    missing(forkMeans).forEach((cell, forks) -> remaining.addAll(Collections.nCopies(forks, cell)));
    return remaining;
  }

  /** The cells that lack forks, and how many. */
  private Map<Cell, Integer> missing(Map<Cell, double[]> forkMeans) {
    Map<Cell, Integer> missing = targets(forkMeans);
    missing.replaceAll((cell, target) -> target - forks(forkMeans, cell));
    missing.values().removeIf(forks -> forks <= 0);
    return missing;
  }

  private static int forks(Map<Cell, double[]> forkMeans, Cell cell) {
    return forkMeans.getOrDefault(cell, new double[0]).length;
  }
}

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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SequencedSet;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * What a run is going to do: which cells, in which order, how many forks of each. It follows from
 * the request and from what is measured so far alone, so that a run that was interrupted and
 * resumed measures the same as one that was not.
 *
 * @param cells every cell once
 * @param pilotForks forks of every cell
 * @param precision see {@link Preset#precision()}
 * @param seed of the order in rounds
 */
public record Plan(List<Cell> cells, int pilotForks, double precision, Duration budget, long seed)
    implements Schedule {

  /**
   * The most forks of a cell, as a multiple of its pilot forks. A cell that is so noisy that it
   * needed more keeps a wide interval.
   */
  private static final int MOST_PILOTS = 4;

  /**
   * What a request comes to.
   *
   * @throws IllegalArgumentException naming what is wrong, if the request makes no sense
   */
  public static Plan of(Request request) {
    request
        .parameters()
        .forEach((name, values) -> values.forEach(value -> Parameters.check(name, value)));
    Pattern pattern;
    try {
      pattern = Pattern.compile(request.include());
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "--include '%s': %s".formatted(request.include(), e.getDescription()), e);
    }
    Preset preset = request.preset();
    SequencedSet<Cell> cells = new LinkedHashSet<>();
    for (Block block : preset.blocks()) {
      cells.addAll(block.with(request.parameters()).cells());
    }
    cells.removeIf(cell -> !pattern.matcher(cell.benchmark()).find());
    if (cells.isEmpty()) {
      throw new IllegalArgumentException(
          "--include '%s' matches none of: %s"
              .formatted(request.include(), String.join(", ", Parameters.styles())));
    }
    return new Plan(
        List.copyOf(cells),
        request.forksAsked() > 0 ? request.forksAsked() : preset.pilotForks(),
        request.forksAsked() > 0 ? 0 : preset.precision(),
        request.budget(),
        request.seed());
  }

  /** The same with another number of forks of every cell. */
  public Plan withPilotForks(int forks) {
    return new Plan(cells, forks, precision, budget, seed);
  }

  /**
   * How many forks each cell is to have in the end. Until every cell has its pilot forks, those;
   * then what the pilot's variance asks for. All cells of a workload get as many as the one that
   * needs most, and so does the sequential cell that they are held to, so that whatever the machine
   * does in a further round it does to all that are compared with each other.
   *
   * @param forkMeans the forks so far of every cell that is still to be measured
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

  /** How long one fork of every cell is expected to take. */
  public Duration round() {
    return ForkDuration.ofAll(cells);
  }

  @Override
  public boolean isResumable() {
    return true;
  }

  @Override
  public String announcement() {
    Duration pilot = round().multipliedBy(pilotForks);
    String further = precision == 0 ? "" : ", then more of the noisy ones";
    return "%d cells, %d forks of each, about %d s%s; at most %d s"
        .formatted(cells.size(), pilotForks, pilot.toSeconds(), further, budget.toSeconds());
  }

  /**
   * Of the first round that is not complete the cells that lack its fork, in the round's own order:
   * another in every round, so that drift hits all alike. Cells that run the same code follow each
   * other, since one JVM measures them.
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

  /** How many forks each cell lacks, of those that lack any. */
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

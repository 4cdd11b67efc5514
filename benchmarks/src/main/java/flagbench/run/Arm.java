package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import flagbench.run.Forks.ForkFailedException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of the variants that a run measures in turn, such as two JDKs, with the result file that is
 * its own. Most runs have only one.
 */
public final class Arm {
  private final Forks forks;
  private final Checkpoint checkpoint;
  private final Map<Cell, CellResult> results = new LinkedHashMap<>();
  private final Map<Cell, Failure> failed = new LinkedHashMap<>();

  /**
   * Prepares one.
   *
   * @param earlier what an interrupted run of the same schedule has measured
   */
  public Arm(Forks forks, Checkpoint checkpoint, Collection<CellResult> earlier) {
    this.forks = forks;
    this.checkpoint = checkpoint;
    earlier.forEach(result -> results.put(result.cell(), result));
  }

  /** Where its results are safe. */
  public Checkpoint checkpoint() {
    return checkpoint;
  }

  Collection<CellResult> results() {
    return results.values();
  }

  Collection<Failure> failures() {
    return failed.values();
  }

  boolean hasFailed(Cell cell) {
    return failed.containsKey(cell);
  }

  /** What was measured of a cell so far. */
  Optional<CellResult> result(Cell cell) {
    return Optional.ofNullable(results.get(cell));
  }

  /** The means of a cell's forks so far, round by round. */
  double[] forkMeans(Cell cell) {
    return result(cell).map(CellResult::forkMeans).orElseGet(() -> new double[0]);
  }

  /** How many forks of a cell there are. */
  int forks(Cell cell) {
    return forkMeans(cell).length;
  }

  /** How many forks there are of all cells. */
  int forks() {
    return results.keySet().stream().mapToInt(this::forks).sum();
  }

  /**
   * Measures one fork of a cell, without writing it. Random delays are drawn anew in every run and
   * round, and are the same for all cells of a round.
   */
  void measure(Cell cell) throws ForkFailedException, InterruptedException {
    long seed = checkpoint.run().path("seed").asLong(0) + forks(cell);
    CellResult fork = forks.measure(cell, seed);
    JsonNode run = fork.run();
    if (run instanceof ObjectNode facts && run.path("forks").path(0) instanceof ObjectNode one) {
      one.put("round", forks(cell) + 1);
      fork = fork.with("run", facts);
    }
    results.merge(cell, fork, CellResult::plus);
  }

  /** Ends what its forks kept for further cells. */
  void close() {
    forks.close();
  }

  void fail(Cell cell, String reason) {
    failed.put(cell, new Failure(cell, reason));
  }

  /** Rewrites the file, in the order of the cells, whatever order they were measured in. */
  void write(List<Cell> order) throws IOException {
    checkpoint.write(inOrder(order), failed.values());
  }

  /** The results with all facts, as the file holds them. */
  List<CellResult> describe(List<Cell> order) {
    return checkpoint.describe(inOrder(order), failed.values());
  }

  private List<CellResult> inOrder(List<Cell> order) {
    List<CellResult> ordered = new ArrayList<>();
    for (Cell cell : order) {
      @Nullable CellResult result = results.get(cell);
      if (result != null) {
        ordered.add(result);
      }
    }
    return ordered;
  }
}

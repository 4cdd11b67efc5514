package flagbench.run;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import flagbench.result.ResultFile;
import flagbench.run.Forks.ForkFailedException;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.databind.node.ObjectNode;

/**
 * One of the variants that a run compares by measuring them in turn, such as one of two JDKs. Most
 * runs have only one. Each has a result file of its own, which is rewritten after every fork, so
 * that nothing is lost when the run ends early.
 */
public final class Arm {
  private final Forks forks;
  private final Path file;
  private final ObjectNode environment;
  private final ObjectNode run;
  private final Map<Cell, CellResult> results = new LinkedHashMap<>();
  private final Map<Cell, Failure> failed = new LinkedHashMap<>();

  /**
   * Prepares one.
   *
   * @param environment as {@code Environment} describes it
   * @param run what {@code run} of all elements has in common
   * @param earlier what an interrupted run of the same schedule has measured
   */
  public Arm(
      Forks forks,
      Path file,
      ObjectNode environment,
      ObjectNode run,
      Collection<CellResult> earlier) {
    this.forks = forks;
    this.file = file;
    this.environment = environment;
    this.run = run;
    earlier.forEach(result -> results.put(result.cell(), result));
  }

  /** Its result file. */
  public Path file() {
    return file;
  }

  /** What it is called beside others, such as {@code B}; empty where there is only one. */
  String name() {
    return run.path("arm").asString("");
  }

  /** What the order of forks and the random delays of the run follow from. */
  long seed() {
    return run.path("seed").asLong(0);
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
    CellResult fork = forks.measure(cell, seed() + forks(cell));
    if (fork.run().deepCopy() instanceof ObjectNode facts
        && facts.path("forks").path(0) instanceof ObjectNode only) {
      only.put("round", forks(cell) + 1);
      fork = fork.with("run", facts);
    }
    results.merge(cell, fork, CellResult::plus);
  }

  void fail(Cell cell, String reason) {
    failed.put(cell, new Failure(cell, reason));
  }

  /**
   * Rewrites the file, in the order of the cells, whatever order they were measured in. Without any
   * result there is no file: it would say nothing of the run.
   *
   * @throws IOException if it cannot; the file is then as it was
   */
  void write(List<Cell> order) throws IOException {
    if (!results.isEmpty()) {
      ResultFile.write(file, describe(order));
    }
  }

  /** The results with all facts, as the file holds them. */
  List<CellResult> describe(List<Cell> order) {
    ObjectNode shared = run.deepCopy();
    shared.put("loadAfter", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    failed.values().stream().map(Failure::json).forEach(shared.putArray("failed")::add);
    return order.stream()
        .flatMap(cell -> result(cell).stream())
        .map(result -> {
          ObjectNode own = shared.deepCopy();
          own.set("forks", result.run().path("forks"));
          return result.with("environment", environment).with("run", own);
        })
        .toList();
  }

  /** Ends what its forks kept for further cells. */
  void close() {
    forks.close();
  }
}

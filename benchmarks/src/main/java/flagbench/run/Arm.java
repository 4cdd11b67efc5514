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
 * One of the variants, such as one of two JDKs, that a run measures in turn to compare them. Most
 * runs have only one arm. Every arm has a result file of its own, which is rewritten after every
 * fork, so that nothing is lost when the run ends early.
 */
public final class Arm {
  private final Forks forks;
  private final Path file;
  private final ObjectNode environment;
  private final ObjectNode run;
  private final Map<Cell, CellResult> results = new LinkedHashMap<>();
  private final Map<Cell, Failure> failed = new LinkedHashMap<>();

  /**
   * Creates an arm.
   *
   * @param environment the object {@code environment} of every element of the result file
   * @param run what the objects {@code run} of all elements have in common
   * @param earlier what the file holds already, from an interrupted run of the same schedule
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

  /** The result file. */
  public Path file() {
    return file;
  }

  /** The letter of the arm, such as {@code B}; empty if there is only one arm. */
  String name() {
    return run.path("arm").asString("");
  }

  /** The seed of the random order of the forks, and of random latencies. */
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

  /** The result of a cell so far. */
  Optional<CellResult> result(Cell cell) {
    return Optional.ofNullable(results.get(cell));
  }

  /** The means of a cell's forks so far, in the order of the rounds. */
  double[] forkMeans(Cell cell) {
    return result(cell).map(CellResult::forkMeans).orElseGet(() -> new double[0]);
  }

  /** How many forks of a cell were measured. */
  int forks(Cell cell) {
    return forkMeans(cell).length;
  }

  /** How many forks were measured of all cells together. */
  int forks() {
    return results.keySet().stream().mapToInt(this::forks).sum();
  }

  /**
   * Measures one fork of a cell, but does not write it to the file. Random latencies are the same
   * for all cells of a round, and others in every round and run.
   */
  void measure(Cell cell) throws ForkFailedException, InterruptedException {
    CellResult fork = forks.measure(cell, seed() + forks(cell));
    var facts = (ObjectNode) fork.run().deepCopy();
    ((ObjectNode) facts.path("forks").path(0)).put("round", forks(cell) + 1);
    results.merge(cell, fork.with("run", facts), CellResult::plus);
  }

  void fail(Cell cell, String reason) {
    failed.put(cell, new Failure(cell, reason));
  }

  /**
   * Rewrites the file. If there is no result yet, no file is written, because the facts of a run
   * are part of its results.
   *
   * @param order the order of the cells in the file
   * @throws IOException if it cannot be written; it is then as it was before
   */
  void write(List<Cell> order) throws IOException {
    if (!results.isEmpty()) {
      ResultFile.write(file, describe(order));
    }
  }

  /** The results and all facts, as they are written to the file. */
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

  /** Ends a fork that was kept alive for further cells. */
  void close() {
    forks.close();
  }
}

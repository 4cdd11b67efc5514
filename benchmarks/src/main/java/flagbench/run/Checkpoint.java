package flagbench.run;

import flagbench.result.CellResult;
import flagbench.result.Failure;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Where a run's results are safe after every fork.
 *
 * @param environment as {@code Environment} describes it
 * @param run what all elements' {@code run} have in common
 */
public record Checkpoint(Path file, ObjectNode environment, ObjectNode run) {

  /**
   * Rewrites the file. Without any result there is no file, since it could hold no facts.
   *
   * @throws IOException if it cannot; the file is then as it was
   */
  void write(Collection<CellResult> results, Collection<Failure> failures) throws IOException {
    if (!results.isEmpty()) {
      ResultFile.write(file, describe(results, failures));
    }
  }

  /** Results with all facts, as the file holds them. */
  List<CellResult> describe(Collection<CellResult> results, Collection<Failure> failures) {
    ObjectNode facts = run.deepCopy();
    facts.put("loadAfter", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    ArrayNode array = facts.putArray("failed");
    failures.forEach(failure -> array.add(failure.json()));
    return results.stream().map(result -> describe(result, facts)).toList();
  }

  private CellResult describe(CellResult result, ObjectNode facts) {
    ObjectNode own = facts.deepCopy();
    JsonNode forks = result.run().path("forks");
    own.set("forks", forks);
    return result.with("environment", environment).with("run", own);
  }
}

package flagbench.cli;

import flagbench.result.CellResult;
import flagbench.result.Environment;
import flagbench.result.ForkJvm;
import flagbench.run.JmhForks;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/** What a run records of itself, and what it must have in common with one that it resumes. */
final class RunFacts {

  /** All of an environment but the precision of its timers, which is measured anew each time. */
  private static final List<String> SAME =
      List.of("fingerprint", "machine", "os", "jdk", "jvm", "sinkFileSystem", "flagSet");

  private RunFacts() {}

  /** Machine, system and JDK, with forks of the JVM that this is. */
  static ObjectNode environment() throws IOException, InterruptedException {
    return environment(ForkJvm.ofThisJdk(JmhForks.arguments()));
  }

  /** Machine, system and JDK, with forks of the JVM that is given. */
  static ObjectNode environment(ForkJvm forks) throws IOException, InterruptedException {
    Path sinks = Path.of(System.getProperty("java.io.tmpdir"));
    return new Environment().describe(forks, new FlagSet().sha256(), sinks);
  }

  /** What was asked, when and of which build; of a resumed run, as it began. */
  static ObjectNode of(ObjectNode asked, List<CellResult> earlier) {
    ObjectNode facts = asked.deepCopy();
    JsonNode before = earlier.isEmpty() ? facts : earlier.getFirst().run();
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    facts.put("id", before.path("id").asString(UUID.randomUUID().toString()));
    facts.put(
        "started",
        before.path("started").asString(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    facts.put("commit", Version.commit());
    facts.put("loadBefore", before.path("loadBefore").asDouble(load));
    return facts;
  }

  /**
   * Makes sure that a file holds only what this run, machine, JDK and build measured, so that more
   * may be added to it.
   *
   * @throws IllegalArgumentException naming the fact that differs
   */
  static void requireSame(Path file, List<CellResult> earlier, ObjectNode environment) {
    for (CellResult result : earlier) {
      requireSame(file, "run", result.run().path("id"), earlier.getFirst().run().path("id"));
      requireSame(
          file, "commit", result.run().path("commit"), StringNode.valueOf(Version.commit()));
      for (String fact : SAME) {
        requireSame(file, fact, result.environment().path(fact), environment.path(fact));
      }
    }
  }

  /** Compares texts: a number that was read need not be of the class that it was written from. */
  private static void requireSame(Path file, String fact, JsonNode then, JsonNode now) {
    if (!then.toString().equals(now.toString())) {
      throw new IllegalArgumentException(
          "%s was measured with another %s: start a new run".formatted(file, fact));
    }
  }
}

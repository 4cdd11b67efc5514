package flagbench.cli;

import flagbench.benchmark.MeasuredDownloads;
import flagbench.result.CellResult;
import flagbench.result.Environment;
import flagbench.result.ForkJvm;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.openjdk.jmh.annotations.Fork;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** What a run records of itself, and what it must share with the run that it goes on with. */
final class RunFacts {

  /** All of an environment but how well its timers did just now. */
  private static final List<String> SAME =
      List.of("fingerprint", "machine", "os", "jdk", "jvm", "sinkFileSystem", "flagSet");

  private RunFacts() {}

  /** Machine, system, JDK and forks, with the arguments that the benchmarks name. */
  static ObjectNode environment() throws IOException, InterruptedException {
    return environment(ForkJvm.ofThisJdk(arguments()));
  }

  static ObjectNode environment(ForkJvm forks) throws IOException, InterruptedException {
    Path sinks = Path.of(System.getProperty("java.io.tmpdir"));
    return new Environment().describe(forks, new FlagSet().sha256(), sinks);
  }

  /** The arguments of every fork's JVM. */
  static List<String> arguments() {
    return Arrays.asList(MeasuredDownloads.class.getAnnotation(Fork.class).jvmArgs());
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
   * Merges nothing that another run, machine, JDK or build measured.
   *
   * @throws IllegalArgumentException naming the fact that differs
   */
  static void requireSame(Path file, List<CellResult> earlier, ObjectNode environment) {
    String id = earlier.getFirst().run().path("id").asString("");
    for (CellResult result : earlier) {
      requireSame(file, "run", result.run().path("id").asString(""), id);
      requireSame(file, "commit", result.run().path("commit").asString(""), Version.commit());
      for (String fact : SAME) {
        requireSame(file, fact, result.environment().path(fact), environment.path(fact));
      }
    }
  }

  /** Compares texts: a number that was read need not be of the class that it was written from. */
  private static void requireSame(Path file, String fact, Object then, Object now) {
    if (!then.toString().equals(now.toString())) {
      throw new IllegalArgumentException(
          "%s was measured with another %s: start a new run".formatted(file, fact));
    }
  }
}

package flagbench.cli;

import flagbench.result.CellResult;
import flagbench.result.Environment;
import flagbench.result.ForkJvm;
import flagbench.result.ResultFile;
import flagbench.run.Arm;
import flagbench.run.Forks;
import flagbench.run.JmhForks;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.databind.node.StringNode;

/**
 * The result files of a run, one for each arm. Arm A measures with the JVM that this program runs
 * on; arm B and those after it measure with the JVMs that {@code --vs} names.
 *
 * @param file of arm A; the files of the other arms have the arm's letter added to their names
 * @param others the {@code --vs} of the arms after A, see {@link ArmSpec}; none in an ordinary run
 */
record ArmFiles(Path file, List<String> others) {

  /**
   * The facts of an environment in which the parts of a resumed run must agree. The precision of
   * the timers is not among them, since it is measured anew each time.
   */
  private static final List<String> SAME_FACTS =
      List.of("fingerprint", "machine", "os", "jdk", "jvm", "sinkFileSystem", "flagSet");

  /** The files of all arms, that of A first. */
  List<Path> all() {
    String name = file.toString().replaceFirst("\\.json$", "");
    return IntStream.rangeClosed(0, others.size())
        .mapToObj(arm -> arm == 0 ? file : Path.of(name + "-" + letter(arm) + ".json"))
        .toList();
  }

  private static String letter(int arm) {
    return String.valueOf((char) ('A' + arm));
  }

  /** The arguments of {@code flagbench} that resume this run after an interruption. */
  String resume() {
    return others.stream()
        .map(other -> " --vs " + word(other))
        .collect(
            Collectors.joining(
                "",
                "bench --resume " + word(file),
                RemoteOption.isApplied() ? " " + RemoteOption.NAME : ""));
  }

  /** A word of a command that is printed to be typed: in quotes if it holds a space. */
  static String word(Object text) {
    return text.toString().contains(" ") ? "\"" + text + "\"" : text.toString();
  }

  /**
   * Reads what an interrupted run was asked for.
   *
   * @throws IllegalArgumentException if the file cannot be resumed, or the run had other arms
   */
  JsonNode readRun() throws IOException {
    // A run that was interrupted early may have the file of another arm alone.
    Path existing = all().stream().filter(Files::exists).findFirst().orElse(file);
    List<CellResult> earlier = ResultFile.read(existing);
    require(existing, !earlier.isEmpty(), "holds no result to go on from: start a new run");
    JsonNode run = earlier.getFirst().run();
    int arms = run.path("arms").asInt(1);
    String arm = run.path("arm").asString("A");
    int named = 1 + others.size();
    require(
        existing,
        !run.path("tune").isObject(),
        "was measured by tune, whose runs cannot be resumed: start tune again");
    require(
        existing,
        run.path("preset").isString(),
        "does not say what was asked for: only files that bench wrote can be resumed");
    require(
        existing,
        arm.equals("A") || !existing.equals(file),
        "is the file of arm " + arm + ": name the file of arm A");
    require(
        existing,
        arms == named,
        "is of a run with %d arms, and not %d: give the --vs of then".formatted(arms, named));
    return run;
  }

  private static void require(Path file, boolean isRight, String fault) {
    if (!isRight) {
      throw new IllegalArgumentException(file + " " + fault);
    }
  }

  /**
   * The arms, each with what its file holds already.
   *
   * @param asked what the files say of the run
   * @param forks measures with a JVM
   * @throws IllegalArgumentException if a file holds what another run, machine, JDK or build has
   *     measured
   */
  List<Arm> arms(ObjectNode asked, Function<ForkJvm, Forks> forks)
      throws IOException, InterruptedException {
    List<Arm> arms = new ArrayList<>();
    String pair = pair();
    for (Path own : all()) {
      int arm = arms.size();
      List<String> arguments = JmhForks.arguments();
      ForkJvm jvm =
          arm == 0 ? ForkJvm.ofThisJdk(arguments) : new ArmSpec(others.get(arm - 1)).jvm(arguments);
      ObjectNode environment = new Environment().describe(jvm, new FlagSet().sha256());
      List<CellResult> earlier = Files.exists(own) ? ResultFile.read(own) : List.of();
      requireSame(own, earlier, environment);
      ObjectNode facts = facts(asked, earlier);
      if (!others.isEmpty()) {
        String earlierPair = facts.path("pair").asString(pair);
        if (!earlierPair.equals(pair)) {
          throw new IllegalArgumentException(
              "%s is of another run than %s: start a new run".formatted(own, file));
        }
        facts.put("pair", pair).put("arm", letter(arm)).put("arms", 1 + others.size());
      }
      arms.add(new Arm(forks.apply(jvm), own, environment, facts, earlier));
    }
    return arms;
  }

  /** What the files of one run share: a new id, unless there are files already. */
  private String pair() throws IOException {
    for (Path own : all()) {
      if (Files.exists(own)) {
        return ResultFile.read(own).getFirst().run().path("pair").asString("");
      }
    }
    return UUID.randomUUID().toString();
  }

  /** What was asked, when the run began, and which build measures. */
  private static ObjectNode facts(ObjectNode asked, List<CellResult> earlier) {
    ObjectNode facts = asked.deepCopy();
    facts.put("id", UUID.randomUUID().toString());
    facts.put("started", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
    facts.put("commit", Version.commit());
    facts.put("loadBefore", ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    if (!earlier.isEmpty()) {
      JsonNode before = earlier.getFirst().run();
      for (String fact : List.of("id", "started", "loadBefore", "pair")) {
        before.optional(fact).ifPresent(value -> facts.set(fact, value));
      }
    }
    return facts;
  }

  private static void requireSame(Path file, List<CellResult> earlier, ObjectNode environment) {
    for (CellResult result : earlier) {
      JsonNode run = result.run();
      requireSame(file, "run", run.path("id"), earlier.getFirst().run().path("id"));
      requireSame(file, "commit", run.path("commit"), StringNode.valueOf(Version.commit()));
      for (String fact : SAME_FACTS) {
        requireSame(file, fact, result.environment().path(fact), environment.path(fact));
      }
    }
  }

  /**
   * Compares the texts of two values, because a number that was read from a file may be of another
   * class than the one that was written.
   */
  private static void requireSame(Path file, String fact, JsonNode then, JsonNode now) {
    if (!then.toString().equals(now.toString())) {
      throw new IllegalArgumentException(
          "%s was measured with another %s: start a new run".formatted(file, fact));
    }
  }
}

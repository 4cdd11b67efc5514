package flagbench.cli;

import flagbench.result.CellResult;
import flagbench.result.ForkJvm;
import flagbench.result.ResultFile;
import flagbench.run.Arm;
import flagbench.run.JmhForks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The result files of a run, one for each arm: A is the JVM as it is, B and those after it are what
 * {@code --vs} says.
 *
 * @param file of arm A; the others have the arm's letter in their name
 * @param others what {@code --vs} says; none in an ordinary run
 */
record ArmFiles(Path file, List<ArmSpec> others) {

  /** Every arm's file, A's first. */
  List<Path> all() {
    return IntStream.range(0, count()).mapToObj(this::file).toList();
  }

  private int count() {
    return 1 + others.size();
  }

  private Path file(int arm) {
    String name = file.getFileName().toString().replaceFirst("\\.json$", "");
    return arm == 0 ? file : file.resolveSibling(name + "-" + letter(arm) + ".json");
  }

  private static String letter(int arm) {
    return String.valueOf((char) ('A' + arm));
  }

  /** What to add to {@code flagbench} to go on with an interrupted run. */
  String resume() {
    return others.stream()
        .map(other -> " --vs '" + other.text() + "'")
        .collect(Collectors.joining("", "bench --resume " + file, ""));
  }

  /**
   * What the interrupted run says of itself.
   *
   * @throws IllegalArgumentException if it cannot be gone on with, or had other arms
   */
  JsonNode readRun() throws IOException {
    List<CellResult> earlier = ResultFile.read(file);
    require(!earlier.isEmpty(), "holds no result to go on from: start a new run");
    JsonNode run = earlier.getFirst().run();
    int arms = run.path("arms").asInt(1);
    String arm = run.path("arm").asString("A");
    require(
        !run.path("tune").isObject(),
        "is what tune measured, which cannot be gone on with: tune again");
    require(
        run.path("preset").isString(),
        "does not say what was asked for: only a file of bench can be gone on with");
    require(arm.equals("A"), "is arm " + arm + ": name the file of arm A");
    require(arms == count() || arms > 1, "was measured alone: leave out --vs, or start a new run");
    require(arms == count(), "has " + arms + " arms: repeat its --vs, as they were");
    return run;
  }

  private void require(boolean isRight, String fault) {
    if (!isRight) {
      throw new IllegalArgumentException(file + " " + fault);
    }
  }

  /**
   * All that a run needs.
   *
   * @param asked what the files say of the run
   * @param resumed whether the files may hold results already
   */
  List<Arm> arms(ObjectNode asked, boolean resumed) throws IOException, InterruptedException {
    List<Arm> arms = new ArrayList<>();
    String pair = UUID.randomUUID().toString();
    for (int arm = 0; arm < count(); arm++) {
      List<String> arguments = JmhForks.arguments();
      ForkJvm jvm = arm == 0 ? ForkJvm.ofThisJdk(arguments) : others.get(arm - 1).jvm(arguments);
      ObjectNode environment = RunFacts.environment(jvm);
      Path own = file(arm);
      List<CellResult> earlier = resumed && Files.exists(own) ? ResultFile.read(own) : List.of();
      RunFacts.requireSame(own, earlier, environment);
      ObjectNode facts = RunFacts.of(asked, earlier);
      if (count() > 1) {
        String earlierPair =
            earlier.isEmpty() ? pair : earlier.getFirst().run().path("pair").asString("");
        pair = arm == 0 ? earlierPair : pair;
        if (!earlierPair.equals(pair)) {
          throw new IllegalArgumentException("%s is of another run than %s".formatted(own, file));
        }
        facts.put("pair", pair).put("arm", letter(arm)).put("arms", count());
      }
      arms.add(new Arm(new JmhForks(jvm), own, environment, facts, earlier));
    }
    return arms;
  }
}

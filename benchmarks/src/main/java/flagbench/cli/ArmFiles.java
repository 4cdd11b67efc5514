package flagbench.cli;

import flagbench.result.CellResult;
import flagbench.result.ForkJvm;
import flagbench.result.ResultFile;
import flagbench.run.Arm;
import flagbench.run.Checkpoint;
import flagbench.run.JmhForks;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The result files of a run, one for each arm: A as it is, and B and so on as {@code --vs} says.
 *
 * @param file of arm A; the others have the arm's letter in their name
 * @param others what {@code --vs} says; none in an ordinary run
 */
record ArmFiles(Path file, List<ArmSpec> others) {

  /** How many arms there are. */
  int count() {
    return 1 + others.size();
  }

  /** Every arm's, A's first. */
  List<Path> all() {
    List<Path> files = new ArrayList<>();
    for (int place = 0; place < count(); place++) {
      files.add(file(place));
    }
    return files;
  }

  /** What to add to {@code flagbench} to go on with an interrupted run. */
  String resume() {
    return "bench --resume "
        + file
        + others.stream()
            .map(other -> " --vs '" + other.text() + "'")
            .collect(Collectors.joining());
  }

  /**
   * What the run of arm A has measured so far.
   *
   * @throws IllegalArgumentException if there is nothing to go on with, or it was another run
   */
  List<CellResult> read() throws IOException {
    List<CellResult> earlier = ResultFile.read(file);
    if (earlier.isEmpty()) {
      throw unusable("holds no result to go on from: start a new run");
    }
    JsonNode run = earlier.getFirst().run();
    if (run.path("tune").isObject()) {
      throw unusable("is what tune measured, which cannot be gone on with: tune again");
    }
    if (!run.path("preset").isString()) {
      throw unusable("does not say what was asked for: only a file of bench can be gone on with");
    }
    int arms = run.path("arms").asInt(1);
    String arm = run.path("arm").asString("A");
    if (!arm.equals("A")) {
      throw unusable("is arm %s: name the file of arm A".formatted(arm));
    }
    if (arms != count()) {
      throw unusable(
          arms == 1
              ? "was measured alone: leave out --vs, or start a new run"
              : "has %d arms: repeat its --vs, as they were".formatted(arms));
    }
    return earlier;
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
    for (int place = 0; place < count(); place++) {
      ForkJvm jvm = jvm(place);
      ObjectNode environment = RunFacts.environment(jvm);
      Path own = file(place);
      List<CellResult> earlier = resumed && Files.exists(own) ? ResultFile.read(own) : List.of();
      if (!earlier.isEmpty()) {
        RunFacts.requireSame(own, earlier, environment);
      }
      ObjectNode facts = RunFacts.of(asked, earlier);
      if (count() > 1) {
        if (place == 0 && !earlier.isEmpty()) {
          pair = earlier.getFirst().run().path("pair").asString(pair);
        }
        if (!earlier.isEmpty()
            && !earlier.getFirst().run().path("pair").asString("").equals(pair)) {
          throw new IllegalArgumentException("%s is of another run than %s".formatted(own, file));
        }
        facts.put("pair", pair).put("arm", letter(place)).put("arms", count());
      }
      arms.add(
          new Arm(
              place == 0 ? new JmhForks() : new JmhForks(jvm),
              new Checkpoint(own, environment, facts),
              earlier));
    }
    return arms;
  }

  private ForkJvm jvm(int place) {
    return place == 0
        ? ForkJvm.ofThisJdk(RunFacts.arguments())
        : others.get(place - 1).jvm(RunFacts.arguments());
  }

  private Path file(int place) {
    return place == 0
        ? file
        : file.resolveSibling(
            file.getFileName().toString().replaceFirst("\\.json$", "")
                + "-"
                + letter(place)
                + ".json");
  }

  private static String letter(int place) {
    return String.valueOf((char) ('A' + place));
  }

  private IllegalArgumentException unusable(String why) {
    return new IllegalArgumentException(file + " " + why);
  }
}

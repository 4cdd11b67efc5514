package flagbench.analysis;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * The results in one file, which are of one machine and JDK: one side of a comparison.
 *
 * @param name the file's
 * @param elements what the file holds, unchanged
 * @param results the elements by cell; of other projects, secondary metrics that are scores as well
 * @param failures cells without a score, and cells of which a fork failed
 * @param fingerprint of the machine; empty in files that are not ours
 * @param environment facts about machine, system and JDK by path, such as {@code jdk.version}
 * @param settings how it was measured: JMH's version, forks, iterations and the like
 * @param notes what readers of the results should know about the file
 */
public record Side(
    String name,
    List<CellResult> elements,
    Map<Cell, CellResult> results,
    List<Failure> failures,
    Optional<String> fingerprint,
    Map<String, String> environment,
    Map<String, String> settings,
    List<String> notes) {

  /** Facts that differ from run to run of one machine, or say nothing about it. */
  private static final Set<String> IGNORED_FACTS = Set.of("schema", "timer");

  private static final List<String> SETTINGS =
      List.of(
          "jmhVersion",
          "jvmArgs",
          "warmupIterations",
          "warmupTime",
          "measurementIterations",
          "measurementTime",
          "measurementBatchSize");

  private static final String SYSTEM = "system by the JVM's path";

  private static final Pattern WINDOWS = Pattern.compile("[A-Za-z]:[\\\\/]|\\\\\\\\");
  private static final Pattern MAC =
      Pattern.compile("^/(Library|Users|opt/homebrew)/|/Contents/Home/");

  /** Percentiles of mode {@code sample}, of which JMH makes secondary metrics of one value each. */
  private static final Pattern PERCENTILE = Pattern.compile(".*p\\d\\.\\d+");

  /**
   * Takes the elements of one file. Elements of one cell that differ only in their scores are
   * joined: JMH writes a cell twice if a benchmark is chosen twice, and so does somebody who
   * concatenates files.
   *
   * @throws IllegalArgumentException if the file is of several machines or JDKs, or has elements of
   *     one cell that were not measured alike
   */
  public static Side of(String name, List<CellResult> elements) {
    Map<Cell, CellResult> results = new LinkedHashMap<>();
    Set<Failure> failures = new LinkedHashSet<>();
    Set<Cell> joined = new LinkedHashSet<>();
    var environment = new Facts();
    var settings = new Facts();
    for (int i = 0; i < elements.size(); i++) {
      CellResult element = elements.get(i);
      for (CellResult score : scores(element)) {
        Cell cell = score.cell();
        @Nullable CellResult earlier = results.get(cell);
        if (score.problem().isPresent()) {
          failures.add(new Failure(cell, score.problem().get()));
        } else if (earlier == null) {
          results.put(cell, score);
        } else {
          requireAlike(name, earlier, score, elements.subList(0, i));
          results.put(cell, earlier.plus(score));
          joined.add(cell);
        }
      }
      failures.addAll(element.failures());
      addEnvironment(element, environment);
      addSettings(element, settings);
    }
    requireOne(name, "JDKs", environment.count("jdk.version"));
    requireOne(
        name, "machines", Math.max(environment.count("fingerprint"), environment.count("host")));
    Map<String, String> facts = environment.joined();
    return new Side(
        name,
        List.copyOf(elements),
        results,
        List.copyOf(failures),
        Optional.ofNullable(facts.remove("fingerprint")),
        facts,
        settings.joined(),
        notes(name, joined));
  }

  /** The scores of an element: its own, and those of the methods of a {@code @Group}. */
  private static List<CellResult> scores(CellResult element) {
    Stream<CellResult> others =
        element.secondaryResults().stream()
            .filter(metric ->
                ScoreUnit.isOfOperations(metric.unit())
                    && !PERCENTILE.matcher(metric.cell().benchmark()).matches());
    return Stream.concat(Stream.of(element), others).toList();
  }

  private static void requireAlike(
      String name, CellResult earlier, CellResult later, List<CellResult> elements) {
    Optional<String> key = earlier.conflict(later);
    if (key.isPresent()) {
      int place =
          elements.stream()
              .map(element -> scores(element).stream().map(CellResult::cell))
              .map(cells -> cells.anyMatch(later.cell()::equals))
              .toList()
              .indexOf(true);
      throw new IllegalArgumentException(
          "%s: elements %d and %d are both %s, and differ in '%s': take the runs apart"
              .formatted(name, place, elements.size(), later.cell(), key.get()));
    }
  }

  private static void requireOne(String name, String things, long count) {
    if (count > 1) {
      throw new IllegalArgumentException(
          "%s holds results of %d %s: take them apart".formatted(name, count, things));
    }
  }

  private static void addEnvironment(CellResult element, Facts environment) {
    JsonNode facts = element.environment();
    facts.properties().stream()
        .filter(fact -> !IGNORED_FACTS.contains(fact.getKey()))
        .forEach(fact -> environment.add(fact.getKey(), fact.getValue()));
    if (!facts.isObject()) {
      environment.add("jdk.version", element.fact("jdkVersion"));
      environment.add("jdk.vm", element.fact("vmName"));
      environment.add("jvm", element.fact("jvm"));
      system(element.fact("jvm").asString("")).ifPresent(system -> environment.add(SYSTEM, system));
    }
    environment.add("commit", element.run().path("commit"));
  }

  /** The operating system that the path of a JVM tells of; empty if it is a bare name. */
  private static Optional<String> system(String jvm) {
    if (WINDOWS.matcher(jvm).lookingAt()) {
      return Optional.of("Windows");
    }
    if (MAC.matcher(jvm).find()) {
      return Optional.of("macOS");
    }
    return jvm.startsWith("/") ? Optional.of("Linux or another Unix") : Optional.empty();
  }

  private static void addSettings(CellResult element, Facts settings) {
    JsonNode run = element.run();
    settings.add("preset", run.path("preset"));
    // Forks beyond the pilot's depend on the pilot's spread, so only the pilot's are a setting. A
    // search adds forks as it goes.
    JsonNode pilot = run.path("pilotForks");
    if (!run.path("tune").isObject()) {
      settings.add("forks", pilot.isMissingNode() ? element.fact("forks") : pilot);
    }
    SETTINGS.forEach(key -> settings.add(key, element.fact(key)));
  }

  private static List<String> notes(String name, Set<Cell> joined) {
    String cells =
        joined.size() == 1 ? joined.iterator().next().toString() : joined.size() + " cells";
    return joined.isEmpty()
        ? List.of()
        : List.of(
            "%s holds %s more than once, measured alike: their forks are taken together"
                .formatted(name, cells));
  }

  /** The result of one of its cells. */
  CellResult result(Cell cell) {
    return Objects.requireNonNull(results.get(cell));
  }

  /** What the results say, workload by workload. */
  public Summary summary() {
    return Summary.of(results.values(), failures);
  }

  /** Whether both are of one machine, as far as the files tell. */
  public boolean isSameMachineAs(Side other) {
    boolean isAlike =
        isMachineKnown(other)
            ? fingerprint.equals(other.fingerprint)
                && !(isHostKnown(other) && differs("host", other))
            : !differs(SYSTEM, other) && !differs("jdk.vm", other);
    return isAlike || isOneRunWith(other);
  }

  /** Whether both files say which machine they come from. */
  public boolean isMachineKnown(Side other) {
    return fingerprint.isPresent() && other.fingerprint.isPresent();
  }

  /** Whether both files say which host of a model they come from. */
  public boolean isHostKnown(Side other) {
    return Stream.of(this, other)
            .map(side -> side.environment.getOrDefault("host", "unknown"))
            .noneMatch("unknown"::equals)
        || isOneRunWith(other);
  }

  /** Whether both are arms of one run. */
  private boolean isOneRunWith(Side other) {
    Optional<String> pair = runFact("pair");
    return pair.isPresent() && pair.equals(other.runFact("pair"));
  }

  /** Whether {@code tune} chose the cells as it went, so that another run may choose others. */
  public boolean isSearch() {
    return elements.stream().anyMatch(element -> element.run().path("tune").isObject());
  }

  /** When it was measured, if the file tells. */
  public Optional<String> started() {
    return runFact("started");
  }

  /** A fact of the first run, if the file tells; a file may hold elements of several. */
  private Optional<String> runFact(String name) {
    return elements.stream()
        .map(CellResult::run)
        .filter(JsonNode::isObject)
        .findFirst()
        .map(run -> run.path(name).asString(""))
        .filter(text -> !text.isEmpty());
  }

  private boolean differs(String path, Side other) {
    String mine = environment.getOrDefault(path, "");
    String others = other.environment.getOrDefault(path, mine);
    return !mine.isEmpty() && !mine.equals(others);
  }
}

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
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.StringNode;

/**
 * The results of one machine and JDK, as one side of a comparison.
 *
 * @param name what people call it: its file
 * @param elements what the file holds, as it is
 * @param results the elements' scores by cell, secondary metrics that are scores as well
 * @param failures cells without a score, and cells of which a fork failed
 * @param fingerprint of the machine; empty in files that are not ours
 * @param environment facts about machine, system and JDK by path, such as {@code jdk.version}
 * @param settings how it was measured: JMH's version, forks, iterations and the like
 * @param notes what was made of the file, for who reads the results
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

  /** What differs from run to run of one machine, and says nothing of what was measured. */
  private static final Set<String> PASSING = Set.of("schema", "fingerprint", "timer");

  private static final String UNKNOWN = "unknown";

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

  /** Where a file has no fingerprint, these tell of another operating system or another VM. */
  private static final List<String> OTHER_MACHINE = List.of(SYSTEM, "jdk.vm");

  private static final Pattern WINDOWS = Pattern.compile("[A-Za-z]:[\\\\/]|\\\\\\\\");
  private static final Pattern MAC =
      Pattern.compile("^/(Library|Users|opt/homebrew)/|/Contents/Home/");

  /** Percentiles of mode {@code sample}, of which JMH makes secondary metrics of one value each. */
  private static final Pattern PERCENTILE = Pattern.compile(".*p\\d\\.\\d+");

  /**
   * Takes the elements of one file. Elements of one cell that differ in nothing but scores are
   * joined, as forks of it.
   *
   * @throws IllegalArgumentException if they are of several machines, or of several runs of one
   *     cell that were not measured alike
   */
  public static Side of(String name, List<CellResult> elements) {
    var joined = new JoinedElements(name);
    Set<Failure> failures = new LinkedHashSet<>();
    Set<String> fingerprints = new LinkedHashSet<>();
    Map<String, Set<String>> environment = new LinkedHashMap<>();
    Map<String, Set<String>> settings = new LinkedHashMap<>();
    @Nullable JsonNode seen = null;
    for (int i = 0; i < elements.size(); i++) {
      CellResult element = elements.get(i);
      add(joined, failures, element, i);
      for (CellResult metric : element.secondaryResults()) {
        if (ScoreUnit.isOfOperations(metric.unit())
            && !PERCENTILE.matcher(metric.cell().benchmark()).matches()) {
          add(joined, failures, metric, i);
        }
      }
      failures.addAll(element.failures());
      JsonNode facts = element.fact("environment");
      if (facts.path("fingerprint").isString()) {
        fingerprints.add(facts.path("fingerprint").stringValue());
      }
      if (facts.isObject()) {
        if (!facts.equals(seen)) {
          collect(environment, "", facts);
          seen = facts;
        }
      } else {
        add(environment, "jdk.version", element.fact("jdkVersion"));
        add(environment, "jdk.vm", element.fact("vmName"));
        add(environment, "jvm", element.fact("jvm"));
        add(environment, SYSTEM, system(element.fact("jvm")));
      }
      add(environment, "commit", element.fact("run").path("commit"));
      add(settings, "preset", element.fact("run").path("preset"));
      // Further forks were added by what the pilot's said, and may differ without any other reason.
      JsonNode run = element.fact("run");
      JsonNode pilot = run.path("pilotForks");
      if (!run.path("tune").isObject()) {
        add(settings, "forks", pilot.isMissingNode() ? element.fact("forks") : pilot);
      }
      SETTINGS.forEach(key -> add(settings, key, element.fact(key)));
    }
    int jdks = environment.getOrDefault("jdk.version", Set.of()).size();
    if (jdks > 1) {
      throw new IllegalArgumentException(
          "%s holds results of %d JDKs: take them apart".formatted(name, jdks));
    }
    if (fingerprints.size() > 1) {
      throw new IllegalArgumentException(
          "%s holds results of %d machines: take them apart".formatted(name, fingerprints.size()));
    }
    return new Side(
        name,
        List.copyOf(elements),
        joined.results(),
        List.copyOf(failures),
        fingerprints.stream().findFirst(),
        joined(environment),
        joined(settings),
        joined.notes());
  }

  private static void add(
      JoinedElements joined, Set<Failure> failures, CellResult element, int place) {
    element
        .problem()
        .ifPresentOrElse(
            reason -> failures.add(new Failure(element.cell(), reason)),
            () -> joined.add(element, place));
  }

  /** The result of one of its cells. */
  CellResult result(Cell cell) {
    return Objects.requireNonNull(results.get(cell));
  }

  /** Whether a difference can be anything but the machine's, as far as the files tell. */
  public boolean isSameMachineAs(Side other) {
    if (isOneRunWith(other)) {
      return true;
    }
    return isMachineKnown(other)
        ? fingerprint.equals(other.fingerprint) && !(isHostKnown(other) && differs("host", other))
        : OTHER_MACHINE.stream().noneMatch(path -> differs(path, other));
  }

  /** Whether both files say which machine they come from. */
  public boolean isMachineKnown(Side other) {
    return fingerprint.isPresent() && other.fingerprint.isPresent();
  }

  /** Whether both say which host they come from, of all that are of one model. */
  public boolean isHostKnown(Side other) {
    return isOneRunWith(other)
        || Stream.of(this, other)
            .map(side -> side.environment.getOrDefault("host", UNKNOWN))
            .noneMatch(host -> host.equals(UNKNOWN));
  }

  /** Whether both are arms of one run. */
  private boolean isOneRunWith(Side other) {
    Optional<String> pair = runFact("pair");
    return pair.isPresent() && pair.equals(other.runFact("pair"));
  }

  /** Whether a search chose the cells, one after the other, so that another search may not. */
  public boolean isSearch() {
    return elements.stream().anyMatch(element -> element.fact("run").path("tune").isObject());
  }

  /** When it was measured, as far as the file tells. */
  public Optional<String> started() {
    return runFact("started");
  }

  private Optional<String> runFact(String name) {
    return elements.stream()
        .map(element -> element.fact("run").path(name).asString(""))
        .filter(text -> !text.isEmpty())
        .findFirst();
  }

  private boolean differs(String path, Side other) {
    @Nullable String mine = environment.get(path);
    @Nullable String others = other.environment.get(path);
    return mine != null && others != null && !mine.equals(others);
  }

  /** What the path of a JVM tells of the operating system it ran on; nothing of a bare name. */
  private static JsonNode system(JsonNode jvm) {
    String path = jvm.asString("");
    if (WINDOWS.matcher(path).lookingAt()) {
      return StringNode.valueOf("Windows");
    }
    if (MAC.matcher(path).find()) {
      return StringNode.valueOf("macOS");
    }
    return path.startsWith("/")
        ? StringNode.valueOf("Linux or another Unix")
        : MissingNode.getInstance();
  }

  private static void collect(Map<String, Set<String>> facts, String prefix, JsonNode node) {
    for (Map.Entry<String, JsonNode> entry : node.properties()) {
      if (prefix.isEmpty() && PASSING.contains(entry.getKey())) {
        continue;
      }
      if (entry.getValue().isObject()) {
        collect(facts, prefix + entry.getKey() + ".", entry.getValue());
      } else {
        add(facts, prefix + entry.getKey(), entry.getValue());
      }
    }
  }

  private static void add(Map<String, Set<String>> facts, String path, JsonNode value) {
    if (!value.isMissingNode() && !value.isNull()) {
      facts.computeIfAbsent(path, first -> new LinkedHashSet<>()).add(text(value));
    }
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(Side::text).collect(Collectors.joining(" "))
        : value.asString("");
  }

  /** Cells may differ in how they were measured: then all ways are named. */
  private static Map<String, String> joined(Map<String, Set<String>> facts) {
    Map<String, String> joined = new LinkedHashMap<>();
    facts.forEach((path, values) -> joined.put(path, String.join(" or ", new TreeSet<>(values))));
    return joined;
  }
}

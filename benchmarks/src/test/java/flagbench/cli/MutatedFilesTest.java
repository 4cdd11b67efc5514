package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Files of JMH and of ours that something has damaged. Whatever they hold, a command answers or
 * says in one line what it cannot read.
 */
@Order(1) // A single test that computes for long.
@Timeout(300)
@Execution(ExecutionMode.CONCURRENT)
// If System.err is replaced before a command is executed, picocli writes its errors there.
@ResourceLock(value = Resources.SYSTEM_ERR, mode = ResourceAccessMode.READ)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class MutatedFilesTest {
  private static final int FILES = Integer.getInteger("flagbench.trials", 250);
  private static final long SEED = 20;

  /** What only a Java exception says. */
  private static final List<String> JAVA =
      List.of(
          "Exception",
          "\tat ",
          "java.lang",
          "java.base",
          "tools.jackson",
          "For input string",
          "by zero",
          "out of bounds",
          "Cannot invoke",
          "StreamRead",
          "Infinite or NaN",
          "an internal error");

  private static final String[] VALUES = {
    "null",
    "true",
    "\"\"",
    "\"NaN\"",
    "\"+INF\"",
    "\"x|y\\n\\u001b\"",
    "-1",
    "0",
    "1",
    "2147483648",
    "9223372036854775807",
    "1e308",
    "-1e308",
    "4.9e-324",
    "1e-300",
    "1e999",
    "NaN",
    "-Infinity",
    "123456789012345678901234567890",
    "[]",
    "{}",
    "[[]]",
    "[[0]]",
    "[[1e308, -1e308]]",
    "[[[1, 2]]]",
    "\"0\"",
    "\"auto\"",
    "\"99999999999ms\"",
    "0.5"
  };

  private final JsonMapper mapper = new JsonMapper();
  private final Random random = new Random(SEED);
  private final Map<String, Integer> answers = new TreeMap<>();

  /** The command lines, of which picocli needs longer to make one than to execute it. */
  private final Map<String, CommandLine> commands = new HashMap<>();

  @TempDir private Path directory;

  @Test
  void everyDamagedFileGetsAnAnswerOrOneLine() throws IOException {
    List<JsonNode> sources = sources();
    for (int i = 0; i < sources.size(); i++) {
      Files.writeString(good(i), mapper.writeValueAsString(sources.get(i)));
    }
    for (int i = 0; i < FILES; i++) {
      JsonNode source = sources.get(i % sources.size());
      Path good = good(i % sources.size());
      byte[] damaged = damaged(source);
      Path file = directory.resolve("damaged.json");
      Files.write(file, damaged);
      String which = "file " + i + " of seed " + SEED;
      check(which, damaged, List.of(0, 2), "report", file, "--format", "text");
      check(which, damaged, List.of(0, 2), "report", file, "--format", "markdown");
      check(which, damaged, List.of(0, 2), "report", file, "--format", "json");
      check(which, damaged, List.of(0, 2), "report", good, file, "-o", directory.resolve("p.html"));
      check(which, damaged, List.of(0, 1, 2), "compare", good, file);
      check(which, damaged, List.of(0, 1, 2, 3), "compare", file, good, "--strict", "--force");
      check(which, damaged, List.of(0, 1, 2), "compare", file, file, "--format", "json");
    }
    // Damage that is always noticed, or never, would test little.
    assertTrue(answers.getOrDefault("report 0", 0) > FILES / 2, answers::toString);
    for (String kind : List.of("report 2", "compare 0", "compare 1", "compare 2", "compare 3")) {
      assertTrue(answers.getOrDefault(kind, 0) > FILES / 20, answers::toString);
    }
  }

  private Path good(int source) {
    return directory.resolve("good-%d.json".formatted(source));
  }

  /** Of every shape that we know. */
  private List<JsonNode> sources() throws IOException {
    List<JsonNode> sources = new ArrayList<>();
    Path reference = Path.of("../results/reference");
    try (Stream<Path> runs = Files.list(reference)) {
      Path standard =
          runs.filter(path -> path.toString().endsWith("-standard.json")).findFirst().orElseThrow();
      sources.add(few(mapper.readTree(Files.readString(standard))));
    }
    sources.add(
        few(
            mapper.readTree(
                Files.readString(reference.resolve("tune/tune-threadPool-50ms-200-1.json")))));
    for (String name : List.of("foreign.json", "foreign-later.json")) {
      sources.add(mapper.readTree(Files.readString(Path.of("src/test/resources", name))));
    }
    ArrayNode group = (ArrayNode) sources.getLast().deepCopy();
    ObjectNode first = (ObjectNode) group.get(0);
    first.putObject("secondaryMetrics").set("read", first.get("primaryMetric").deepCopy());
    ((ObjectNode) group.get(1).get("primaryMetric")).remove("rawData");
    sources.add(group);
    return sources;
  }

  private static JsonNode few(JsonNode elements) {
    ArrayNode few = ((ArrayNode) elements).arrayNode();
    for (int i = 0; i < Math.min(6, elements.size()); i++) {
      few.add(elements.get(i));
    }
    return few;
  }

  private byte[] damaged(JsonNode source) {
    JsonNode tree = source.deepCopy();
    List<String> texts = new ArrayList<>();
    for (int i = random.nextInt(4); i >= 0; i--) {
      List<JsonNode> parents = new ArrayList<>();
      collect(tree, parents);
      // All elements may have been removed.
      if (!parents.isEmpty()) {
        change(parents.get(random.nextInt(parents.size())), texts);
      }
    }
    String text = mapper.writeValueAsString(tree);
    for (int i = 0; i < texts.size(); i++) {
      text = text.replace("\"@" + i + "\"", texts.get(i));
    }
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int place = random.nextInt(bytes.length);
    return switch (random.nextInt(8)) {
      case 0 -> Arrays.copyOf(bytes, place);
      case 1 -> {
        bytes[place] = (byte) random.nextInt(256);
        yield bytes;
      }
      default -> bytes;
    };
  }

  /** Objects and arrays that are not empty. */
  private static void collect(JsonNode node, List<JsonNode> parents) {
    if (!node.isEmpty()) {
      parents.add(node);
      node.forEach(child -> collect(child, parents));
    }
  }

  /** Replaces, removes, doubles or renames something; a text that is no JSON value comes later. */
  private void change(JsonNode parent, List<String> texts) {
    int place = random.nextInt(parent.size());
    String value = VALUES[random.nextInt(VALUES.length)];
    String later = "@" + texts.size();
    switch (parent) {
      case ArrayNode array -> {
        switch (random.nextInt(3)) {
          case 0 -> array.remove(place);
          case 1 -> array.add(array.get(place).deepCopy());
          default -> {
            texts.add(value);
            array.set(place, array.stringNode(later));
          }
        }
      }
      case ObjectNode object -> {
        String name = List.copyOf(object.propertyNames()).get(place);
        switch (random.nextInt(6)) {
          case 0 -> object.remove(name);
          case 1 -> object.set(VALUES[random.nextInt(VALUES.length)], object.remove(name));
          case 2 -> {
            // A name doubled: of two values, JSON does not say which one counts.
            texts.add("1,\"" + name.replace("\"", "") + "\":" + value);
            object.put(name, later);
          }
          default -> {
            texts.add(value);
            object.put(name, later);
          }
        }
      }
      default -> throw new AssertionError(parent);
    }
  }

  private void check(String which, byte[] damaged, List<Integer> codes, Object... arguments) {
    List<String> all = Arrays.stream(arguments).map(Object::toString).toList();
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        commands
            .computeIfAbsent(all.getFirst(), Main::commands)
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    answers.merge(all.getFirst() + " " + code, 1, Integer::sum);
    String said = err.toString();
    Supplier<@Nullable String> told =
        () ->
            "%s: %s: exit %d, %s%n%s"
                .formatted(which, all, code, said, new String(damaged, StandardCharsets.UTF_8));
    assertTrue(codes.contains(code), told);
    assertFalse(JAVA.stream().anyMatch(said::contains), told);
    assertFalse(JAVA.stream().anyMatch(out.toString()::contains), () -> out + "\n" + told.get());
    assertEquals(code == 1 || code == 2 ? 1 : 0, said.lines().count(), told);
    assertEquals(code == 2, out.toString().isEmpty(), told);
  }
}

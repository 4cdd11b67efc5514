package flagbench;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Who may import whom. */
class ArchitectureTest {
  private static final Map<String, Set<String>> ALLOWED =
      Map.of(
          "download", Set.of(),
          "benchmark", Set.of("download", "server"),
          "result", Set.of(),
          "analysis", Set.of("result"),
          "run", Set.of("benchmark", "result", "analysis"),
          "tune", Set.of("result", "analysis", "run"),
          "report", Set.of("analysis", "result", "tune"),
          "probe", Set.of("server"),
          "book", Set.of("download", "server", "report"),
          "cli",
              Set.of(
                  "benchmark",
                  "result",
                  "analysis",
                  "run",
                  "tune",
                  "report",
                  "download",
                  "book",
                  "probe",
                  "server"));

  private static final Pattern IMPORT =
      Pattern.compile("(?m)^import (?:static )?flagbench\\.(\\w+)\\.");

  /** Any project's results are compared, so that comparing knows nothing of what ours measures. */
  @Test
  void comparingNeedsNeitherServerNorClients() throws IOException {
    Set<String> needed = new TreeSet<>(Set.of("result", "analysis"));
    while (needed.addAll(needed.stream().flatMap(name -> allowed(name).stream()).toList())) {
      // What these need is needed as well.
    }
    assertEquals(Set.of("result", "analysis"), needed);
    for (String name : needed) {
      try (var files = Files.list(Path.of("src/main/java/flagbench", name))) {
        for (Path file : files.toList()) {
          String source = Files.readString(file);
          assertFalse(
              Pattern.compile(
                      "io\\.undertow|org\\.xnio|flagbench\\.(server|download|benchmark)\\.\\w+;")
                  .matcher(source)
                  .find(),
              file::toString);
        }
      }
    }
  }

  private static Set<String> allowed(String name) {
    return ALLOWED.getOrDefault(name, Set.of());
  }

  @Test
  void packagesImportOnlyWhatTheirPlaceAllows() throws IOException {
    Path root = Path.of("src/main/java/flagbench");
    Set<String> packages = new TreeSet<>();
    try (var files = Files.walk(root)) {
      for (Path file : files.filter(path -> path.toString().endsWith(".java")).toList()) {
        String from = root.relativize(file).getName(0).toString();
        packages.add(from);
        List<String> imported =
            IMPORT
                .matcher(Files.readString(file))
                .results()
                .map(match -> match.group(1))
                .filter(to -> !to.equals(from))
                .toList();
        Set<String> forbidden = new TreeSet<>(imported);
        forbidden.removeAll(ALLOWED.getOrDefault(from, Set.of()));
        assertEquals(Set.of(), forbidden, file::toString);
      }
    }
    assertEquals(new TreeSet<>(ALLOWED.keySet()), packages);
    assertFalse(packages.isEmpty());
  }
}

package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/**
 * The script {@code benchmarks/flagbench}, with JDKs whose {@code java} prints its name and its
 * arguments, one a line. Off on Windows: {@code flagbench.cmd} has no test.
 */
@Timeout(30)
@DisabledOnOs(value = OS.WINDOWS, disabledReason = "the launcher there is flagbench.cmd")
@SuppressWarnings("NullAway.Init") // JUnit sets the directories
class LauncherTest {
  private static final Path LAUNCHER = Path.of("flagbench").toAbsolutePath();

  @TempDir private Path directory;
  private Path launcher;
  private Path jar;
  private final Map<String, String> environment = new HashMap<>();

  private record Answer(int code, List<String> out, List<String> err) {}

  @BeforeEach
  void aBuiltProjectInADirectoryWithSpaces() throws IOException {
    Path target = Files.createDirectories(directory.resolve("a project").resolve("target"));
    launcher = target.resolveSibling("flagbench");
    Files.copy(LAUNCHER, launcher);
    jar = Files.writeString(target.resolve("benchmarks.jar"), "");
    environment.put("PATH", "/usr/bin:/bin");
    environment.put("HOME", directory.toString());
  }

  @Test
  void argumentsArriveAsTheyWereWritten() throws Exception {
    environment.put("JAVA_HOME", jdk("25.0.1").toString());
    Answer answer =
        launch(launcher, "bench", "--vs", "jvm=-XX:+UseZGC -Xmx2g", "$HOME", "a\"b", "");
    assertEquals(0, answer.code(), answer::toString);
    List<String> out = answer.out();
    assertEquals("jdk 25.0.1", out.getFirst());
    assertTrue(out.contains("-Dsun.misc.unsafe.memory.access=allow"), out::toString);
    assertTrue(out.contains("-Dflagbench.launcher=" + launcher), out::toString);
    assertEquals(
        List.of("-jar", jar.toRealPath().toString(), "bench", "--vs", "jvm=-XX:+UseZGC -Xmx2g"),
        out.subList(out.size() - 8, out.size() - 3));
    assertEquals(List.of("$HOME", "a\"b", ""), out.subList(out.size() - 3, out.size()));
    assertEquals(List.of(), answer.err());
  }

  @Test
  void itFindsItsJarThroughSymbolicLinks() throws Exception {
    environment.put("JAVA_HOME", jdk("21").toString());
    Path absolute = Files.createSymbolicLink(directory.resolve("absolute"), launcher);
    Path relative = Files.createSymbolicLink(directory.resolve("flag"), Path.of("absolute"));
    for (Path link : List.of(absolute, relative, Path.of("./flag"))) {
      List<String> out = launch(link, "report").out();
      assertTrue(out.contains(jar.toRealPath().toString()), out::toString);
    }
  }

  @Test
  void anOldJavaHomeGivesWayToTheJdkOfTheBuildAndThatToThePaths() throws Exception {
    Path path = jdk("22.0.2");
    environment.put("PATH", path.resolve("bin") + ":/usr/bin:/bin");
    environment.put("JAVA_HOME", jdk("17.0.15").toString());
    assertEquals("jdk 22.0.2", launch(launcher).out().getFirst());
    Path settings = jar.resolveSibling("jdk.txt");
    Files.writeString(settings, "Property settings:\n    java.home = " + jdk("27") + "\n");
    assertEquals("jdk 27", launch(launcher).out().getFirst());
    Files.writeString(settings, "    java.home = " + directory.resolve("removed") + "\n");
    assertEquals("jdk 22.0.2", launch(launcher).out().getFirst());
    environment.put("JAVA_HOME", jdk("23").toString());
    assertEquals("jdk 23", launch(launcher).out().getFirst());
  }

  @Test
  void withoutAJdkThatIsNewEnoughItSaysWhatToDo() throws Exception {
    Path old = jdk("17.0.15");
    environment.put("JAVA_HOME", old.toString());
    environment.put("PATH", old.resolve("bin") + ":/usr/bin:/bin");
    assertEquals(
        new Answer(
            2,
            List.of(),
            List.of(
                "flagbench: no JDK 21 or newer found: set JAVA_HOME to one, or put its java on the"
                    + " PATH")),
        launch(launcher, "bench"));
  }

  @Test
  void withoutAJarItSaysHowToBuildOne() throws Exception {
    environment.put("JAVA_HOME", jdk("25").toString());
    Files.delete(jar);
    Answer answer = launch(launcher, "bench");
    assertEquals(2, answer.code());
    assertEquals(1, answer.err().size(), answer::toString);
    assertTrue(answer.err().getFirst().contains("'mvn package'"), answer::toString);
  }

  @Test
  void everyCommandAndJdkHasAnArchiveOfItsOwnAndJmhHasNone() throws Exception {
    environment.put("JAVA_HOME", jdk("25.0.1").toString());
    String archive = "-XX:SharedArchiveFile=" + jar.toRealPath().getParent();
    List<String> download = launch(launcher, "download", "BR").out();
    assertTrue(download.contains(archive + "/download-jdk25.0.1.jsa"), download::toString);
    List<String> bench = launch(launcher, "bench").out();
    assertTrue(bench.contains(archive + "/bench-jdk25.0.1.jsa"), bench::toString);
    for (String other : List.of("jmh", "--help", "../../elsewhere")) {
      List<String> out = launch(launcher, other).out();
      assertFalse(out.toString().contains("Archive"), out::toString);
    }
  }

  /** The JVM would go without it for ever. */
  @Test
  void anArchiveThatIsOlderThanTheJarIsRemoved() throws Exception {
    environment.put("JAVA_HOME", jdk("25.0.1").toString());
    Path archive = Files.createFile(jar.resolveSibling("download-jdk25.0.1.jsa"));
    FileTime built = Files.getLastModifiedTime(jar);
    Files.setLastModifiedTime(archive, FileTime.from(built.toInstant().plusSeconds(1)));
    launch(launcher, "download");
    assertTrue(Files.exists(archive));
    Files.setLastModifiedTime(archive, FileTime.from(built.toInstant().minusSeconds(1)));
    launch(launcher, "download");
    assertFalse(Files.exists(archive));
  }

  @Test
  void commandsThatEndSoonHaveOneCompiler() throws Exception {
    environment.put("JAVA_HOME", jdk("25").toString());
    for (String command :
        List.of("bench", "tune", "serve", "jmh", "compare", "download", "probe")) {
      List<String> out = launch(launcher, command).out();
      boolean endsSoon = List.of("compare", "download", "probe").contains(command);
      assertEquals(endsSoon, out.contains("-XX:TieredStopAtLevel=1"), out::toString);
    }
  }

  /** A JVM does not start with two collectors, and its exit code 1 would mean that it is slower. */
  @Test
  void aCollectorThatTheUserChoseIsTheOnlyOne() throws Exception {
    environment.put("JAVA_HOME", jdk("25").toString());
    assertTrue(launch(launcher, "compare").out().contains("-XX:+UseParallelGC"));
    environment.put("JAVA_TOOL_OPTIONS", "-Xmx1g -XX:+UseZGC");
    for (String command : List.of("compare", "download")) {
      String out = launch(launcher, command).out().toString();
      assertFalse(out.contains("GC"), out);
    }
  }

  @Test
  void theExitCodeIsThatOfTheCommand() throws Exception {
    Path home = jdk("25");
    script(home.resolve("bin/java"), "exit 3");
    environment.put("JAVA_HOME", home.toString());
    assertEquals(3, launch(launcher, "compare").code());
  }

  private Path jdk(String version) throws IOException {
    Path home = directory.resolve("jdk " + version);
    Files.createDirectories(home.resolve("bin"));
    Files.writeString(home.resolve("release"), "JAVA_VERSION=\"" + version + "\"\n");
    script(home.resolve("bin/java"), "printf '%s\\n' 'jdk " + version + "' \"$@\"");
    return home;
  }

  private static void script(Path file, String body) throws IOException {
    Files.writeString(file, "#!/bin/sh\n" + body + "\n");
    assertTrue(file.toFile().setExecutable(true));
  }

  private Answer launch(Path file, String... arguments) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(List.of(file.toString()));
    command.addAll(List.of(arguments));
    Path out = directory.resolve("out");
    Path err = directory.resolve("err");
    var builder = new ProcessBuilder(command).directory(directory.toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    Process process = builder.redirectOutput(out.toFile()).redirectError(err.toFile()).start();
    assertTrue(process.waitFor(20, TimeUnit.SECONDS));
    return new Answer(process.exitValue(), Files.readAllLines(out), Files.readAllLines(err));
  }
}

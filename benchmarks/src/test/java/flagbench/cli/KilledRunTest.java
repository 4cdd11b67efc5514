package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.ShortLivedJvm;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Runs the command as a process and kills it as kill -9 does. */
@Order(0) // Runs take long and leave a core idle now and then.
@Timeout(100)
@Execution(ExecutionMode.CONCURRENT)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class KilledRunTest {
  @TempDir private Path directory;

  @Test
  void aKilledRunLeavesEveryFinishedForkAndCanBeResumed() throws Exception {
    Path file = directory.resolve("run.json");
    Process launcher =
        bench(
            "quick",
            "--include",
            "async",
            "-p",
            "workers=20",
            "-p",
            "latency=20ms",
            "--forks",
            "3",
            "-o",
            file.toString());
    await(launcher, () -> Files.exists(file));
    launcher.destroyForcibly().waitFor();
    int safe = forks(file);
    assertTrue(safe >= 1 && safe < 3, () -> safe + " forks");

    Process resumed = bench("--resume", file.toString());
    assertTrue(resumed.waitFor(90, TimeUnit.SECONDS));
    assertEquals(0, resumed.exitValue(), () -> read(directory.resolve("stderr")));
    assertEquals(3, forks(file));
    String said = read(directory.resolve("stdout"));
    assertTrue(said.contains("20 flags at 20ms"), said);
  }

  @Test
  void armsThatWereKilledGoOnAndAreCompared() throws Exception {
    Path file = directory.resolve("run.json");
    Path other = directory.resolve("run-B.json");
    Process launcher =
        bench(
            "full",
            "--include",
            "ColdStart.*async",
            "-p",
            "client=jdk",
            "-p",
            "latency=1ms",
            "--forks",
            "5",
            "--vs",
            "jvm=-Xlog:gc",
            "-o",
            file.toString());
    await(launcher, () -> Files.exists(file) && Files.exists(other));
    launcher.destroyForcibly().waitFor();
    makeFourForksOf(file);
    makeFourForksOf(other);

    Process resumed = bench("--resume", file.toString(), "--vs", "jvm=-Xlog:gc");
    assertTrue(resumed.waitFor(90, TimeUnit.SECONDS));
    // How much forks scatter depends on the machine, and so may the verdict.
    assertTrue(resumed.exitValue() < 2, () -> read(directory.resolve("stderr")));
    assertEquals(5, forks(file));
    assertEquals(5, forks(other));
    String said = read(directory.resolve("stdout"));
    assertTrue(said.contains("B/A, 95 %") && said.contains("of 1 cell\n"), said);
    assertEquals(
        ResultFile.read(file).getFirst().run().path("pair"),
        ResultFile.read(other).getFirst().run().path("pair"));
  }

  /**
   * The operation takes 20 seconds, so the fork ends sooner only if it notices that its launcher
   * did.
   */
  @Test
  void theForkInFlightEndsByItselfAndLeavesNoFiles() throws Exception {
    Process launcher =
        bench(
            "quick",
            "--include",
            "async",
            "-p",
            "workers=1",
            "-p",
            "flags=1",
            "-p",
            "latency=20s",
            "--budget",
            "1h",
            "-o",
            directory.resolve("run.json").toString());
    // The fork measures as soon as it saves a flag.
    await(launcher, this::saves);
    ProcessHandle fork = launcher.children().findAny().orElseThrow();
    launcher.destroyForcibly().waitFor();
    fork.onExit().get(10, TimeUnit.SECONDS);
    assertEquals(0, sinks());
    assertFalse(Files.exists(directory.resolve("run.json")));
  }

  @Test
  void anInterruptedRunSaysHowToGoOnAndLeavesNoProcess() throws Exception {
    Path file = directory.resolve("run.json");
    Process launcher =
        bench(
            "quick",
            "--include",
            "async",
            "-p",
            "workers=10,20",
            "-p",
            "latency=20ms",
            "-o",
            file.toString());
    await(launcher, () -> Files.exists(file) && sinks() == 1);
    ProcessHandle fork = launcher.children().findAny().orElseThrow();
    // Ctrl-C sends the signal to both as well.
    new ProcessBuilder("kill", "-INT", String.valueOf(fork.pid()), String.valueOf(launcher.pid()))
        .start()
        .waitFor();
    assertTrue(launcher.waitFor(10, TimeUnit.SECONDS));
    assertEquals(130, launcher.exitValue());
    fork.onExit().get(10, TimeUnit.SECONDS);
    String said = read(directory.resolve("stderr"));
    String saved = "Interrupted. Forks saved in " + Pattern.quote(file.toString());
    assertTrue(Pattern.compile(saved + ": \\d+\\.\nTo go on:\n").matcher(said).find(), said);
    assertTrue(said.contains("bench --resume " + file), said);
    assertEquals(List.of(), ResultFile.read(file).getFirst().failures());
    assertEquals(0, sinks());
  }

  private Process bench(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.misc.unsafe.memory.access=allow",
                "--enable-native-access=ALL-UNNAMED",
                "-Djava.io.tmpdir=" + directory,
                "-Dflagbench.warmUp=100ms",
                "-Dflagbench.loadMillis=50",
                "-XX:+UseSerialGC",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "bench"));
    command.addAll(Arrays.asList(args));
    var builder = new ProcessBuilder(command);
    // Its forks, which have a collector of their own, inherit this.
    builder.environment().put("JDK_JAVA_OPTIONS", String.join(" ", ShortLivedJvm.OPTIONS));
    return builder
        .redirectOutput(directory.resolve("stdout").toFile())
        .redirectError(directory.resolve("stderr").toFile())
        .start();
  }

  /** Waits without using CPU time, which launcher and fork need. */
  private void await(Process launcher, BooleanSupplier condition) throws InterruptedException {
    while (!condition.getAsBoolean()) {
      assertFalse(
          launcher.waitFor(5, TimeUnit.MILLISECONDS), () -> read(directory.resolve("stderr")));
    }
  }

  private boolean saves() {
    try (var files = Files.walk(directory)) {
      return files.anyMatch(file -> file.getFileName().toString().startsWith("bd.gif"));
    } catch (IOException | UncheckedIOException e) {
      // A file was deleted while the directory was read.
      return false;
    }
  }

  /**
   * The number of directories that forks save to. They are in the temporary directory of this test.
   */
  private long sinks() {
    try (var files = Files.list(directory)) {
      return files.filter(file -> file.getFileName().toString().startsWith("flagbench-")).count();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  /**
   * Repeats the fork or the two that were measured, as if the run had been killed later. What is
   * compared then are mostly copies of one pair.
   */
  private static void makeFourForksOf(Path file) throws IOException {
    CellResult result = ResultFile.read(file).getFirst();
    while (result.forks().length <= 2) {
      result = result.plus(result);
    }
    assertEquals(4, result.forks().length, "the run was killed after one fork or two");
    ResultFile.write(file, List.of(result));
  }

  private static int forks(Path file) throws IOException {
    return ResultFile.read(file).stream()
        .map(CellResult::forks)
        .mapToInt(forks -> forks.length)
        .sum();
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return String.valueOf(e);
    }
  }
}

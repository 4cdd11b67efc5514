package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command as a process and kills it as kill -9 does. */
@Timeout(100)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class KilledRunTest {
  @TempDir private Path directory;

  @Test
  void aKilledRunLeavesEveryFinishedForkAndNoProcessAndCanBeResumed() throws Exception {
    Path file = directory.resolve("run.json");
    Process launcher =
        bench(
            "quick",
            "--include",
            "async",
            "-p",
            "flags=1",
            "-p",
            "workers=1,2",
            "-p",
            "latency=1ms",
            "-o",
            file.toString());
    while (!Files.exists(file) || launcher.children().findAny().isEmpty()) {
      assertTrue(launcher.isAlive(), () -> read(directory.resolve("stderr")));
      Thread.onSpinWait();
    }
    ProcessHandle fork = launcher.children().findAny().orElseThrow();
    launcher.destroyForcibly().waitFor();
    assertEnds(fork);
    int safe = forks(file);
    assertTrue(safe >= 1 && safe < 6, () -> safe + " forks");

    Process resumed = bench("--resume", file.toString());
    assertTrue(resumed.waitFor(90, TimeUnit.SECONDS));
    assertEquals(0, resumed.exitValue(), () -> read(directory.resolve("stderr")));
    assertEquals(6, forks(file));
    String said = read(directory.resolve("stdout"));
    assertTrue(said.contains("20 flags at 1ms"), said);
  }

  private Process bench(String... args) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dsun.misc.unsafe.memory.access=allow",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                "bench"));
    command.addAll(Arrays.asList(args));
    return new ProcessBuilder(command)
        .redirectOutput(directory.resolve("stdout").toFile())
        .redirectError(directory.resolve("stderr").toFile())
        .start();
  }

  /** By itself; the bound is generous, the machine may be busy. */
  private static void assertEnds(ProcessHandle fork)
      throws InterruptedException, ExecutionException {
    try {
      fork.onExit().get(20, TimeUnit.SECONDS);
    } catch (TimeoutException e) {
      throw new AssertionError("the fork outlives its launcher", e);
    }
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

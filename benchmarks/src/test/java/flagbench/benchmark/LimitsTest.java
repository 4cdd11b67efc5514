package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class LimitsTest {

  @Test
  void whatThePresetsAskForIsAllowed() {
    Limits.require("threadPool", with("flags", "10000", "workers", "1000", "sink", "memory"));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void moreWorkersThanConnectionsAreRefusedByWhatIsMissing() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Limits.require("async", with("flags", "99999", "workers", "99999")));
    String said = error.toString();
    assertTrue(said.contains("99999 workers need"), said);
    assertTrue(said.contains("open files") || said.contains("ports"), said);
  }

  @Test
  void moreFlagsThanFitIntoTheHeapAreRefusedInMemoryAndAllowedOnDisk() {
    var error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Limits.require("async", with("flags", "99999", "sink", "memory")));
    assertTrue(error.toString().contains("-p sink=disk"), error::toString);
    Limits.require("async", with("flags", "99999", "sink", "disk"));
  }

  @Test
  void aMachineThatCannotHoldAForkIsRefusedByNumbers() {
    var error = assertThrows(IllegalArgumentException.class, () -> Limits.requireMemory(1, 1_000));
    assertTrue(error.toString().contains("1300 MiB of memory"), error::toString);
    assertTrue(error.toString().contains("there are only 1000"), error::toString);
    Limits.requireMemory(1, 2_048);
  }

  @Test
  void everyArmNeedsTheMemoryOfAFork() {
    var error = assertThrows(IllegalArgumentException.class, () -> Limits.requireMemory(3, 3_000));
    assertTrue(error.toString().contains("forks of 3 arms need 3900 MiB"), error::toString);
    Limits.requireMemory(3, 4_000);
  }

  @Test
  void aLimitThatIsNoNumberLimitsNothing(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("pids.max");
    assertEquals(Long.MAX_VALUE, Limits.limit(file));
    assertEquals(512, Limits.limit(Files.writeString(file, "512\n")));
    assertEquals(Long.MAX_VALUE, Limits.limit(Files.writeString(file, "max\n")));
    assertEquals(28_233, Limits.limit(Files.writeString(file, "32768\t61000\n")));
  }

  @Test
  void workersBeyondTheFlagsNeedNothing() {
    Limits.require("threadPool", with("flags", "20", "workers", "99999"));
  }

  private static Map<String, String> with(String... pairs) {
    Map<String, String> parameters = new HashMap<>(Parameters.DEFAULTS);
    for (int i = 0; i < pairs.length; i += 2) {
      parameters.put(pairs[i], pairs[i + 1]);
    }
    return parameters;
  }
}

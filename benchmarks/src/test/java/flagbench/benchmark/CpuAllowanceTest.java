package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Simulates the files of Linux that tell of an affinity, of a quota and of CPU time. */
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class CpuAllowanceTest {
  @TempDir private Path root;

  @Test
  void underAnAffinityOnlyItsCoresCount() throws IOException {
    write("proc/self/status", "Name:\tjava\nCpus_allowed_list:\t1,3\nMems_allowed_list:\t0\n");
    writeTicks(0, 0, 0, 0);
    var allowance = new CpuAllowance(root, 2);
    assertEquals(2, allowance.cores());
    double unused = allowance.load();
    // The first and the third core are fully busy, but this process may not use them.
    writeTicks(100, 75, 100, 25);
    assertEquals(0.5, allowance.takenByOthers(0.5), 1e-9);
    writeTicks(200, 150, 200, 50);
    assertEquals(0, allowance.takenByOthers(1.2), 1e-9);
  }

  @Test
  void aQuotaCountsByItsFractionOfACore() throws IOException {
    write("proc/self/cgroup", "0::/app.slice/bench\n");
    write("sys/fs/cgroup/app.slice/bench/cpu.max", "max 100000\n");
    write("sys/fs/cgroup/app.slice/cpu.max", "150000 100000\n");
    write("proc/self/status", "Cpus_allowed_list:\t0-3\n");
    writeTicks(0, 0, 0, 0);
    var allowance = new CpuAllowance(root, 2);
    assertEquals(1.5, allowance.cores());
    double unused = allowance.load();
    // Others use 1.5 cores and leave 2.5, which is more than this process may use.
    writeTicks(100, 100, 100, 0);
    assertEquals(0, allowance.takenByOthers(1.5), 1e-9);
    // Now they use 3 cores and leave 1, which is half a core less.
    writeTicks(200, 200, 200, 100);
    assertEquals(0.5, allowance.takenByOthers(1), 1e-9);
  }

  @Test
  void whereLinuxHasNoSuchFilesTheProcessorsOfTheJvmCount() {
    var allowance = new CpuAllowance(root, 2);
    assertEquals(2, allowance.cores());
    double unused = allowance.load();
    double taken = allowance.takenByOthers(0);
    assertTrue(taken >= 0 && taken <= 2, () -> "" + taken);
  }

  /**
   * Writes for how many ticks each of four cores has been busy. All of them have existed for as
   * many ticks as the first one was busy, rounded up to hundreds.
   */
  private void writeTicks(int... busy) throws IOException {
    int all = Math.ceilDiv(busy[0], 100) * 100;
    var lines = new StringBuilder("cpu  0 0 0 0 0 0 0 0 0 0\n");
    for (int core = 0; core < busy.length; core++) {
      int idle = all - busy[core];
      lines.append("cpu%d 0 %d 0 %d 0 0 0 0 0 0\n".formatted(core, busy[core], idle));
    }
    write("proc/stat", lines + "intr 63855278 0 0\n");
  }

  private void write(String name, String text) throws IOException {
    Path file = root.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }
}

package flagbench.benchmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;

/**
 * The JIT's threads, which no bean tells of: Linux does, by their names. HotSpot ends some that are
 * idle and starts others; of one that has ended, what it had used when it was last seen counts on.
 */
final class CompilerThreads {
  private static final Path TASKS = Path.of("/proc/self/task");

  private final Map<Path, Long> nanosByThread = new HashMap<>();

  /** CPU time of all that were seen; nothing where it cannot be told. */
  OptionalLong cpuNanos() {
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        see(task);
      }
    } catch (IOException e) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(nanosByThread.values().stream().mapToLong(Long::longValue).sum());
  }

  private void see(Path task) throws IOException {
    try {
      if (Files.readString(task.resolve("comm")).matches("C[12] Compiler.*\\R")) {
        // Time on a core, time waiting for one, and how often.
        String schedule = Files.readString(task.resolve("schedstat"));
        long nanos = Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
        nanosByThread.merge(task, nanos, Math::max);
      }
    } catch (NoSuchFileException e) {
      // It ended while it was looked at.
    }
  }
}

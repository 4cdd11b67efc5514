package flagbench.benchmark;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;

/** The JIT's threads, which no bean tells of: Linux does, by their names. */
final class CompilerThreads {
  private static final Path TASKS = Path.of("/proc/self/task");

  private CompilerThreads() {}

  /** CPU time of all that are alive; nothing where it cannot be told. */
  static OptionalLong cpuNanos() {
    long nanos = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        if (Files.readString(task.resolve("comm")).matches("C[12] Compiler.*\\R")) {
          // Time on a core, time waiting for one, and how often.
          String schedule = Files.readString(task.resolve("schedstat"));
          nanos += Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
        }
      }
      return OptionalLong.of(nanos);
    } catch (IOException e) {
      // No Linux, or a thread that ended while it was looked at.
      return OptionalLong.empty();
    }
  }
}

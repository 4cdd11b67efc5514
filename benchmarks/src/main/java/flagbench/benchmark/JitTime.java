package flagbench.benchmark;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How long the JIT compilers of this JVM have worked.
 *
 * <p>On Linux that is the CPU time of their threads, which are known by their names. HotSpot ends
 * compiler threads that are idle and starts others, so the time of one that has ended counts on.
 * Elsewhere it is {@link CompilationMXBean#getTotalCompilationTime}, the time that passed during
 * compilations, which is longer than their CPU time where they wait for a core.
 */
final class JitTime {
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Pattern COMPILER = Pattern.compile("C[12] Compiler.*\\R");

  private final @Nullable CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
  private final Map<Path, Long> nanosByThread = new HashMap<>();

  /** Whether {@link #nanos} is CPU time and not the time that passed. */
  boolean isCpuTime() {
    return Files.isDirectory(TASKS);
  }

  /** Nanoseconds since the JVM started; 0 in a JVM without a JIT. */
  long nanos() {
    if (!isCpuTime()) {
      return bean == null ? 0 : TimeUnit.MILLISECONDS.toNanos(bean.getTotalCompilationTime());
    }
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      tasks.forEach(this::see);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nanosByThread.values().stream().mapToLong(Long::longValue).sum();
  }

  private void see(Path task) {
    try {
      if (COMPILER.matcher(Files.readString(task.resolve("comm"))).matches()) {
        // Three numbers: time on a core, time waiting for one, and how often.
        String schedule = Files.readString(task.resolve("schedstat"));
        long nanos = Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
        nanosByThread.merge(task, nanos, Math::max);
      }
    } catch (IOException e) {
      // The thread ended while it was looked at: "no such file", or while reading "no such
      // process".
    }
  }
}

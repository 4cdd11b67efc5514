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
 * Tells how long the JIT compilers of this JVM have worked.
 *
 * <p>On Linux that is the CPU time of the compiler threads, which are recognized by their names.
 * HotSpot ends compiler threads that are idle and starts others later, so the time of a thread that
 * has ended is kept. On other systems it is {@link CompilationMXBean#getTotalCompilationTime}: the
 * time that passed during compilations, which is longer than their CPU time if they had to wait for
 * a core.
 */
final class JitTime {
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final Pattern COMPILER = Pattern.compile("C[12] Compiler.*\\R");

  private final @Nullable CompilationMXBean bean = ManagementFactory.getCompilationMXBean();
  private final Map<Path, Long> nanosByThread = new HashMap<>();

  /** Whether {@link #nanos} is CPU time, and not the time that passed during compilations. */
  boolean isCpuTime() {
    return Files.isDirectory(TASKS);
  }

  /** Nanoseconds since the JVM started; 0 in a JVM without a JIT. */
  long nanos() {
    if (!isCpuTime()) {
      return bean == null ? 0 : TimeUnit.MILLISECONDS.toNanos(bean.getTotalCompilationTime());
    }
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      tasks.forEach(this::update);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return nanosByThread.values().stream().mapToLong(Long::longValue).sum();
  }

  /** Updates the time of a thread, if it is a compiler thread. */
  private void update(Path task) {
    try {
      if (COMPILER.matcher(Files.readString(task.resolve("comm"))).matches()) {
        // Three numbers: nanoseconds on a core, nanoseconds of waiting for one, and how often.
        String schedule = Files.readString(task.resolve("schedstat"));
        long nanos = Long.parseLong(schedule.substring(0, schedule.indexOf(' ')));
        nanosByThread.merge(task, nanos, Math::max);
      }
    } catch (IOException e) {
      // The thread has ended meanwhile, so that there is no such file or no such process.
    }
  }
}

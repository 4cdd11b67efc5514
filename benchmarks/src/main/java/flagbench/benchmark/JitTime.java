package flagbench.benchmark;

import java.io.IOException;
import java.lang.management.CompilationMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Tells how long the JIT compilers of a JVM have worked.
 *
 * <p>On Linux that is the CPU time of the compiler threads, which are recognized by their names.
 * HotSpot ends compiler threads that are idle and starts others later, so the time of a thread that
 * has ended is kept. On other systems it is {@link CompilationMXBean#getTotalCompilationTime}: the
 * time that passed during compilations, which is longer than their CPU time if they had to wait for
 * a core. There the JIT of another JVM cannot be seen.
 */
final class JitTime {

  /** The first 15 characters of a name: HotSpot's compilers, and Graal where it is the JIT. */
  private static final Pattern COMPILER = Pattern.compile("(C[12]|JVMCI\\S*) Co.*\\R");

  private final Map<Path, Long> nanosByThread = new HashMap<>();
  private final @Nullable CompilationMXBean bean;
  private final Path tasks;

  /** The JIT of this JVM. */
  JitTime() {
    bean = ManagementFactory.getCompilationMXBean();
    tasks = Path.of("/proc/self/task");
  }

  /** The JIT of another JVM on this machine. */
  JitTime(Process process) {
    bean = null;
    tasks = Path.of("/proc", String.valueOf(process.pid()), "task");
  }

  /** Whether {@link #nanos} is CPU time, and not the time that passed during compilations. */
  boolean isCpuTime() {
    return Files.isReadable(Path.of("/proc/self/schedstat"));
  }

  /** Nanoseconds since the JVM started; 0 in a JVM without a JIT. */
  long nanos() {
    if (!isCpuTime()) {
      return bean == null ? 0 : TimeUnit.MILLISECONDS.toNanos(bean.getTotalCompilationTime());
    }
    try (DirectoryStream<Path> threads = Files.newDirectoryStream(tasks)) {
      threads.forEach(this::update);
    } catch (IOException | DirectoryIteratorException e) {
      // The process has ended, and its compilers work no more.
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

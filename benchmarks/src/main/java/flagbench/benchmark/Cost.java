package flagbench.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What the downloads of one iteration cost this JVM, beside their time: with an embedded server
 * that of both, else the client's alone.
 *
 * <p>What the emptying of the sink costs is no part of it, as its time is none of the score. It
 * happens in one thread, whose own counters tell exactly how much to leave out.
 */
final class Cost {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final ResidentMemory memory = new ResidentMemory();
  private final CompilerThreads compilers = new CompilerThreads();
  private final LongAdder flags = new LongAdder();

  // Where counting began, moved on by all that is left out.
  private long startCpuNanos;
  private long startBytes;

  private OptionalLong startJitNanos = OptionalLong.empty();
  private long pauseCpuNanos;
  private long pauseBytes;

  void start() {
    flags.reset();
    startJitNanos = compilers.cpuNanos();
    memory.resetPeak();
    threads.resetPeakThreadCount();
    startBytes = threads.getTotalThreadAllocatedBytes();
    startCpuNanos = system.getProcessCpuTime();
  }

  /** An operation downloaded that many flags. */
  void downloaded(int count) {
    flags.add(count);
  }

  /** How many flags operations downloaded since the start. */
  long flags() {
    return flags.sum();
  }

  /** From here until {@link #resume} nothing counts that the calling thread does. */
  void pause() {
    pauseBytes = threads.getCurrentThreadAllocatedBytes();
    pauseCpuNanos = threads.getCurrentThreadCpuTime();
  }

  /** Called by the thread that paused. */
  void resume() {
    startCpuNanos += threads.getCurrentThreadCpuTime() - pauseCpuNanos;
    startBytes += threads.getCurrentThreadAllocatedBytes() - pauseBytes;
  }

  /** What it came to since the start. */
  List<ScalarResult> stop() {
    double micros = (system.getProcessCpuTime() - startCpuNanos) / 1000.0;
    double bytes = threads.getTotalThreadAllocatedBytes() - startBytes;
    long count = flags();
    List<ScalarResult> results = new ArrayList<>();
    results.add(
        new ScalarResult(
            "threads", threads.getPeakThreadCount(), "threads", AggregationPolicy.MAX));
    memory
        .peakMebibytes()
        .ifPresent(peak ->
            results.add(
                new ScalarResult(
                    "residentMemory", Observation.rounded(peak), "MiB", AggregationPolicy.MAX)));
    if (count == 0) {
      return results;
    }
    results.add(
        new ScalarResult(
            "allocated", Observation.rounded(bytes / count), "B/flag", AggregationPolicy.AVG));
    results.add(
        new ScalarResult(
            "cpuPerFlag", Observation.rounded(micros / count), "us/flag", AggregationPolicy.AVG));
    OptionalLong jitNanos = compilers.cpuNanos();
    if (startJitNanos.isPresent() && jitNanos.isPresent()) {
      double jit = (jitNanos.getAsLong() - startJitNanos.getAsLong()) / 1000.0 / count;
      results.add(
          new ScalarResult(
              "jitPerFlag", Observation.rounded(jit), "us/flag", AggregationPolicy.AVG));
    }
    return results;
  }
}

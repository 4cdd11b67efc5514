package flagbench.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.ScalarResult;

/**
 * What the downloads of one iteration cost this JVM beside their time. With an embedded server that
 * is the cost of client and server together, else the client's alone.
 *
 * <p>Emptying the sink between two operations is no part of the score, so its cost is left out too.
 * It happens in the one thread that calls the benchmark, whose own counters tell how much it was.
 */
final class Cost {
  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final ThreadMXBean threads = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
  private final JitTime jit = new JitTime();
  private final LongAdder flags = new LongAdder();
  private final LongAdder failed = new LongAdder();
  private final LongAdder operations = new LongAdder();
  private final boolean mayRefuse;

  // The counters when the iteration began, increased by all that is left out.
  private long startCpuNanos;
  private long startBytes;

  private long startNanos;
  private long startJitNanos;
  private long pauseCpuNanos;
  private long pauseBytes;

  /**
   * Counts nothing yet.
   *
   * @param mayRefuse whether the server may refuse requests: then how many is part of the cost
   */
  Cost(boolean mayRefuse) {
    this.mayRefuse = mayRefuse;
  }

  /** Begins an iteration. */
  void start() {
    flags.reset();
    failed.reset();
    operations.reset();
    threads.resetPeakThreadCount();
    startJitNanos = jit.nanos();
    startBytes = threads.getTotalThreadAllocatedBytes();
    startCpuNanos = system.getProcessCpuTime();
    startNanos = System.nanoTime();
  }

  /** An operation saved that many flags, and the server refused it that many others. */
  void downloaded(int saved, int refused) {
    flags.add(saved);
    failed.add(refused);
    operations.increment();
  }

  /** How many flags operations saved since the iteration began. */
  long flags() {
    return flags.sum();
  }

  /** How many flags operations asked for: those that were saved and those that were refused. */
  long asked() {
    return flags.sum() + failed.sum();
  }

  /** From here until {@link #resume}, what the calling thread does does not count. */
  void pause() {
    pauseBytes = threads.getCurrentThreadAllocatedBytes();
    pauseCpuNanos = threads.getCurrentThreadCpuTime();
  }

  /** To be called by the thread that paused. */
  void resume() {
    startCpuNanos += threads.getCurrentThreadCpuTime() - pauseCpuNanos;
    startBytes += threads.getCurrentThreadAllocatedBytes() - pauseBytes;
  }

  /** Ends the iteration and returns what it cost. */
  List<ScalarResult> stop() {
    double nanos = System.nanoTime() - startNanos;
    double cpuNanos = system.getProcessCpuTime() - startCpuNanos;
    double bytes = threads.getTotalThreadAllocatedBytes() - startBytes;
    double jitNanos = jit.nanos() - startJitNanos;
    List<ScalarResult> results = new ArrayList<>();
    results.add(mean("jit", 100 * jitNanos / nanos, "%"));
    results.add(
        new ScalarResult(
            "threads", threads.getPeakThreadCount(), "threads", AggregationPolicy.MAX));
    if (flags() > 0) {
      results.add(mean("allocated", bytes / flags(), "B/flag"));
      double ownNanos = jit.isCpuTime() ? cpuNanos - jitNanos : cpuNanos;
      results.add(mean("cpuPerFlag", ownNanos / 1000 / flags(), "us/flag"));
    }
    if (mayRefuse && operations.sum() > 0) {
      results.add(mean("failed", (double) failed.sum() / operations.sum(), "flags/op"));
    }
    return results;
  }

  private static ScalarResult mean(String label, double value, String unit) {
    return new ScalarResult(label, Observation.rounded(value), unit, AggregationPolicy.AVG);
  }
}

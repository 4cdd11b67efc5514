package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.openjdk.jmh.results.ScalarResult;

@Isolated("counts all that this JVM does")
@Timeout(60)
class ObservationTest {
  private static final int MEBIBYTE = 1 << 20;

  private final Observation observation = new Observation(new Silent(), false, 20, () -> 0);

  @Test
  void threadsOfEitherKindCountThoughTheyHaveEnded() throws InterruptedException {
    observation.start();
    var jvm = ManagementFactory.getPlatformMXBean(ThreadMXBean.class);
    long before = jvm.getTotalThreadAllocatedBytes();
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      threads.add(Thread.ofVirtual().start(() -> allocate(4)));
      threads.add(Thread.ofPlatform().start(() -> allocate(4)));
    }
    for (Thread thread : threads) {
      thread.join();
    }
    // The JVM adds what threads that are alive and threads that have ended allocated. For an
    // instant after its join a thread is in neither of the two sums.
    while (jvm.getTotalThreadAllocatedBytes() - before < 16 * 4 * MEBIBYTE) {
      Thread.onSpinWait();
    }
    observation.downloaded(1, 0);
    observation.downloaded(1, 0);
    assertTrue(value("allocated", stop()) >= 16 * 4 * MEBIBYTE / 2);
  }

  @Test
  void whatIsDoneInAPauseIsLeftOut() {
    long process = processMicros();
    observation.start();
    observation.pause();
    long thread = threadMicros();
    allocate(64);
    workForMillis(500);
    thread = threadMicros() - thread;
    observation.resume();
    observation.downloaded(1, 0);
    List<ScalarResult> results = stop();
    process = processMicros() - process;
    assertTrue(value("allocated", results) < 64 * MEBIBYTE);
    // All other work of this JVM counts as well, and its CPU time advances in steps of 10 ms.
    double counted = value("cpuPerFlag", results);
    assertTrue(counted <= process - thread + 20_000, counted + " of " + process + " µs");
  }

  private static long processMicros() {
    return ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime()
        / 1000;
  }

  private static long threadMicros() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime() / 1000;
  }

  @Test
  void whatIsDoneOutsideAPauseCounts() {
    observation.start();
    workForMillis(500);
    observation.downloaded(10, 0);
    assertTrue(value("cpuPerFlag", stop()) > 25_000);
  }

  private static void allocate(int mebibytes) {
    for (int i = 0; i < mebibytes; i++) {
      // An array of this size is really allocated: the JIT cannot replace it by variables.
      byte[] allocated = new byte[MEBIBYTE];
      if (allocated[i] != 0) {
        throw new AssertionError("not new");
      }
    }
  }

  private static void workForMillis(int millis) {
    var thread = ManagementFactory.getThreadMXBean();
    long end = thread.getCurrentThreadCpuTime() + 1_000_000L * millis;
    while (thread.getCurrentThreadCpuTime() < end) {
      Thread.onSpinWait();
    }
  }

  private List<ScalarResult> stop() {
    observation.stop();
    return observation.results();
  }

  private static double value(String name, List<ScalarResult> results) {
    return results.stream()
        .filter(result -> result.getLabel().equals(name))
        .findFirst()
        .orElseThrow()
        .getScore();
  }

  /** A server that does not exist and has no statistics. */
  private record Silent() implements TargetServer {
    @Override
    public URI baseUrl() {
      return URI.create("http://127.0.0.1:1/flags/");
    }

    @Override
    public Optional<URI> warmUpUrl() {
      return Optional.empty();
    }

    @Override
    public void reset() {}

    @Override
    public void resetStatistics() {}

    @Override
    public Optional<Statistics> statistics() {
      return Optional.empty();
    }

    @Override
    public void close() {}
  }
}

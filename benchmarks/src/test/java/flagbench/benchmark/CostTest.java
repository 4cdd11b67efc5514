package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;
import org.openjdk.jmh.results.ScalarResult;

@Isolated("counts all that this JVM does")
@Timeout(60)
class CostTest {
  private static final int MEBIBYTE = 1 << 20;

  private final Cost cost = new Cost(false);

  @Test
  void threadsOfEitherKindCountThoughTheyHaveEnded() throws InterruptedException {
    cost.start();
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
    // For an instant a thread that has been joined is in neither of the JVM's sums.
    while (jvm.getTotalThreadAllocatedBytes() - before < 16 * 4 * MEBIBYTE) {
      Thread.onSpinWait();
    }
    cost.downloaded(1, 0);
    cost.downloaded(1, 0);
    assertTrue(value("allocated", cost.stop()) >= 16 * 4 * MEBIBYTE / 2);
  }

  @Test
  void whatIsDoneInAPauseIsLeftOut() {
    long process = processMicros();
    cost.start();
    cost.pause();
    long thread = threadMicros();
    allocate(64);
    workForMillis(500);
    thread = threadMicros() - thread;
    cost.resume();
    cost.downloaded(1, 0);
    List<ScalarResult> results = cost.stop();
    process = processMicros() - process;
    assertTrue(value("allocated", results) < 64 * MEBIBYTE);
    // Whatever else this JVM does meanwhile counts; its clock goes in steps of 10 ms.
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
    cost.start();
    workForMillis(500);
    cost.downloaded(10, 0);
    assertTrue(value("cpuPerFlag", cost.stop()) > 25_000);
  }

  private static void allocate(int mebibytes) {
    for (int i = 0; i < mebibytes; i++) {
      // Too large for the JIT to do without.
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

  private static double value(String name, List<ScalarResult> results) {
    return results.stream()
        .filter(result -> result.getLabel().equals(name))
        .findFirst()
        .orElseThrow()
        .getScore();
  }
}

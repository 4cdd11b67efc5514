package flagbench.benchmark;

import com.sun.management.UnixOperatingSystemMXBean;
import flagbench.server.FlagSet;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a cell needs of the operating system and of the heap. It is checked before a run, which
 * would else fail when it comes to that cell.
 */
public final class Limits {

  /** Files that a fork has open beside its connections, and those that the server keeps free. */
  private static final long OTHER_FILES = 1_500;

  /** Threads of a fork beside a pool's: the JVM's, JMH's, the server's. */
  private static final long OTHER_THREADS = 100;

  /** A platform thread has two memory mappings: its stack and the guard pages below it. */
  private static final long MAPPINGS_PER_THREAD = 2;

  /** Half of a fork's heap of 1 GiB; the other half is for garbage that is not yet collected. */
  private static final long MOST_SAVED_BYTES = 512L << 20;

  /** A fork's heap of 1 GiB, and code, classes and buffers beside it. */
  private static final long FORK_BYTES = 1_300L << 20;

  private Limits() {}

  /**
   * Checks a cell against this machine's limits, as far as the system tells them.
   *
   * @throws IllegalArgumentException naming what the cell needs, what there is, and what to do
   */
  public static void require(String method, Map<String, String> parameters) {
    long flags = Long.parseLong(parameters.getOrDefault("flags", "1"));
    long workers = Math.min(flags, Long.parseLong(parameters.getOrDefault("workers", "1")));
    // An embedded server's end of each connection is open in the same process.
    long ends = "embedded".equals(parameters.get("server")) ? 2 : 1;
    require(workers, "open files", workers * ends + OTHER_FILES, files(), "ulimit -n");
    long ports = limit(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
    require(workers, "ports", workers, ports, "net.ipv4.ip_local_port_range");
    if (method.equals("threadPool")) {
      long mappings = limit(Path.of("/proc/sys/vm/max_map_count"));
      long threads = limit(Path.of("/sys/fs/cgroup/pids.max"));
      require(
          workers, "memory mappings", workers * MAPPINGS_PER_THREAD, mappings, "vm.max_map_count");
      require(workers, "threads", workers + OTHER_THREADS, threads, "pids.max of the cgroup");
    }
    requireMemory(memory());
    if ("memory".equals(parameters.get("sink"))) {
      requireHeap(Math.max(flags, 2 * workers));
    }
  }

  private static void require(long workers, String what, long needed, long allowed, String remedy) {
    if (needed > allowed) {
      throw new IllegalArgumentException(
          "%d workers need %d %s, and there may be %d: raise %s, or take fewer workers"
              .formatted(workers, needed, what, allowed, remedy));
    }
  }

  static void requireMemory(long bytes) {
    if (bytes < FORK_BYTES) {
      throw new IllegalArgumentException(
          "a fork takes %d MiB of memory, and this machine or container has %d: give it more"
              .formatted(FORK_BYTES >> 20, bytes >> 20));
    }
  }

  private static void requireHeap(long flags) {
    var set = new FlagSet();
    double mean =
        FlagSet.CODES.stream().mapToLong(code -> set.gif(code).limit()).average().orElse(0);
    long bytes = (long) (flags * mean);
    if (bytes > MOST_SAVED_BYTES) {
      throw new IllegalArgumentException(
          "%d flags in memory are %d MiB, and a fork's heap has room for %d: -p sink=disk, or fewer flags"
              .formatted(flags, bytes >> 20, MOST_SAVED_BYTES >> 20));
    }
  }

  /** Of the machine or, in a container, what the container may use. */
  private static long memory() {
    return ManagementFactory.getPlatformMXBean(com.sun.management.OperatingSystemMXBean.class)
        .getTotalMemorySize();
  }

  private static long files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? unix.getMaxFileDescriptorCount()
        : Long.MAX_VALUE;
  }

  /**
   * The number in a file or, of the range between two numbers, how many it holds. There is no limit
   * where there is another text, such as {@code max}, or no such file, as on any system but Linux.
   */
  static long limit(Path file) {
    // Not by Files.readString, which reads one byte first: files of /proc/sys then end there.
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      String[] words = reader.lines().collect(Collectors.joining(" ")).split("\\s+", -1);
      long[] numbers = Arrays.stream(words).mapToLong(Long::parseLong).toArray();
      return numbers.length == 2 ? numbers[1] - numbers[0] + 1 : numbers[0];
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}

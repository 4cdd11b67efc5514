package flagbench.benchmark;

import com.sun.management.OperatingSystemMXBean;
import com.sun.management.UnixOperatingSystemMXBean;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;

/**
 * Checks before a run begins that the operating system and the heap of a fork have room for what a
 * cell needs. Otherwise the run would fail, perhaps after minutes, when it comes to that cell.
 */
public final class Limits {

  /** Files that a fork has open beside its connections, and those that the server keeps free. */
  private static final long OTHER_FILES = 1_500;

  /** Threads of a fork that do not belong to the pool: the JVM's, JMH's and the server's. */
  private static final long OTHER_THREADS = 100;

  /** A platform thread has two memory mappings: its stack and the guard pages below it. */
  private static final long MAPPINGS_PER_THREAD = 2;

  /** Half of a fork's heap of 1 GiB; the other half is for garbage that is not yet collected. */
  private static final long MOST_SAVED_MIB = 512;

  /** A fork's heap of 1 GiB, and its code, classes and buffers. */
  private static final long FORK_MIB = 1_300;

  private Limits() {}

  /**
   * Checks a cell against the limits of this machine. A limit that the system does not tell is
   * taken for none.
   *
   * @param method the benchmark's method
   * @param parameters the cell's parameters
   * @throws IllegalArgumentException naming what the cell needs, what there is, and what to do
   */
  public static void require(String method, Map<String, String> parameters) {
    long flags = Long.parseLong(parameters.getOrDefault("flags", "1"));
    long workers = Math.min(flags, Long.parseLong(parameters.getOrDefault("workers", "1")));
    String all = workers + " workers need";
    String fewer = ", or take fewer workers";
    // Both ends of a connection to an embedded server are open in the same process.
    long ends = "embedded".equals(parameters.get("server")) ? 2 : 1;
    long files = workers * ends + OTHER_FILES;
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    if (system instanceof UnixOperatingSystemMXBean unix) {
      require(
          all, files, "open files", unix.getMaxFileDescriptorCount(), "raise ulimit -n" + fewer);
    }
    long ports = limit(Path.of("/proc/sys/net/ipv4/ip_local_port_range"));
    require(all, workers, "ports", ports, "widen net.ipv4.ip_local_port_range" + fewer);
    if (method.equals("threadPool")) {
      long mappings = limit(Path.of("/proc/sys/vm/max_map_count"));
      long mapped = workers * MAPPINGS_PER_THREAD;
      require(all, mapped, "memory mappings", mappings, "raise vm.max_map_count" + fewer);
      long threads = limit(Path.of("/sys/fs/cgroup/pids.max"));
      long started = workers + OTHER_THREADS;
      require(all, started, "threads", threads, "raise the cgroup's pids.max" + fewer);
    }
    if ("memory".equals(parameters.get("sink"))) {
      var set = new FlagSet();
      double meanBytes =
          FlagSet.CODES.stream().mapToLong(code -> set.gif(code).limit()).average().orElse(0);
      require(
          flags + " flags in memory need",
          (long) (flags * meanBytes) >> 20,
          "MiB of the fork's heap",
          MOST_SAVED_MIB,
          "use -p sink=disk, or fewer flags");
    }
  }

  /**
   * Checks the memory of this machine or, in a container, what the container may use.
   *
   * @param arms how many variants are measured in turn. Each keeps its fork while the others
   *     measure.
   * @throws IllegalArgumentException telling what the forks need, and what there is
   */
  public static void requireMemory(int arms) {
    requireMemory(
        arms,
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getTotalMemorySize()
            >> 20);
  }

  static void requireMemory(int arms, long mib) {
    require(
        arms == 1 ? "a fork needs" : "forks of %d arms need".formatted(arms),
        arms * FORK_MIB,
        "MiB of memory",
        mib,
        arms == 1 ? "give this machine or container more" : "measure fewer arms, or find more");
  }

  private static void require(
      String subject, long needed, String what, long available, String remedy) {
    if (needed > available) {
      throw new IllegalArgumentException(
          "%s %d %s, and there are only %d: %s"
              .formatted(subject, needed, what, available, remedy));
    }
  }

  /**
   * Reads a limit from a file that holds one number, or two numbers that are the ends of a range,
   * of which the result is the length. Where the file holds another text, such as {@code max}, or
   * does not exist, as on every system but Linux, there is no limit.
   */
  static long limit(Path file) {
    try {
      // Files.readString reads a single byte first, after which files of /proc/sys seem to end.
      String[] words = String.join(" ", Files.readAllLines(file)).split("\\s+", -1);
      long[] numbers = Arrays.stream(words).mapToLong(Long::parseLong).toArray();
      return numbers.length == 2 ? numbers[1] - numbers[0] + 1 : numbers[0];
    } catch (IOException | NumberFormatException e) {
      return Long.MAX_VALUE;
    }
  }
}

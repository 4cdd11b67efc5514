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
import java.util.OptionalLong;

/** What a cell needs of the operating system and of the heap, before time is spent on it. */
public final class Limits {

  /** Open files of a fork that are no connections, and what the server keeps free. */
  private static final long OTHER_FILES = 1_500;

  /** Memory mappings of a platform thread: its stack and the guard pages below it. */
  private static final long MAPPINGS = 2;

  /** Bytes: half of a fork's heap, the other half being garbage that is not yet collected. */
  private static final long MEMORY = 512L << 20;

  /** Threads of a fork beside a pool's: the JVM's, JMH's, the server's. */
  private static final long OTHER_THREADS = 100;

  /** Bytes that a fork takes: its heap of 1 GiB, and code, classes and buffers beside it. */
  private static final long FORK = 1_300L << 20;

  private static final Path PORTS = Path.of("/proc/sys/net/ipv4/ip_local_port_range");
  private static final Path MAX_MAPPINGS = Path.of("/proc/sys/vm/max_map_count");
  private static final Path MAX_THREADS = Path.of("/sys/fs/cgroup/pids.max");

  private Limits() {}

  /**
   * Checks a cell against this machine's limits, as far as they can be told.
   *
   * @throws IllegalArgumentException naming what the cell needs, what there is, and what to do
   */
  public static void require(String method, Map<String, String> parameters) {
    long flags = Long.parseLong(parameters.getOrDefault("flags", "1"));
    long workers = Math.min(flags, Long.parseLong(parameters.getOrDefault("workers", "1")));
    boolean embedded = "embedded".equals(parameters.get("server"));
    // An embedded server's end of each connection is this process's, too.
    require(
        "open files", workers * (embedded ? 2 : 1) + OTHER_FILES, files(), workers, "ulimit -n");
    require("ports", workers, ports(), workers, "net.ipv4.ip_local_port_range");
    if (method.equals("threadPool")) {
      require("memory mappings", workers * MAPPINGS, mappings(), workers, "vm.max_map_count");
      require(
          "threads",
          workers + OTHER_THREADS,
          number(MAX_THREADS),
          workers,
          "pids.max of the cgroup");
    }
    requireMemory(memory());
    if ("memory".equals(parameters.get("sink"))) {
      requireHeap(Math.max(flags, 2 * workers));
    }
  }

  /** Of the machine or, in a container, what the container may use. */
  private static long memory() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean system
        ? system.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  static void requireMemory(long bytes) {
    if (bytes < FORK) {
      throw new IllegalArgumentException(
          "a fork takes %d MiB of memory, and this machine or container has %d: give it more"
              .formatted(FORK >> 20, bytes >> 20));
    }
  }

  private static void requireHeap(long flags) {
    var set = new FlagSet();
    long all = FlagSet.CODES.stream().mapToLong(code -> set.gif(code).limit()).sum();
    long bytes = flags * all / FlagSet.CODES.size();
    if (bytes > MEMORY) {
      throw new IllegalArgumentException(
          "%d flags in memory are %d MiB, and a fork's heap has room for %d: -p sink=disk, or fewer flags"
              .formatted(flags, bytes >> 20, MEMORY >> 20));
    }
  }

  private static void require(
      String what, long needed, OptionalLong allowed, long workers, String remedy) {
    if (allowed.isPresent() && needed > allowed.getAsLong()) {
      throw new IllegalArgumentException(
          "%d workers need %d %s, and there may be %d: raise %s, or take fewer workers"
              .formatted(workers, needed, what, allowed.getAsLong(), remedy));
    }
  }

  private static OptionalLong files() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? OptionalLong.of(unix.getMaxFileDescriptorCount())
        : OptionalLong.empty();
  }

  private static OptionalLong ports() {
    long[] range = numbers(PORTS);
    return range.length == 2 ? OptionalLong.of(range[1] - range[0] + 1) : OptionalLong.empty();
  }

  private static OptionalLong mappings() {
    return number(MAX_MAPPINGS);
  }

  /** The one number in a file; none where there is another text, such as {@code max}. */
  static OptionalLong number(Path file) {
    long[] most = numbers(file);
    return most.length == 1 ? OptionalLong.of(most[0]) : OptionalLong.empty();
  }

  /** None where there is no such file of numbers, as on any system but Linux. */
  private static long[] numbers(Path file) {
    // Read at once: such a file says nothing more to whoever begins with one byte.
    try (BufferedReader reader = Files.newBufferedReader(file)) {
      return reader
          .lines()
          .flatMap(line -> Arrays.stream(line.split("\\s+", -1)))
          .mapToLong(Long::parseLong)
          .toArray();
    } catch (IOException | UncheckedIOException | NumberFormatException e) {
      return new long[0];
    }
  }
}

package flagbench.benchmark;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How many cores this process may use, and how many of them other processes take.
 *
 * <p>A process may use the cores of its affinity (on Linux, {@code taskset}) and, in a cgroup with
 * a quota, only so much time on them. The JVM rounds a quota of 1.5 cores up to two processors. On
 * Linux the quota is therefore read from the files of the cgroup (version 2), and how busy the
 * cores of the affinity are is read from {@code /proc/stat}. On other systems all processors of the
 * JVM count, and the load of the whole machine.
 */
final class CpuAllowance {
  private static final Pattern AFFINITY = Pattern.compile("(?m)^Cpus_allowed_list:\\s*(\\S+)$");
  private static final Pattern CGROUP = Pattern.compile("(?m)^0::(/.*)$");

  /** The microseconds of CPU time in every period, and the microseconds of a period. */
  private static final Pattern QUOTA = Pattern.compile("(\\d+) (\\d+)\\s*");

  private final OperatingSystemMXBean system =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
  private final Path root;

  /** The cores of the affinity by their names in {@code /proc/stat}, such as {@code cpu0}. */
  private final Set<String> affinity = new HashSet<>();

  private final int available;
  private final double cores;
  private long lastBusy;
  private long lastAll;

  /**
   * Reads affinity and quota of this process.
   *
   * @param root of the file system; tests have another one
   * @param processors those of the JVM
   */
  CpuAllowance(Path root, int processors) {
    this.root = root;
    Matcher list = AFFINITY.matcher(read("proc/self/status"));
    for (String range : list.find() ? list.group(1).split(",", -1) : new String[0]) {
      List<Integer> ends = Arrays.stream(range.split("-", -1)).map(Integer::valueOf).toList();
      IntStream.rangeClosed(ends.getFirst(), ends.getLast())
          .forEach(core -> affinity.add("cpu" + core));
    }
    available = affinity.isEmpty() ? processors : affinity.size();
    cores = Math.min(processors, quota());
  }

  /** The lowest quota of the process's own cgroup and those that it is part of, in cores. */
  private double quota() {
    double quota = Double.POSITIVE_INFINITY;
    Matcher own = CGROUP.matcher(read("proc/self/cgroup"));
    @Nullable Path group = Path.of(own.find() ? own.group(1) : "/");
    while (group != null) {
      Matcher max = QUOTA.matcher(read("sys/fs/cgroup" + group + "/cpu.max"));
      if (max.matches()) {
        quota = Math.min(quota, Double.parseDouble(max.group(1)) / Long.parseLong(max.group(2)));
      }
      group = group.getParent();
    }
    return quota;
  }

  /** How many cores this process may use, which under a quota need not be a whole number. */
  double cores() {
    return cores;
  }

  /**
   * How busy the cores of the affinity were since the last call, as a share of their time. The
   * result of the first call is of no use.
   */
  double load() {
    long busy = 0;
    long all = 0;
    for (String line : read("proc/stat").lines().filter(cpu -> cpu.startsWith("cpu")).toList()) {
      String[] words = line.split(" +", -1);
      if (affinity.contains(words[0])) {
        // Clock ticks of user, nice, system, idle, idle with disk access, irq and softirq. What a
        // hypervisor steals comes next, and is recorded apart by the launcher.
        long[] ticks = Arrays.stream(words, 1, 8).mapToLong(Long::parseLong).toArray();
        long sum = Arrays.stream(ticks).sum();
        all += sum;
        busy += sum - ticks[3] - ticks[4];
      }
    }
    double load =
        all > lastAll ? (double) (busy - lastBusy) / (all - lastAll) : system.getCpuLoad();
    lastBusy = busy;
    lastAll = all;
    return load;
  }

  /**
   * How much CPU time other processes took from this one since the last call of {@link #load} or of
   * this, in cores. Under a quota, others take nothing from this process as long as the cores that
   * they leave are as many as the quota allows.
   *
   * @param own how many cores this process used itself
   */
  double takenByOthers(double own) {
    return Math.max(0, load() * available - own - (available - cores));
  }

  private String read(String file) {
    try {
      return Files.readString(root.resolve(file));
    } catch (IOException e) {
      // On other systems there is no such file.
      return "";
    }
  }
}

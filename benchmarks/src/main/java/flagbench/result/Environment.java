package flagbench.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.software.os.CgroupInfo;
import oshi.software.os.OperatingSystem;
import tools.jackson.databind.node.ObjectNode;

/** Describes what results depend on besides the code: machine, system, JDK and JVM flags. */
public final class Environment {
  private static final int SLEEPS = 200;
  private static final long SLEEP_NANOS = 1_000_000;

  /** How long a JVM may take to print its version and flags. Most do so within a second. */
  private static final Duration JVM_TIMEOUT = Duration.ofSeconds(20);

  private final SystemInfo system = new SystemInfo();

  /**
   * The object {@code environment} of a result file.
   *
   * @param forks the JVM of the forks
   * @param flagSet the hash of the flags that are downloaded
   * @throws IOException if the JVM does not start
   */
  public ObjectNode describe(ForkJvm forks, String flagSet)
      throws IOException, InterruptedException {
    ObjectNode facts = ResultFile.MAPPER.createObjectNode();
    facts.put("schema", ResultFile.SCHEMA);
    ObjectNode machine = machine();
    facts.put("fingerprint", hash(machine.toString()));
    facts.put("host", host());
    facts.set("machine", machine);
    OperatingSystem os = system.getOperatingSystem();
    facts
        .putObject("os")
        .put("name", os.getFamily())
        .put("version", os.getVersionInfo().toString())
        .put("kernel", System.getProperty("os.version"));
    facts.setAll(forks.describe(JVM_TIMEOUT));
    facts.put("sinkFileSystem", Files.getFileStore(forks.temporaryDirectory()).type());
    facts.put("flagSet", flagSet);
    facts.set("timer", timer());
    return facts;
  }

  /**
   * The facts of which the fingerprint is a hash. The JDK, the kernel and the commit are not among
   * them, because the fingerprint of a machine must be the same with another one.
   */
  private ObjectNode machine() {
    HardwareAbstractionLayer hardware = system.getHardware();
    CentralProcessor processor = hardware.getProcessor();
    ObjectNode machine = ResultFile.MAPPER.createObjectNode();
    machine.put("cpu", processor.getProcessorIdentifier().getName().strip());
    machine.put("architecture", System.getProperty("os.arch"));
    machine.put("physicalCores", processor.getPhysicalProcessorCount());
    machine.put("logicalCpus", processor.getLogicalProcessorCount());
    machine.put("availableCpus", Runtime.getRuntime().availableProcessors());
    machine.put(
        "smt", processor.getLogicalProcessorCount() > processor.getPhysicalProcessorCount());
    machine.put("governor", governor());
    // In tenths, because kernels reserve slightly differing amounts of it.
    double tenthsOfGiB = hardware.getMemory().getTotal() / (double) (1 << 30) * 10;
    machine.put("memoryGiB", Math.round(tenthsOfGiB) / 10.0);
    machine.put("virtualization", hardware.getVirtualization().orElse(unnamedHypervisor()));
    CgroupInfo cgroup = system.getOperatingSystem().getCgroupInfo();
    if (cgroup.getEffectiveCpus() != CgroupInfo.UNLIMITED_CPUS) {
      machine.put("cgroupCpus", cgroup.getEffectiveCpus());
    }
    if (cgroup.getMemoryLimit() != CgroupInfo.UNLIMITED_MEMORY) {
      machine.put("cgroupMemoryBytes", cgroup.getMemoryLimit());
    }
    machine.put("os", system.getOperatingSystem().getFamily());
    return machine;
  }

  /** The CPU frequency governor of the first core; {@code unknown} where the system has none. */
  public static String governor() {
    return text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").orElse("unknown");
  }

  /** For hypervisors that OSHI does not know. Linux tells at least whether there is one. */
  private static String unnamedHypervisor() {
    return text("/proc/cpuinfo")
        .map(facts -> facts.contains(" hypervisor") ? "unnamed" : "none")
        .orElse("unknown");
  }

  /** The content of a file; empty if there is no such file, as on other systems than Linux. */
  private static Optional<String> text(String file) {
    try {
      return Optional.of(Files.readString(Path.of(file)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * By how many microseconds a sleep of 1 ms is too long on this machine. The timer of the server
   * sleeps as well. It allows for the usual overshoot, but not for how much that varies.
   */
  private static ObjectNode timer() {
    long[] overshoots = new long[SLEEPS];
    for (int i = 0; i < SLEEPS; i++) {
      long start = System.nanoTime();
      LockSupport.parkNanos(SLEEP_NANOS);
      overshoots[i] = System.nanoTime() - start - SLEEP_NANOS;
    }
    Arrays.sort(overshoots);
    ObjectNode facts = ResultFile.MAPPER.createObjectNode();
    facts.put("overshootMicrosP50", overshoots[SLEEPS / 2] / 1000);
    facts.put("overshootMicrosP99", overshoots[SLEEPS * 99 / 100] / 1000);
    return facts;
  }

  /**
   * Tells machines of one model apart: a hash of the id that the operating system was given when it
   * was installed. Containers are {@code unknown}, because their id is missing, or that of their
   * image.
   */
  private String host() {
    boolean isContainer =
        Files.exists(Path.of("/.dockerenv"))
            || Files.exists(Path.of("/run/.containerenv"))
            || System.getenv("KUBERNETES_SERVICE_HOST") != null;
    String os = System.getProperty("os.name");
    boolean hasUuid = os.startsWith("Windows") || os.startsWith("Mac");
    String id =
        isContainer
            ? "unknown"
            : hasUuid
                ? system.getHardware().getComputerSystem().getHardwareUUID()
                : text("/etc/machine-id").orElse("unknown");
    return id.isBlank() || id.equals("unknown") ? "unknown" : hash("flagbench " + id);
  }

  private static String hash(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}

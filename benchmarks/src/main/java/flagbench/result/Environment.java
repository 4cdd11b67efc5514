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
import oshi.software.os.CgroupInfo;
import oshi.software.os.OperatingSystem;
import tools.jackson.databind.node.ObjectNode;

/** Finds out what a run depends on besides our code: machine, system, JDK and the forks' flags. */
public final class Environment {
  private static final int NAPS = 200;
  private static final long NAP_NANOS = 1_000_000;

  /** A JVM says what it is within a second, if it does so at all. */
  private static final Duration JVM_PATIENCE = Duration.ofSeconds(20);

  private final SystemInfo system = new SystemInfo();

  /**
   * Everything, as a result file holds it.
   *
   * @param forks the JVM that forks run on
   * @param flagSet the hash of the flags that are downloaded
   * @param sinkDirectory a directory on the file system that flags are saved to
   */
  public ObjectNode describe(ForkJvm forks, String flagSet, Path sinkDirectory)
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
    facts.setAll(forks.describe(JVM_PATIENCE));
    facts.put("sinkFileSystem", Files.getFileStore(sinkDirectory).type());
    facts.put("flagSet", flagSet);
    facts.set("timer", timer());
    return facts;
  }

  /**
   * What the fingerprint is a hash of. Another JDK, kernel or checkout on the same machine must not
   * change it, so none of them is in here.
   */
  private ObjectNode machine() {
    CentralProcessor processor = system.getHardware().getProcessor();
    ObjectNode machine = ResultFile.MAPPER.createObjectNode();
    machine.put("cpu", processor.getProcessorIdentifier().getName().strip());
    machine.put("architecture", System.getProperty("os.arch"));
    machine.put("physicalCores", processor.getPhysicalProcessorCount());
    machine.put("logicalCpus", processor.getLogicalProcessorCount());
    machine.put("availableCpus", Runtime.getRuntime().availableProcessors());
    machine.put(
        "smt", processor.getLogicalProcessorCount() > processor.getPhysicalProcessorCount());
    machine.put("governor", governor());
    // In tenths, since kernels keep differing amounts for themselves.
    machine.put(
        "memoryGiB",
        Math.round(system.getHardware().getMemory().getTotal() / (double) (1 << 30) * 10) / 10.0);
    machine.put(
        "virtualization", system.getHardware().getVirtualization().orElse(unnamedHypervisor()));
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

  /** How the first core's clock is governed; {@code unknown} where the system does not say. */
  public static String governor() {
    return text("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor").orElse("unknown");
  }

  /** OSHI names the hypervisors it knows; Linux says whether there is one. */
  private static String unnamedHypervisor() {
    return text("/proc/cpuinfo")
        .map(facts -> facts.contains(" hypervisor") ? "unnamed" : "none")
        .orElse("unknown");
  }

  /** What a file of Linux holds; nothing where there is no such file. */
  private static Optional<String> text(String file) {
    try {
      return Optional.of(Files.readString(Path.of(file)).strip());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /**
   * How much longer than it was asked to a thread sleeps. Every delay of the server is made of such
   * sleeps, so this is the precision that can be expected of them here.
   */
  private static ObjectNode timer() {
    long[] overshoots = new long[NAPS];
    for (int i = 0; i < NAPS; i++) {
      long start = System.nanoTime();
      LockSupport.parkNanos(NAP_NANOS);
      overshoots[i] = System.nanoTime() - start - NAP_NANOS;
    }
    Arrays.sort(overshoots);
    ObjectNode facts = ResultFile.MAPPER.createObjectNode();
    facts.put("overshootMicrosP50", overshoots[NAPS / 2] / 1000);
    facts.put("overshootMicrosP99", overshoots[NAPS * 99 / 100] / 1000);
    return facts;
  }

  /**
   * Which machine of its model this is: a hash of the id that its system was given when it was
   * installed. Containers have none, or one that they share with all others of their image.
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

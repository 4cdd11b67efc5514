package flagbench.result;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.software.os.CgroupInfo;
import oshi.software.os.OperatingSystem;
import tools.jackson.databind.node.ObjectNode;

/** Finds out what a run depends on besides our code: machine, system, JDK and the forks' flags. */
public final class Environment {
  private static final Pattern FLAG =
      Pattern.compile(
          "\\S+\\s+(?<name>\\w+)\\s+:?=\\s*(?<value>.*?)\\s+\\{[^}]*}\\s+\\{(?<origin>[^}]*)}");
  private static final int NAPS = 200;
  private static final long NAP_NANOS = 1_000_000;

  private final SystemInfo system = new SystemInfo();

  /**
   * Everything, as a result file holds it.
   *
   * @param forkArguments the JVM arguments of the forks
   * @param flagSet the hash of the flags that are downloaded
   * @param sinkDirectory a directory on the file system that flags are saved to
   */
  public ObjectNode describe(List<String> forkArguments, String flagSet, Path sinkDirectory)
      throws IOException, InterruptedException {
    ObjectNode facts = ResultFile.MAPPER.createObjectNode();
    facts.put("schema", ResultFile.SCHEMA);
    ObjectNode machine = machine();
    facts.put("fingerprint", fingerprint(machine));
    facts.set("machine", machine);
    facts.set("os", operatingSystem());
    facts.set("jdk", jdk());
    facts.set("jvm", jvm(forkArguments));
    facts.put("sinkFileSystem", Files.getFileStore(sinkDirectory).type());
    facts.put("flagSet", flagSet);
    facts.set("timer", timer());
    return facts;
  }

  /** What the fingerprint is made of: nothing that another JDK, kernel or checkout changes. */
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

  /** Linux has it in a file, and virtual machines have none. */
  private static String governor() {
    try {
      return Files.readString(Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"))
          .strip();
    } catch (IOException e) {
      return "unknown";
    }
  }

  /** OSHI names the hypervisors it knows; Linux says whether there is one. */
  private static String unnamedHypervisor() {
    try {
      return Files.readString(Path.of("/proc/cpuinfo")).contains(" hypervisor")
          ? "unnamed"
          : "none";
    } catch (IOException e) {
      return "unknown";
    }
  }

  private ObjectNode operatingSystem() {
    OperatingSystem os = system.getOperatingSystem();
    ObjectNode facts = ResultFile.MAPPER.createObjectNode();
    facts.put("name", os.getFamily());
    facts.put("version", os.getVersionInfo().toString());
    facts.put("kernel", System.getProperty("os.version"));
    return facts;
  }

  private static ObjectNode jdk() {
    ObjectNode facts = ResultFile.MAPPER.createObjectNode();
    facts.put("vendor", System.getProperty("java.vendor"));
    facts.put("version", System.getProperty("java.runtime.version"));
    facts.put("vm", System.getProperty("java.vm.name"));
    return facts;
  }

  /**
   * Asks a JVM started as the forks are, environment variables included, what it made of its flags.
   */
  private static ObjectNode jvm(List<String> forkArguments)
      throws IOException, InterruptedException {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    List<String> command =
        Stream.of(
                List.of(java.toString()),
                forkArguments,
                List.of("-XX:+PrintFlagsFinal", "-version"))
            .flatMap(List::stream)
            .toList();
    Process process =
        new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
    String output;
    try (var in = process.getInputStream()) {
      output = new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
    if (!process.waitFor(10, TimeUnit.SECONDS) || process.exitValue() != 0) {
      process.destroyForcibly();
      throw new IOException("a JVM does not start with " + forkArguments);
    }
    ObjectNode facts = ResultFile.MAPPER.createObjectNode();
    ObjectNode flags = ResultFile.MAPPER.createObjectNode();
    Matcher matcher = FLAG.matcher(output);
    matcher
        .results()
        .filter(flag ->
            !flag.group("origin").equals("default")
                && !flag.group("name").equals("PrintFlagsFinal"))
        .forEach(flag -> flags.put(flag.group("name"), LocalPaths.shorten(flag.group("value"))));
    facts.put("gc", collector(flags));
    facts.put("maxHeapBytes", flags.path("MaxHeapSize").asLong(0));
    facts.set("flags", flags);
    return facts;
  }

  private static String collector(ObjectNode flags) {
    return flags.properties().stream()
        .filter(flag ->
            flag.getKey().matches("Use\\w+GC") && flag.getValue().asString("").equals("true"))
        .map(flag -> flag.getKey().substring("Use".length()))
        .findFirst()
        .orElse("unknown");
  }

  /** How much longer than asked the machine sleeps: what every delay of the server starts from. */
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

  private static String fingerprint(ObjectNode machine) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(machine.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash, 0, 8);
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}

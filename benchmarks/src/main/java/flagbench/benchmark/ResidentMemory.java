package flagbench.benchmark;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The most memory of this JVM that was in RAM at once: heap as far as it was ever touched, stacks,
 * code, class data and buffers. Linux keeps that peak itself, so that nothing needs sampling and a
 * pool's stacks count though its threads have ended; other systems tell no peak that can be reset.
 */
final class ResidentMemory {

  /** Writing 5 there resets the peak; see proc_pid_clear_refs(5). */
  private static final Path RESET = Path.of("/proc/self/clear_refs");

  private static final Path STATUS = Path.of("/proc/self/status");
  private static final String PEAK = "VmHWM:";

  private boolean peakWasReset;

  /** Forgets the peak so far. */
  void resetPeak() {
    try {
      Files.writeString(RESET, "5", StandardOpenOption.WRITE);
      peakWasReset = true;
    } catch (IOException e) {
      // No Linux, or one that does not allow it: a peak would be that of the JVM's whole life.
      peakWasReset = false;
    }
  }

  /** The peak since it was reset, in MiB; nothing where it cannot be. */
  OptionalDouble peakMebibytes() {
    if (!peakWasReset) {
      return OptionalDouble.empty();
    }
    try (Stream<String> lines = Files.lines(STATUS)) {
      return lines
          .filter(line -> line.startsWith(PEAK))
          // Such as "VmHWM:   214432 kB", of which each is 1,024 bytes.
          .mapToDouble(line -> Long.parseLong(line.replaceAll("\\D", "")) / 1024.0)
          .findFirst();
    } catch (IOException e) {
      return OptionalDouble.empty();
    }
  }
}

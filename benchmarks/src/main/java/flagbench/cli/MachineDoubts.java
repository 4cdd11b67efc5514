package flagbench.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.PowerSource;

/**
 * Reasons why this machine should not be measured now, for before time is spent on it. None of them
 * keeps a run from starting.
 *
 * @param busyPercent of all cores, over the last second
 * @param governor of the first core; empty where the system does not tell
 * @param onBattery whether a battery is being discharged
 */
record MachineDoubts(double busyPercent, String governor, boolean onBattery) {

  /** Twice what marks a cell as measured on a busy machine: this program is at work, too. */
  private static final double MOST_BUSY_PERCENT = 20;

  private static final Path GOVERNOR =
      Path.of("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor");

  /** Looks at this machine for a second. */
  static MachineDoubts ofThisMachine() {
    var system = new SystemInfo().getHardware();
    return new MachineDoubts(
        100 * system.getProcessor().getSystemCpuLoad(1000),
        governorOfThisMachine(),
        system.getPowerSources().stream().anyMatch(PowerSource::isDischarging));
  }

  private static String governorOfThisMachine() {
    try {
      return Files.readString(GOVERNOR).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** One line for each doubt, which says what is wrong and what to do. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (busyPercent > MOST_BUSY_PERCENT) {
      lines.add(
          "This machine is busy (%.0f %% of all cores): end other programs, or expect wide intervals."
              .formatted(busyPercent));
    }
    if (governor.equals("powersave") || governor.equals("conservative")) {
      lines.add(
          "The CPU governor is '%s', which changes the clock while it is measured: set 'performance'."
              .formatted(governor));
    }
    if (onBattery) {
      lines.add("This machine runs on its battery, which may lower the clock: plug it in.");
    }
    return lines;
  }
}

package flagbench.cli;

import flagbench.result.Environment;
import java.util.ArrayList;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.HardwareAbstractionLayer;
import oshi.hardware.PowerSource;

/**
 * Why measurements on this machine may be unreliable now. The warnings are printed before a run,
 * which starts all the same.
 *
 * @param busyPercent how busy all cores together were just now
 * @param governor the CPU frequency governor: see {@link Environment#governor()}
 * @param onBattery whether a battery is being discharged
 */
record MachineWarnings(double busyPercent, String governor, boolean onBattery) {

  /**
   * More than this is a warning. Cells are marked as measured on a busy machine at half of it, but
   * here this program's own start counts as well.
   */
  private static final double MOST_BUSY_PERCENT = 20;

  /** Examines this machine, which takes a second, or less where tests say so. */
  static MachineWarnings ofThisMachine() {
    HardwareAbstractionLayer hardware = new SystemInfo().getHardware();
    long millis = Integer.getInteger("flagbench.loadMillis", 1000);
    return new MachineWarnings(
        100 * hardware.getProcessor().getSystemCpuLoad(millis),
        Environment.governor(),
        hardware.getPowerSources().stream().anyMatch(PowerSource::isDischarging));
  }

  /** One line for each warning, which says what is wrong and what to do. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    if (busyPercent > MOST_BUSY_PERCENT) {
      lines.add(
          "This machine is busy (%.0f %% of all cores): end other programs, or expect wide intervals."
              .formatted(busyPercent));
    }
    if (governor.equals("powersave") || governor.equals("conservative")) {
      lines.add(
          "The CPU governor '%s' changes the clock frequency during measurements: set 'performance'."
              .formatted(governor));
    }
    if (onBattery) {
      lines.add("This machine runs on battery, which may lower the clock frequency: plug it in.");
    }
    return lines;
  }
}

package flagbench.cli;

import flagbench.result.Environment;
import java.util.ArrayList;
import java.util.List;
import oshi.SystemInfo;
import oshi.hardware.PowerSource;

/**
 * Reasons why this machine should not be measured now. They are printed before a run, and do not
 * keep it from starting.
 *
 * @param busyPercent of all cores, over the last second
 * @param governor see {@link Environment#governor()}
 * @param onBattery whether a battery is being discharged
 */
record MachineWarnings(double busyPercent, String governor, boolean onBattery) {

  /**
   * Twice the share that marks a cell as measured on a busy machine: this program works as well.
   */
  private static final double MOST_BUSY_PERCENT = 20;

  /** Looks at this machine for a second. */
  static MachineWarnings ofThisMachine() {
    var system = new SystemInfo().getHardware();
    return new MachineWarnings(
        100 * system.getProcessor().getSystemCpuLoad(1000),
        Environment.governor(),
        system.getPowerSources().stream().anyMatch(PowerSource::isDischarging));
  }

  /** One line for each reason, which says what is wrong and what to do. */
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

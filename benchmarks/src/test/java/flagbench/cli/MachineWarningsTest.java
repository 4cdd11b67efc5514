package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineWarningsTest {

  @Test
  void aQuietMachineGetsNoWarning() {
    assertEquals(List.of(), new MachineWarnings(5, "performance", false).lines());
    assertEquals(List.of(), new MachineWarnings(20, "", false).lines(), "it tells no governor");
  }

  @Test
  void everyWarningIsALineOfItsOwn() {
    List<String> lines = new MachineWarnings(75, "powersave", true).lines();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).contains("75 % of all cores"), lines::toString);
    assertTrue(lines.get(1).contains("'powersave'"), lines::toString);
    assertTrue(lines.get(2).contains("battery"), lines::toString);
  }

  @Test
  void thisMachineCanBeLookedAt() {
    double busy = MachineWarnings.ofThisMachine().busyPercent();
    assertTrue(busy >= 0 && busy <= 100, () -> busy + " %");
  }
}

package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;

class MachineDoubtsTest {

  @Test
  void aQuietMachineIsNotDoubted() {
    assertEquals(List.of(), new MachineDoubts(5, "performance", false).lines());
    assertEquals(List.of(), new MachineDoubts(20, "", false).lines(), "it tells no governor");
  }

  @Test
  void everyDoubtIsALineOfItsOwn() {
    List<String> lines = new MachineDoubts(75, "powersave", true).lines();
    assertEquals(3, lines.size());
    assertTrue(lines.get(0).contains("75 % of all cores"), lines::toString);
    assertTrue(lines.get(1).contains("'powersave'"), lines::toString);
    assertTrue(lines.get(2).contains("battery"), lines::toString);
  }

  @Test
  void thisMachineCanBeLookedAt() {
    assertTrue(MachineDoubts.ofThisMachine().busyPercent() >= 0);
  }
}

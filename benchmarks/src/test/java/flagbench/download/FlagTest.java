package flagbench.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class FlagTest {

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 20, 1000})
  void everyFlagHasAFileNameOfItsOwn(int count) {
    List<Flag> flags = Flag.of(List.of("in", "br", "us"), count);
    assertEquals(count, flags.size());
    assertEquals(count, flags.stream().map(Flag::file).distinct().count());
  }

  @Test
  void countriesComeInAlphabeticalOrderAndThenInTurnAgain() {
    assertEquals(
        List.of("br.gif", "in.gif", "br-2.gif", "in-2.gif", "br-3.gif"),
        Flag.of(List.of("in", "br"), 5).stream().map(Flag::file).toList());
  }

  @Test
  void noFlagOfNoCountryIsRefused() {
    assertThrows(IllegalArgumentException.class, () -> Flag.of(List.of(), 1));
    assertThrows(IllegalArgumentException.class, () -> Flag.of(List.of("br"), 0));
  }

  @Test
  void aStyleIsFoundByTheNameItIsWrittenWith() {
    for (Style style : Style.values()) {
      assertEquals(style, Style.of(style.toString()));
    }
    assertThrows(IllegalArgumentException.class, () -> Style.of("THREAD_POOL"));
  }
}

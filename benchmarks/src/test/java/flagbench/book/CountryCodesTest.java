package flagbench.book;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.server.FlagSet;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class CountryCodesTest {

  @Test
  void withoutAnyTheyAreTheBooksTwenty() {
    assertEquals(FlagSet.CODES, CountryCodes.expand(List.of(), false));
  }

  @Test
  void codesAreSortedAndEachIsThereOnce() {
    assertEquals(
        List.of("br", "cn", "us"),
        CountryCodes.expand(List.of("US", "br", "Cn", "BR", "us"), false));
  }

  @Test
  void oneLetterIsAllCodesThatBeginSo() {
    List<String> codes = CountryCodes.expand(List.of("B", "br", "cn"), false);
    assertEquals(27, codes.size());
    assertEquals("ba", codes.getFirst());
    assertEquals("cn", codes.getLast());
  }

  @Test
  void everyCodeIsOneOf676() {
    List<String> codes = CountryCodes.expand(List.of(), true);
    assertEquals(676, codes.size());
    assertEquals(List.copyOf(new TreeSet<>(codes)), codes);
    assertTrue(codes.containsAll(FlagSet.CODES));
  }
}

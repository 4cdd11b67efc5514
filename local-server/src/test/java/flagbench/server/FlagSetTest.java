package flagbench.server;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class FlagSetTest {
  private final FlagSet flags = new FlagSet();

  @Test
  void everyFlagIsAWholeGif() {
    for (String code : FlagSet.CODES) {
      byte[] gif = new byte[flags.gif(code).remaining()];
      flags.gif(code).get(gif);
      assertEquals("GIF89a", new String(gif, 0, 6, StandardCharsets.US_ASCII), code);
      assertEquals(';', gif[gif.length - 1], code);
    }
  }

  @Test
  void allTogetherAreAboutAsLargeAsTheBooks() {
    int total = FlagSet.CODES.stream().mapToInt(code -> flags.gif(code).limit()).sum();
    assertEquals(267_092, total, 267_092 * 0.02);
  }

  @Test
  void codesAreTwentyAndInAlphabeticalOrder() {
    assertEquals(20, FlagSet.CODES.size());
    assertEquals(FlagSet.CODES.stream().sorted().distinct().toList(), FlagSet.CODES);
  }

  @Test
  void theHashIsThatOfTheFilesOneAfterTheOther() throws NoSuchAlgorithmException {
    MessageDigest digest = MessageDigest.getInstance("SHA-256");
    FlagSet.CODES.forEach(code -> digest.update(flags.gif(code)));
    assertEquals(HexFormat.of().formatHex(digest.digest()), flags.sha256());
  }

  @Test
  void anUnknownCodeIsRefusedByName() {
    var error = assertThrows(IllegalArgumentException.class, () -> flags.gif("xx"));
    assertEquals("no flag of 'xx'", error.getMessage());
  }
}

package flagbench;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class LicenceTest {

  /** The flags are rendered from flag-icons, whose licence asks to be kept with every copy. */
  @Test
  void theFlagsComeWithTheirLicence() throws IOException {
    try (InputStream licence =
        LicenceTest.class.getResourceAsStream("/META-INF/licenses/flag-icons.txt")) {
      assertNotNull(licence);
      String text = new String(licence.readAllBytes(), StandardCharsets.UTF_8);
      assertTrue(text.contains("Panayiotis Lipiridis"), text);
      assertTrue(text.contains("shall be included in all"), text);
    }
  }
}

package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every help page, as a terminal of 80 columns shows it. */
@Isolated("it looks at the JVM's standard error, where picocli complains of a page")
class HelpTest {

  @ParameterizedTest
  @ValueSource(strings = {"bench", "tune", "compare", "report", "download", "serve", "probe"})
  void aPageOfHelpHasAnExampleAndExitCodesAndNoBrokenFormat(String command) {
    var err = new ByteArrayOutputStream();
    PrintStream before = System.err;
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    String page;
    try {
      page = help(command, "--help");
    } finally {
      System.setErr(before);
    }
    assertEquals("", err.toString(StandardCharsets.UTF_8));
    assertTrue(page.contains("Exit codes:"), page);
    assertTrue(page.contains("For example:\n  flagbench " + command), page);
    assertFalse(page.contains("%%"), page);
    assertFalse(page.contains("${"), page);
    assertFalse(page.contains("WARN"), page);
    assertTrue(page.lines().allMatch(line -> line.length() <= 80), page);
  }

  @Test
  void theListOfCommandsHasThemAll() {
    String page = help("--help");
    for (String command :
        new String[] {"bench", "tune", "compare", "report", "download", "serve"}) {
      assertTrue(page.contains("\n  " + command + " "), page);
    }
  }

  private static String help(String... arguments) {
    var out = new StringWriter();
    assertEquals(
        0, Main.commands(arguments[0]).setOut(new PrintWriter(out, true)).execute(arguments));
    return out.toString();
  }
}

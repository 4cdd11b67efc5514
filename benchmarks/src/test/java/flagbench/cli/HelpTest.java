package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;

/** What every help page holds, and that the commands in help and documentation are understood. */
@Order(0) // It would wait for long tests that must not meet one that replaces System.err.
class HelpTest {
  private static final Pattern WORD = Pattern.compile("\"([^\"]*)\"|(\\S+)");
  private static final Pattern EXAMPLE =
      Pattern.compile("(?m)^ +(?:benchmarks/)?flagbench (?!jmh)(?<arguments>.*?)(?: +#.*)?$");

  private static Stream<CommandLine> commands() {
    CommandLine root = Main.commands("");
    return Stream.concat(Stream.of(root), root.getSubcommands().values().stream());
  }

  @ParameterizedTest
  @MethodSource("commands")
  @ResourceLock(Resources.SYSTEM_ERR)
  void aHelpPageIsWholeWithin80Columns(CommandLine command) {
    PrintStream before = System.err;
    var warnings = new ByteArrayOutputStream();
    String page;
    try (var err = new PrintStream(warnings, true, StandardCharsets.UTF_8)) {
      System.setErr(err);
      page = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    } finally {
      System.setErr(before);
    }
    // Tests that run meanwhile may log to standard error, too.
    String said = warnings.toString(StandardCharsets.UTF_8);
    assertFalse(said.contains("picocli"), said);
    assertFalse(page.contains("WARN"), page);
    assertFalse(page.contains("%%"), page);
    assertFalse(page.contains("${"), page);
    assertTrue(page.contains("Exit codes:\n"), page);
    assertTrue(page.contains("Example:\n  flagbench "), page);
    assertEquals(List.of(), page.lines().filter(line -> line.length() > 80).toList());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void everyOptionHasALongName(CommandLine command) {
    for (OptionSpec option : command.getCommandSpec().options()) {
      assertTrue(option.longestName().startsWith("--"), option::toString);
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void theExamplesOfAHelpPageAreUnderstood(CommandLine command) {
    String page = command.getUsageMessage(CommandLine.Help.Ansi.OFF);
    List<String> examples = examples(page);
    assertEquals(command.getCommandName().equals("jmh"), examples.isEmpty(), page);
    examples.forEach(HelpTest::parse);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "README.md",
        "benchmarks/README.md",
        "results/README.md",
        "local-server/README.md",
        "CONTRIBUTING.md"
      })
  void theCommandsOfTheDocumentationAreUnderstood(String file) throws IOException {
    List<String> examples = examples(Files.readString(Path.of("..").resolve(file)));
    assertFalse(examples.isEmpty(), file);
    examples.forEach(HelpTest::parse);
  }

  @Test
  void commandsAreFoundInDocumentation() {
    assertEquals(
        List.of("bench quick -p a=1", "compare A B"),
        examples(
            "x\n    flagbench bench quick -p a=1   # why\n  benchmarks/flagbench compare A B"));
  }

  private static List<String> examples(String text) {
    return EXAMPLE.matcher(text).results().map(match -> match.group("arguments").strip()).toList();
  }

  private static void parse(String arguments) {
    List<String> words = new ArrayList<>();
    for (MatchResult word : WORD.matcher(arguments).results().toList()) {
      words.add(word.group().replace("\"", ""));
    }
    Main.commands("").parseArgs(words.toArray(String[]::new));
  }
}

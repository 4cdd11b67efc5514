package flagbench.cli;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.ShortLivedJvm;
import flagbench.download.Style;
import flagbench.server.FlagServer;
import flagbench.server.FlagSet;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import flagbench.server.RequestOutcome;
import flagbench.server.ServerStatistics;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** The command {@code download}, which does what the book's scripts do. */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
@ResourceLock(value = Resources.SYSTEM_ERR, mode = ResourceAccessMode.READ)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class DownloadCommandTest {
  private static final List<String> UPPER_CODES =
      FlagSet.CODES.stream().map(code -> code.toUpperCase(Locale.ROOT)).toList();

  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource
  void everyStyleSavesTheTwentyFlagsAndShowsThemAsTheyArrive(Style style) throws Exception {
    Answer answer =
        execute("--style=" + style, "--latency=1ms..40ms", "--dest=" + directory.resolve("new"));
    assertEquals(0, answer.code());
    assertEquals("", answer.err());
    List<String> out = answer.out().lines().toList();

    assertEquals(2, out.size(), out::toString);
    List<String> arrived = Arrays.asList(out.getFirst().split(" ", -1)).subList(0, 20);
    assertEquals(UPPER_CODES, arrived.stream().sorted().toList());
    if (style == Style.SEQUENTIAL) {
      assertEquals(UPPER_CODES, arrived);
    } else {
      assertNotEquals(UPPER_CODES, arrived, "as they arrive, and delays differ");
    }
    assertTrue(out.getLast().matches("20 flags downloaded in \\d+\\.\\d\\ds"), out::toString);
    assertEquals(20, assertOnlyWholeFlags(directory.resolve("new")));
  }

  @Test
  void aProcessPrintsTheSame() throws Exception {
    Process process = start("BR", "--latency=1ms", "--dest=" + directory);
    List<String> out = process.inputReader().lines().toList();
    assertEquals(0, process.waitFor());
    assertEquals(List.of(), process.errorReader().lines().toList());
    assertEquals("BR ", out.getFirst());
    assertTrue(out.getLast().matches("1 flag downloaded in \\d+\\.\\d\\ds"), out::toString);
  }

  @ParameterizedTest
  @EnumSource
  void countsAreTheServersOwnWhateverFails(Style style) throws Exception {
    NetworkConditions conditions =
        NetworkConditions.parse(Map.of("fault", "error=0.25", "seed", "7"));
    try (FlagServer server = FlagServer.start(conditions)) {
      Answer answer = execute("--every", "--style=" + style, "--server=" + server.baseUrl());
      ServerStatistics seen = server.statistics();
      long ok = seen.count(RequestOutcome.OK);
      long notFound = seen.count(RequestOutcome.NOT_FOUND);
      long failed = seen.count(RequestOutcome.ERROR);
      assertEquals(676, seen.requests());
      assertEquals(676, ok + notFound + failed);
      assertTrue(
          answer
              .lastLine()
              .matches(
                  "%d flags downloaded in .*s, %d not found, %d failed"
                      .formatted(ok, notFound, failed)),
          answer::toString);
      assertTrue(answer.err().startsWith("failed, HTTP status 503: "), answer::toString);
      assertEquals(1, answer.code());
      assertEquals(ok, assertOnlyWholeFlags(directory));
    }
  }

  @ParameterizedTest
  @EnumSource
  void aBadNetworkLeavesNoWrongFileAndNoPartOfOne(Style style) throws Exception {
    NetworkConditions conditions =
        NetworkConditions.parse(Map.of("fault", "drop=0.3,truncate=0.3,stall=0.2"));
    try (FlagServer server = FlagServer.start(conditions)) {
      Answer answer = execute("--style=" + style, "--server=" + server.baseUrl(), "--timeout=50ms");
      long saved = assertOnlyWholeFlags(directory);
      assertTrue(saved < 20, "faults were met");
      assertTrue(
          answer
              .lastLine()
              .matches("%d flags? downloaded in .*s, %d failed".formatted(saved, 20 - saved)),
          answer::toString);
      assertEquals(1, answer.code());
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"THREAD_POOL", "ASYNC"})
  void interruptedItKeepsWholeFilesAndSaysHowManyThereAre(Style style) throws Exception {
    NetworkConditions conditions = NetworkConditions.parse(Map.of("fault", "stall=0.5"));
    try (FlagServer server = FlagServer.start(conditions)) {
      Process process =
          start("--style=" + style, "--server=" + server.baseUrl(), "--dest=" + directory);
      ServerStatistics seen = server.statistics();
      while (seen.count(RequestOutcome.OK) + seen.count(RequestOutcome.STALL) < 20) {
        assertFalse(process.waitFor(1, TimeUnit.MILLISECONDS));
      }
      new ProcessBuilder("kill", "-INT", String.valueOf(process.pid())).start().waitFor();
      List<String> out = process.inputReader().lines().toList();
      assertTrue(process.waitFor(20, TimeUnit.SECONDS));
      assertEquals(130, process.exitValue());
      assertTrue(
          out.getLast()
              .matches(
                  "interrupted: %d flags? downloaded in .*s"
                      .formatted(assertOnlyWholeFlags(directory))),
          out::toString);
    }
  }

  @Test
  void whatCannotBeSavedFailsAndTheRestGoesOn() throws Exception {
    Files.createDirectories(directory.resolve("br.gif/in-the-way"));
    Answer answer = execute("--latency=0ms", "--style=async");
    assertEquals("failed, Is a directory: BR\n", answer.err());
    assertTrue(answer.lastLine().matches("19 flags downloaded in .*s, 1 failed"));
    assertEquals(1, answer.code());
  }

  @Test
  void eachStyleEndsWithTheMedianOfItsRuns() {
    Answer answer = execute("BR", "CN", "--latency=2ms", "--style=all", "--runs=2");
    List<String> lines = answer.out().lines().toList();
    int ofStyle = 1 + 2 * 2 + 1;
    List<Style> styles = List.of(Style.values());
    assertEquals(styles.size() * ofStyle, lines.size(), answer::toString);
    for (int i = 0; i < styles.size(); i++) {
      List<String> own = lines.subList(i * ofStyle, (i + 1) * ofStyle);
      assertEquals(styles.get(i).toString(), own.getFirst());
      double first = seconds("2 flags downloaded in (.*)s", own.get(2));
      double second = seconds("2 flags downloaded in (.*)s", own.get(4));
      double median = seconds("median of 2 runs: (.*)s", own.getLast());
      // Each of the three is rounded to hundredths.
      assertEquals((first + second) / 2, median, 0.011, answer::toString);
    }
    assertEquals("BR CN ", lines.get(1), "sequential");
    assertEquals(0, answer.code());
  }

  private static double seconds(String pattern, String line) {
    Matcher matcher = Pattern.compile(pattern).matcher(line);
    assertTrue(matcher.matches(), line);
    return Double.parseDouble(matcher.group(1));
  }

  @Test
  void aFlagThatDoesNotExistIsCountedAndHasNotFailed() {
    Answer answer = execute("b", "--latency=0ms");
    assertTrue(
        answer.out().matches("BD BR \n2 flags downloaded in .*s, 24 not found\n"),
        answer::toString);
    assertEquals(0, answer.code());
    assertEquals("", answer.err());
  }

  @Test
  void moreFlagsThanCodesAreTheCodesInTurn() throws Exception {
    Answer answer = execute("--flags=150", "--latency=0ms", "--style=virtualThreads");
    assertTrue(
        answer.out().matches("150 flags downloaded in .*s\n"), "without 150 codes: " + answer);
    assertEquals(150, assertOnlyWholeFlags(directory));
  }

  @Test
  void itNeverHasMoreInFlightThanWorkers() {
    try (FlagServer server = FlagServer.start(NetworkConditions.of(Latency.parse("5ms")))) {
      execute("--max-workers=3", "--style=async", "--server=" + server.baseUrl());
      assertEquals(3, server.statistics().peakInFlight());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "--style=pool                      | style 'pool' is none of: sequential, threadPool",
        "--server=remote                   | server 'remote' is none of: book, local, delay, error, http",
        "--server=http://192.0.2.1/flags   | is not on this machine: add --allow-remote",
        "--server=https://127.0.0.1/flags  | is none of: book, local",
        "--latency=soon                    | latency 'soon' is none of",
        "--max-workers=0                   | --max-workers '0' is not above zero",
        "--max-workers=1001                | --max-workers '1001' is above 1000",
        "--runs=0                          | --runs '0' is not above zero",
        "--flags=0                         | 0 flags of 20 countries cannot be downloaded",
        "--timeout=0s                      | --timeout '0' is not above zero",
        "--timeout=soon                    | 'soon' is no duration",
        "--dest=pom.xml                    | 'pom.xml' is no directory",
        "BRA                               | 'BRA' is neither a country's code such as BR",
        "../br                             | '../br' is neither",
        "é                                 | 'é' is neither",
      })
  void badInputIsOneLineAndExitCode2(String option, String message) {
    Answer answer = execute(option);
    assertEquals(2, answer.code());
    assertEquals(1, answer.err().lines().count(), answer::toString);
    assertTrue(answer.err().contains(message), answer::toString);
    assertEquals("", answer.out());
  }

  @Test
  void theLatencyOfARunningServerCannotBeSet() {
    Answer answer = execute("--server=http://127.0.0.1:1/flags", "--latency=1ms");
    assertEquals(2, answer.code());
    assertTrue(answer.err().contains("--latency '1ms' is for a server to start"), answer::toString);
  }

  /** What a command printed, and its exit code. */
  private record Answer(int code, String out, String err) {
    String lastLine() {
      return out.lines().reduce("", (before, line) -> line);
    }
  }

  /** Executes the command in this JVM, with the test's directory to save flags in. */
  private Answer execute(String... options) {
    List<String> all = new ArrayList<>(List.of("download", "--dest=" + directory));
    if (Arrays.stream(options).anyMatch(option -> option.startsWith("--dest"))) {
      all.removeLast();
    }
    all.addAll(List.of(options));
    var out = new StringWriter();
    var err = new StringWriter();
    int code =
        Main.commands("download")
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(all.toArray(String[]::new));
    return new Answer(code, out.toString(), err.toString());
  }

  private static Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ShortLivedJvm.OPTIONS);
    command.add("-XX:+UseSerialGC");
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.add("download");
    command.addAll(List.of(options));
    return new ProcessBuilder(command).start();
  }

  /** Checks that every file is a flag, byte for byte, and returns how many files there are. */
  private static long assertOnlyWholeFlags(Path directory) throws IOException {
    var set = new FlagSet();
    try (var files = Files.list(directory)) {
      List<Path> all = files.toList();
      for (Path file : all) {
        String name = file.getFileName().toString();
        assertTrue(name.matches("[a-z]{2}(-\\d+)?\\.gif"), name);
        byte[] gif = new byte[set.gif(name.substring(0, 2)).remaining()];
        set.gif(name.substring(0, 2)).get(gif);
        assertArrayEquals(gif, Files.readAllBytes(file), name);
      }
      return all.size();
    }
  }
}

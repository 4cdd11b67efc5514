package flagbench.cli;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import flagbench.benchmark.BrokenBenchmark;
import flagbench.report.TerminalLine;
import flagbench.result.Cell;
import flagbench.result.ResultFile;
import flagbench.run.Arm;
import flagbench.run.Forks;
import flagbench.run.ForksInThisJvm;
import flagbench.run.JmhLock;
import flagbench.run.Plan;
import flagbench.run.Preset;
import flagbench.run.Request;
import flagbench.run.Run;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

@Timeout(100)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class CommandsTest {
  private final StringWriter out = new StringWriter();
  private final StringWriter err = new StringWriter();

  @TempDir private Path directory;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "bench slow|preset 'slow' is none of: quick, standard, full",
        "bench quick -p latency=50|latency '50'",
        "bench quick -p colour=red|parameter 'colour'",
        "bench quick -p style=async|style is no parameter: use --include",
        "bench quick --include fibers|matches none",
        "bench quick --include [|is no regular expression",
        "bench quick --budget 1s|does not hold one round",
        "bench quick --budget soon|'soon'",
        "bench quick standard|standard",
        "bench quick --include sequential -p latency=10s --budget 2h|operation takes about 200 s",
        "bench full --include Download.*async -p latency=9s -p refuse=none -p capacity=2 -p flags=14 -p workers=14 --budget 9h|waits for about 63 s",
        "bench quick --dry-run --budget 1s|does not hold one round",
        "bench quick --dry-run -p refuse=5 -p capacity=10|is below capacity",
        "bench --resume missing.json|missing.json",
        "bench quick --vs gc=Z|is neither jdk=HOME nor",
        "bench quick --vs jdk=/nowhere|names no JDK",
        "bench quick --vs jvm=UseZGC|does not name arguments of a JVM",
        "bench quick --vs jvm=-Xint --budget 30s|does not hold one round",
        "report missing.json|missing.json",
        "report|FILE",
        "report missing.json --format pdf|pdf",
        "report missing.json --format text -o page.html|text is printed",
        "dance|dance",
      })
  void badInputIsOneLineAndExitCodeTwo(String command, String message) {
    assertEquals(2, run(command.split(" ", -1)));
    assertTrue(err.toString().contains(message), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void withoutACommandAllAreListed() {
    assertEquals(2, run());
    assertTrue(err.toString().contains("\n  tune      Find MAX_WORKERS"), err.toString());
    assertEquals("", out.toString());
  }

  @Test
  void aResultFileIsNeverOverwritten() throws IOException {
    Path file = directory.resolve("mine.json");
    Files.writeString(file, "precious");
    assertEquals(2, run("bench", "quick", "-o", file.toString()));
    assertTrue(err.toString().contains("never overwritten"), err.toString());
    assertEquals("precious", Files.readString(file));
  }

  @Test
  void whatIsNoFileIsNoPlaceForAPageOrAResult() throws IOException {
    Path file = Files.writeString(directory.resolve("none.json"), "[]");
    assertEquals(2, run("report", file.toString(), "-o", directory.toString()));
    assertTrue(err.toString().contains("exists and is no page of flagbench"), err.toString());
    assertEquals(2, run("bench", "quick", "-o", "/"));
    assertTrue(err.toString().contains("/ exists already"), err.toString());
  }

  @Test
  void aSecondRunOnTheMachineIsToldToWait() throws IOException {
    try (JmhLock lock = JmhLock.acquire()) {
      assertEquals(2, run("bench", "quick"));
    }
    assertTrue(err.toString().contains("another JMH run"), err.toString());
  }

  @Test
  void aRunOfAnotherMachineIsNotResumed() throws IOException {
    Path file = elsewhere();
    String before = Files.readString(file);
    assertEquals(2, run("bench", "--resume", file.toString()));
    assertTrue(
        err.toString().contains("was measured with another fingerprint: start a new run"),
        err.toString());
    assertEquals(before, Files.readString(file));
  }

  @Test
  void aResumedRunTakesNoOtherCells() throws IOException {
    assertEquals(2, run("bench", "--resume", elsewhere().toString(), "-p", "workers=3"));
    assertEquals(2, run("bench", "full", "--resume", elsewhere().toString()));
    assertTrue(err.toString().contains("goes on with what was asked then, quick"), err.toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "arm=B arms=2|--vs jvm=-Xint|is the file of arm B: name the file of arm A",
        "arm=A arms=2||is of a run with 2 arms, and not 1: give the --vs of then",
        "arm=A arms=2|--vs jvm=-Xint --vs jvm=-Xmx2g|is of a run with 2 arms, and not 3",
        "arm=A|--vs jvm=-Xint|is of a run with 1 arms, and not 2",
        "preset||does not say what was asked for",
        "tune||was measured by tune",
      })
  void aFileThatCannotBeResumedSaysWhy(String facts, @Nullable String options, String message)
      throws IOException {
    ObjectNode run = request();
    for (String fact : facts.split(" ", -1)) {
      String[] parts = fact.split("=", 2);
      if (parts.length == 2) {
        run.put(parts[0], parts[1]);
      } else if (parts[0].equals("tune")) {
        run.putObject("tune");
      } else {
        run.remove(parts[0]);
      }
    }
    List<String> command = new ArrayList<>(List.of("bench", "--resume", elsewhere(run).toString()));
    command.addAll(options == null ? List.of() : List.of(options.split(" ", -1)));
    assertEquals(2, run(command.toArray(String[]::new)));
    assertTrue(err.toString().contains(message), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  @Test
  void armsOfADryRunAreNamed() {
    assertEquals(0, run("bench", "quick", "--dry-run", "--vs", "jvm=-XX:+UseZGC -Xmx2g"));
    assertTrue(out.toString().contains(", forks of each: 5"), out.toString());
    assertTrue(
        out.toString().contains("in turn with jvm=-XX:+UseZGC -Xmx2g, which takes as long"),
        out.toString());
  }

  @Test
  void anArmsArgumentsFollowAndItsCollectorReplacesTheOthers() throws IOException {
    var jvm = new ArmSpec("jvm=-XX:+UseZGC -Xmx2g").jvm(List.of("-Xmx1g", "-XX:+UseG1GC"));
    assertEquals(List.of("-Xmx1g", "-XX:+UseZGC", "-Xmx2g"), jvm.arguments());
    String home = System.getProperty("java.home");
    Files.writeString(directory.resolve("release"), "JAVA_VERSION=\"17.0.15\"\n");
    var old = new ArmSpec("jdk=" + directory);
    var error = assertThrows(IllegalArgumentException.class, () -> old.jvm(List.of()));
    assertTrue(String.valueOf(error.getMessage()).contains("older than 21"), error::toString);
    var jdk = new ArmSpec("jdk=" + home).jvm(List.of("-Xmx1g"));
    assertEquals(List.of("-Xmx1g"), jdk.arguments());
    assertTrue(jdk.java().startsWith(home), jdk::toString);
  }

  @Test
  void anErrorOfTheJvmIsNoRegression() {
    CommandLine commands =
        commands()
            .addSubcommand(
                "tune2",
                new TuneCommand(jvm -> {
                  throw new OutOfMemoryError("no heap");
                }));
    String file = directory.resolve("tune.json").toString();
    assertEquals(
        2, Main.execute(commands, "tune2", "--latency", "1ms", "--max-workers", "2", "-o", file));
    assertTrue(err.toString().contains("flagbench: it cannot go on: no heap"), err.toString());
    assertEquals(1, err.toString().lines().count(), err.toString());
  }

  private static ObjectNode request() {
    return new Request(Preset.QUICK, Map.of(), "", 0, 120, 7).json();
  }

  private Path elsewhere() throws IOException {
    return elsewhere(request());
  }

  private Path elsewhere(ObjectNode run) throws IOException {
    run.put("id", "1").put("commit", Version.commit());
    ObjectNode environment =
        JsonNodeFactory.instance.objectNode().put("schema", 1).put("fingerprint", "another");
    Path file = directory.resolve("elsewhere.json");
    ResultFile.write(
        file,
        List.of(
            result(cell("async"), new double[] {1, 2, 3})
                .with("run", run)
                .with("environment", environment)));
    return file;
  }

  @Test
  void aFileWithoutResultsIsReportedAsSuch() throws IOException {
    Path file = Files.writeString(directory.resolve("none.json"), "[]");
    assertEquals(0, run("report", file.toString(), "--format", "text"));
    assertEquals("There is no result in it.\n", out.toString());
    assertEquals(0, run("report", file.toString()));
    String page = Files.readString(directory.resolve("none.html"));
    assertTrue(page.contains("There is no result in it."), page);
    assertEquals("", err.toString());
  }

  @Test
  void aFileWithoutResultsHasNoChartAndIsNotResumed() throws IOException {
    Path file = Files.writeString(directory.resolve("none.json"), "[]");
    assertEquals(2, run("report", file.toString(), "--chart"));
    assertEquals(2, run("bench", "--resume", file.toString()));
    List<String> lines = err.toString().lines().toList();
    assertEquals(2, lines.size(), lines::toString);
    assertTrue(
        lines.get(0).contains("none.json has no workload with two numbers of workers"),
        lines::toString);
    assertTrue(lines.get(1).contains("none.json holds no result to go on from"), lines::toString);
    assertEquals("", out.toString());
  }

  @Test
  void aDryRunNamesCellsForksAndDurationAndMeasuresNothing() {
    assertEquals(0, run("bench", "quick", "--dry-run", "-p", "workers=3"));
    assertEquals(5, out.toString().lines().count());
    assertTrue(
        out.toString()
            .contains(
                "threadPool client=jdk flags=20 latency=20ms server=embedded sink=disk workers=3"));
    assertTrue(out.toString().contains("cells: 4, forks of each: 2"), out.toString());
  }

  @Test
  void aForkThatIsToldToEndEndsTheRunWhichSaysHowToGoOn() throws IOException {
    var plan = new Plan(List.of(cell("async")), 2, 0, Duration.ofMinutes(1), 7);
    var facts = JsonNodeFactory.instance.objectNode();
    Path file = directory.resolve("told.json");
    Forks told =
        (cell, seed) -> {
          if (Files.exists(file)) {
            throw new InterruptedException("told to end");
          }
          return result(cell, new double[] {60, 61});
        };
    List<Arm> arms = List.of(new Arm(told, file, facts, facts, List.of()));
    var said = new ByteArrayOutputStream();
    var line = new TerminalLine(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    var session = new MeasuringSession(plan, arms, "bench --resume told.json", line);
    assertEquals(130, session.measure((run, sides) -> 0));
    String text = said.toString(StandardCharsets.UTF_8);
    assertTrue(text.contains("Interrupted. Forks saved in " + file + ": 1."), text);
    assertTrue(text.contains(" bench --resume told.json"), text);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "Broken|async|latency=0ms|19 outcomes and 19 arrivals of 20 flags",
        "Broken|virtualThreads|latency=0ms|0 arrivals of 20 flags",
        "Dishonest|threadPool|workers=10|11 requests were in flight at once",
        "Dishonest|virtualThreads|workers=10|0 arrivals of 20 flags",
        "Dishonest|async|latency=0ms|is not the flag of",
        "Dishonest|sequential|refuse=5|flags were downloaded by only"
      })
  void aStyleThatIsBrokenIsAFailedCellAndExitCodeOne(
      String benchmark, String style, String parameter, String reason) throws IOException {
    String name = BrokenBenchmark.class.getName().replace("Broken", benchmark) + "." + style;
    Cell broken = Cell.averageTime(name, cell(style, parameter).parameters());
    var plan = new Plan(List.of(broken), 1, 0, Duration.ofMinutes(1), 7);
    var facts = JsonNodeFactory.instance.objectNode();
    Path file = directory.resolve("broken.json");
    Forks forks = new ForksInThisJvm();
    List<Arm> arms = List.of(new Arm(forks, file, facts, facts, List.of()));
    var session = new MeasuringSession(plan, arms, "", TerminalLine.ofStandardError());
    assertEquals(
        1,
        session.measure((run, sides) ->
            BenchCommand.answer(
                run, sides, new PrintWriter(out, true), new PrintWriter(err, true))));
    assertTrue(out.toString().contains("failed"), out.toString());
    assertTrue(out.toString().replaceAll("\\s+", " ").contains(reason), out.toString());
    assertFalse(Files.exists(file), "there is no result to write");
  }

  @Test
  void aRunThatItsBudgetEndsNamesWhatItDidNotMeasure() throws IOException {
    List<Cell> cells = List.of(cell("async"), cell("threadPool"));
    var plan = new Plan(cells, 1, 0, Duration.ofSeconds(1), 7);
    var facts = JsonNodeFactory.instance.objectNode();
    Arm arm = new Arm((cell, seed) -> fail(), directory.resolve("a.json"), facts, facts, List.of());
    var said = new ByteArrayOutputStream();
    var line = new TerminalLine(new PrintStream(said, true, StandardCharsets.UTF_8), false);
    var session = new MeasuringSession(plan, List.of(arm), "resume", line);
    assertEquals(0, session.measure((run, sides) -> 0));
    String text = said.toString(StandardCharsets.UTF_8);
    cells.forEach(cell -> assertTrue(text.contains("not measured: " + cell), text));
    assertTrue(text.contains("resume --budget 2s"), text);
  }

  @Test
  void aRunThatWasInterruptedBeforeArmAHadAForkCanBeResumed() throws Exception {
    var files = new ArmFiles(directory.resolve("a.json"), List.of("jvm=-Dnothing=changed"));
    ObjectNode asked = JsonNodeFactory.instance.objectNode().put("preset", "quick");
    measureOneFork(armsOf(files, asked).getLast());
    assertFalse(Files.exists(directory.resolve("a.json")));
    JsonNode run = files.readRun();
    assertEquals("B", run.path("arm").asString());
    measureOneFork(armsOf(files, asked).getFirst());
    JsonNode first = ResultFile.read(directory.resolve("a.json")).getFirst().run();
    assertEquals(run.path("pair"), first.path("pair"));
  }

  private static List<Arm> armsOf(ArmFiles files, ObjectNode asked) throws Exception {
    return files.arms(asked, jvm -> (cell, seed) -> result(cell, new double[] {1}));
  }

  private static void measureOneFork(Arm arm) throws IOException {
    var plan = new Plan(List.of(cell("async")), 1, 0, Duration.ofMinutes(1), 7);
    var progress = new ConsoleProgress(new TerminalLine(System.err, false));
    assertTrue(new Run(plan, List.of(arm), progress, InstantSource.system()).execute());
  }

  @Test
  void aCommandThatIsPrintedCanBeTypedWhereNamesHaveSpaces() {
    var files =
        new ArmFiles(Path.of("my results", "a.json"), List.of("jvm=-Xint -Xmx2g", "jdk=/b"));
    assertEquals(
        "bench --resume \"my results/a.json\" --vs \"jvm=-Xint -Xmx2g\" --vs jdk=/b",
        files.resume().replace('\\', '/'));
  }

  private int run(String... args) {
    return commands().execute(args);
  }

  private CommandLine commands() {
    return Main.commands("").setOut(new PrintWriter(out, true)).setErr(new PrintWriter(err, true));
  }
}

package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.benchmark.DownloadBenchmark;
import flagbench.report.SummaryReport;
import flagbench.result.CellResult;
import flagbench.result.Environment;
import flagbench.result.ResultFile;
import flagbench.run.Checkpoint;
import flagbench.run.Forks;
import flagbench.run.JmhForks;
import flagbench.run.JmhLock;
import flagbench.run.Plan;
import flagbench.run.Preset;
import flagbench.run.Request;
import flagbench.run.Run;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Fork;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench}: runs a preset, keeps its results safe, and prints what they say. */
@Command(name = "bench", description = "Measure a preset's cells and print what they say.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BenchCommand implements Callable<Integer> {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private static final int INTERRUPTED = 130;

  @Parameters(
      arity = "0..1",
      paramLabel = "PRESET",
      description = "quick (up to 2 minutes), standard (10; the default) or full (60).")
  private @Nullable String preset;

  @Option(
      names = "-p",
      paramLabel = "NAME=V1,V2",
      description = "Replace a parameter's values: latency, flags, workers, client, sink, server.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--include",
      paramLabel = "REGEX",
      description = "Only benchmarks whose name contains this.")
  private @Nullable String include;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description = "The longest it may take, such as 5m.")
  private @Nullable Duration budget;

  @Option(names = "--resume", paramLabel = "FILE", description = "Go on with an interrupted run.")
  private @Nullable Path resume;

  @Option(
      names = "-o",
      paramLabel = "FILE",
      description = "The result file; default results/<UTC>-<cpus>cpu-jdk<N>-<preset>.json.")
  private @Nullable Path output;

  @Option(
      names = "--dry-run",
      description = "Print cells, forks and expected duration, and measure nothing.")
  private boolean dryRun;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    List<CellResult> earlier = resume == null ? List.of() : ResultFile.read(resume);
    Request request = earlier.isEmpty() ? asked() : resumed(earlier.getFirst().run());
    Plan plan = Plan.of(request);
    if (dryRun) {
      describe(plan);
      return 0;
    }
    if (plan.round().compareTo(plan.budget()) > 0) {
      throw new IllegalArgumentException(
          "a budget of %s does not hold one round of %d cells, about %s: raise it, or measure less with -p or --include"
              .formatted(format(plan.budget()), plan.cells().size(), format(plan.round())));
    }
    try (JmhLock lock = JmhLock.acquire()) {
      ObjectNode environment = environment();
      if (!earlier.isEmpty()) {
        refuseOthers(earlier.getFirst(), environment);
      }
      Path file = resume == null ? file(request) : resume;
      return measure(
          plan,
          earlier,
          new JmhForks(),
          new Checkpoint(file, environment, facts(request, earlier)));
    }
  }

  private Request asked() {
    Preset chosen = Preset.of(preset == null ? "standard" : preset);
    Map<String, List<String>> values = new LinkedHashMap<>();
    parameters.forEach((name, list) -> values.put(name, List.of(list.split(",", -1))));
    return new Request(
        chosen,
        values,
        include == null ? "" : include,
        budget == null ? chosen.budget() : budget,
        Instant.now().getEpochSecond());
  }

  private Request resumed(JsonNode run) {
    Request request = Request.of(run);
    if (!parameters.isEmpty()
        || include != null
        || output != null
        || (preset != null && !preset.equals(request.preset().toString()))) {
      throw new ParameterException(
          spec.commandLine(),
          "--resume goes on with what was asked then, %s: it takes no other preset, -p, --include or -o"
              .formatted(request.preset()));
    }
    return budget == null ? request : request.within(budget);
  }

  /** Merges nothing that another machine, JDK or build measured. */
  private void refuseOthers(CellResult earlier, ObjectNode environment) {
    for (String fact : List.of("/fingerprint", "/jdk", "/jvm/flags", "/flagSet")) {
      JsonNode then = earlier.environment().at(fact);
      JsonNode now = environment.at(fact);
      if (!then.equals(now)) {
        throw new IllegalArgumentException(
            "%s was measured with another %s (%s, now %s): start a new run"
                .formatted(resume, fact.substring(1), then, now));
      }
    }
    String commit = earlier.run().path("commit").asString("");
    if (!commit.equals(Version.commit())) {
      throw new IllegalArgumentException(
          "%s was measured by commit %s, this is %s: start a new run"
              .formatted(resume, commit, Version.commit()));
    }
  }

  /** Where the results go, checked before an hour is spent on them. */
  private Path file(Request request) throws IOException {
    Path file = output;
    if (file == null) {
      String name =
          "%s-%dcpu-jdk%d-%s.json"
              .formatted(
                  UTC.format(Instant.now()),
                  Runtime.getRuntime().availableProcessors(),
                  Runtime.version().feature(),
                  request.preset());
      file = Path.of("results", name);
    }
    Path directory = file.toAbsolutePath().getParent();
    if (Files.exists(file)) {
      throw new IOException("%s exists already, and results are never overwritten".formatted(file));
    }
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new IOException("%s cannot be written to".formatted(directory));
    }
    return file;
  }

  private static ObjectNode environment() throws IOException, InterruptedException {
    List<String> arguments =
        Arrays.asList(DownloadBenchmark.class.getAnnotation(Fork.class).jvmArgs());
    Path sinks = Path.of(System.getProperty("java.io.tmpdir"));
    return new Environment().describe(arguments, new FlagSet().sha256(), sinks);
  }

  private static ObjectNode facts(Request request, List<CellResult> earlier) {
    ObjectNode facts = request.json();
    facts.put("pilotForks", request.preset().pilotForks());
    JsonNode before = earlier.isEmpty() ? facts : earlier.getFirst().run();
    facts.put("id", before.path("id").asString(UUID.randomUUID().toString()));
    facts.put(
        "started",
        before.path("started").asString(Instant.now().truncatedTo(ChronoUnit.SECONDS).toString()));
    facts.put("commit", Version.commit());
    facts.put(
        "loadBefore",
        before
            .path("loadBefore")
            .asDouble(ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage()));
    return facts;
  }

  /**
   * Measures and prints.
   *
   * @return the exit code: 1 if a cell failed, 130 if the run was interrupted
   */
  int measure(Plan plan, List<CellResult> earlier, Forks forks, Checkpoint checkpoint)
      throws IOException {
    PrintStream err = System.err;
    err.printf(
        "%d cells, %d forks of each, about %s; results in %s%n",
        plan.cells().size(),
        plan.pilotForks(),
        format(plan.round().multipliedBy(plan.pilotForks())),
        checkpoint.file());
    var progress = new ConsoleProgress(err, ConsoleProgress.isTerminal());
    var run = new Run(plan, earlier, forks, checkpoint, progress, InstantSource.system());
    var interrupted = new Thread(() -> interrupt(run, progress, checkpoint.file()));
    Runtime.getRuntime().addShutdownHook(interrupted);
    boolean complete = run.execute();
    if (run.isStopped()) {
      // The JVM is on its way out, and what there is to say is said on that way.
      return INTERRUPTED;
    }
    Runtime.getRuntime().removeShutdownHook(interrupted);
    progress.end();
    PrintWriter out = spec.commandLine().getOut();
    out.print(new SummaryReport(run.summary()).text());
    out.flush();
    if (!complete) {
      err.printf(
          "%nThe budget of %s ended the run after %d forks.%n",
          format(plan.budget()), run.measured());
    }
    if (run.measured() > 0) {
      printNext(checkpoint.file());
    }
    return run.hasFailures() ? 1 : 0;
  }

  /** On Ctrl-C: no fork stays behind, and the file is already as it should be. */
  private static void interrupt(Run run, ConsoleProgress progress, Path file) {
    run.stop();
    List<ProcessHandle> forks = ProcessHandle.current().descendants().toList();
    forks.forEach(ProcessHandle::destroy);
    CompletableFuture.allOf(
            forks.stream().map(ProcessHandle::onExit).toArray(CompletableFuture[]::new))
        .completeOnTimeout(null, 500, TimeUnit.MILLISECONDS)
        .join();
    forks.forEach(ProcessHandle::destroyForcibly);
    progress.end();
    System.err.println(
        run.measured() == 0
            ? "Interrupted before the first fork ended: nothing was written."
            : "Interrupted: %d forks are safe in %s. Go on with: bench --resume %2$s"
                .formatted(run.measured(), file));
  }

  private static void printNext(Path file) {
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    System.err.printf(
        """

        Next:
          alias flagbench='%s -Dsun.misc.unsafe.memory.access=allow -jar %s'
          flagbench report %s --format markdown
          flagbench bench --help
        """,
        java, System.getProperty("java.class.path"), file);
  }

  private void describe(Plan plan) {
    PrintWriter out = spec.commandLine().getOut();
    plan.cells().forEach(out::println);
    out.printf(
        "%d cells, %d forks of each, about %s; at most %s%n",
        plan.cells().size(),
        plan.pilotForks(),
        format(plan.round().multipliedBy(plan.pilotForks())),
        format(plan.budget()));
    out.flush();
  }
}

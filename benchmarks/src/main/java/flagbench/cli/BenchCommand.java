package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.benchmark.Origin;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import flagbench.run.Checkpoint;
import flagbench.run.JmhForks;
import flagbench.run.JmhLock;
import flagbench.run.Plan;
import flagbench.run.Preset;
import flagbench.run.Request;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
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

  @Option(
      names = "--allow-remote",
      description = "Let -p server name one that is not on this machine.")
  private boolean allowRemote;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (allowRemote) {
      // Where benchmarks look, in this JVM and in the forks.
      System.setProperty("flagbench.allowRemote", "true");
    }
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
    requireServers(plan);
    Path file = resume == null ? newFile(request) : resume;
    try (JmhLock lock = JmhLock.acquire()) {
      ObjectNode environment = RunFacts.environment();
      if (!earlier.isEmpty()) {
        RunFacts.requireSame(file, earlier, environment);
      }
      var checkpoint = new Checkpoint(file, environment, RunFacts.of(request, earlier));
      return new BenchSession(plan, earlier, new JmhForks(), checkpoint)
          .measure(spec.commandLine().getOut());
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

  /** Asks every running server whether it is as the cells take it for. */
  private void requireServers(Plan plan) throws IOException {
    SortedMap<String, String> latencies = new TreeMap<>();
    for (Cell cell : plan.cells()) {
      String server = cell.parameters().getOrDefault("server", "");
      if (!server.startsWith("http:")) {
        continue;
      }
      String latency = cell.parameters().getOrDefault("latency", "");
      if (!latency.equals(latencies.put(server, latency))) {
        try (Origin origin = Origin.of(server, latency)) {
          if (origin.instantUrl().isEmpty()) {
            spec.commandLine()
                .getErr()
                .printf(
                    "%s has no /instant: forks heat for 2 s against its flags, and are less hot%n",
                    server);
          }
        }
      }
    }
  }

  /** Where the results go, checked before an hour is spent on them. */
  private Path newFile(Request request) throws IOException {
    Path file = output;
    if (file == null) {
      String name =
          UTC.format(Instant.now())
              + "-"
              + Runtime.getRuntime().availableProcessors()
              + "cpu-jdk"
              + Runtime.version().feature()
              + "-"
              + request.preset()
              + ".json";
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

  private void describe(Plan plan) {
    PrintWriter out = spec.commandLine().getOut();
    plan.cells().forEach(out::println);
    out.println(plan.announcement());
    out.flush();
  }
}

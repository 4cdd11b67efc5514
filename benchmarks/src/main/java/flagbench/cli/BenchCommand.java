package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.report.SummaryReport;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import flagbench.run.Checkpoint;
import flagbench.run.JmhForks;
import flagbench.run.JmhLock;
import flagbench.run.Plan;
import flagbench.run.Preset;
import flagbench.run.Request;
import flagbench.run.Run;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
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
  private static final int FAILED = 1;

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
      Preparation.allowRemote();
    }
    List<CellResult> earlier = resume == null ? List.of() : ResultFile.read(resume);
    if (resume != null && earlier.isEmpty()) {
      throw new IllegalArgumentException(
          "%s holds no result to go on from: start a new run".formatted(resume));
    }
    if (!earlier.isEmpty() && earlier.getFirst().run().path("tune").isObject()) {
      throw new IllegalArgumentException(
          "%s is what tune measured, which cannot be gone on with: tune again".formatted(resume));
    }
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
    Preparation.requireRoom(plan.cells());
    Preparation.requireServers(plan.cells(), spec.commandLine().getErr());
    Path file = resume == null ? Preparation.newFile(output, request.preset().toString()) : resume;
    try (JmhLock lock = JmhLock.acquire()) {
      ObjectNode environment = RunFacts.environment();
      if (!earlier.isEmpty()) {
        RunFacts.requireSame(file, earlier, environment);
      }
      ObjectNode facts = request.json();
      facts.put("pilotForks", request.preset().pilotForks());
      var checkpoint = new Checkpoint(file, environment, RunFacts.of(facts, earlier));
      return new MeasuringSession(plan, earlier, new JmhForks(), checkpoint)
          .measure(run -> answer(run, spec.commandLine().getOut()));
    }
  }

  /** Prints what the run says; a cell that failed is exit code 1. */
  static int answer(Run run, PrintWriter out) {
    out.print(new SummaryReport(run.summary()).text());
    out.flush();
    return run.hasFailures() ? FAILED : 0;
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

  private void describe(Plan plan) {
    PrintWriter out = spec.commandLine().getOut();
    plan.cells().forEach(out::println);
    out.println(plan.announcement());
    out.flush();
  }
}

package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.analysis.Comparison;
import flagbench.analysis.Ratio;
import flagbench.analysis.Side;
import flagbench.report.ComparisonReport;
import flagbench.report.SummaryReport;
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
import java.util.ArrayList;
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
@Command(
    name = "bench",
    description = "Measure a preset's cells and print what they say.",
    exitCodeList = {
      Main.DONE,
      "1:A cell failed, or an arm of --vs is slower than A.",
      Main.USAGE,
      Main.STOPPED + " What was measured is saved: see --resume."
    },
    footer = {
      "  flagbench bench quick -p latency=5ms,50ms -p workers=10,20",
      "  flagbench bench standard --include async --vs \"jvm=-XX:+UseZGC\""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class BenchCommand implements Callable<Integer> {
  private static final int FAILED = 1;

  /** The same as the default of {@code compare}. */
  private static final double THRESHOLD = 0.05;

  @Parameters(
      arity = "0..1",
      paramLabel = "PRESET",
      description = "quick (up to 3 minutes), standard (10; the default) or full (90).")
  private @Nullable String preset;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=V1,V2",
      description =
          "Replace the values of a parameter: latency (such as 50ms), flags, workers, client, sink"
              + " or server. Default: the preset's.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--include",
      paramLabel = "REGEX",
      description = "Only benchmarks whose name contains this. Default: all.")
  private @Nullable String include;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "The longest that the whole run may take, in ms, s, m or h, such as 5m. Default: the"
              + " preset's, times the number of arms.")
  private @Nullable Duration budget;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description =
          "Forks of every cell, from 1 to 99. Default: the preset's, and more where the first ones"
              + " vary.")
  private @Nullable Integer forks;

  @Option(names = "--resume", paramLabel = "FILE", description = "Go on with an interrupted run.")
  private @Nullable Path resume;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The result file. Default: results/<UTC>-<cpus>cpu-jdk<N>-<preset>.json.")
  private @Nullable Path output;

  @Option(
      names = "--vs",
      paramLabel = "SPEC",
      description =
          "Measure an arm B in turn with A, the JVM as it is, and compare the two: jdk=HOME is"
              + " another JDK, \"jvm=ARGUMENTS\" other arguments, such as -XX:+UseZGC. Repeat it"
              + " for arms C and D.")
  private List<String> versus = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Print cells, forks and expected duration, and measure nothing.")
  private boolean dryRun;

  @Option(
      names = "--allow-remote",
      description = "Let -p server=URL name a server on another machine.")
  private boolean allowRemote;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (allowRemote) {
      Preparation.allowRemote();
    }
    if (forks != null && (forks < 1 || forks > 99)) {
      throw new IllegalArgumentException("forks '%d' is no number from 1 to 99".formatted(forks));
    }
    List<ArmSpec> others = versus.stream().map(ArmSpec::new).toList();
    others.forEach(other -> other.jvm(JmhForks.arguments()));
    Request request =
        resume == null ? asked(1 + others.size()) : resumed(new ArmFiles(resume, others).readRun());
    Plan plan = Plan.of(request);
    if (!others.isEmpty()) {
      plan = plan.withPilotForks(Math.max(plan.pilotForks(), Ratio.FEWEST_FORKS));
    }
    if (dryRun) {
      describe(plan);
      return 0;
    }
    return measure(request, plan, others);
  }

  private int measure(Request request, Plan plan, List<ArmSpec> others)
      throws IOException, InterruptedException {
    Duration round = plan.round().multipliedBy(1 + others.size());
    if (round.compareTo(plan.budget()) > 0) {
      throw new IllegalArgumentException(
          "a budget of %s does not hold one round of %d cells, about %s: raise it, or measure less with -p or --include"
              .formatted(format(plan.budget()), plan.cells().size(), format(round)));
    }
    Preparation.requireRoom(plan.cells());
    Preparation.requireServers(plan.cells(), spec.commandLine().getErr());
    Path file = resume == null ? Preparation.newFile(output, request.preset().toString()) : resume;
    var files = new ArmFiles(file, others);
    if (resume == null) {
      Preparation.requireNew(files.all());
    }
    try (JmhLock lock = JmhLock.acquire()) {
      ObjectNode facts = request.json().put("pilotForks", plan.pilotForks());
      return new MeasuringSession(plan, files.arms(facts, resume != null), files.resume())
          .measure((run, sides) ->
              others.isEmpty() || sides.size() <= others.size()
                  ? answer(run, spec.commandLine().getOut())
                  : answer(run, sides, spec.commandLine().getOut()));
    }
  }

  /** Prints how arms compare; exit code 1 if one is slower than A, or a cell failed. */
  private static int answer(Run run, List<Side> sides, PrintWriter out) {
    List<Comparison> comparisons =
        sides.subList(1, sides.size()).stream()
            .map(side -> Comparison.of(sides.getFirst(), side, THRESHOLD, cell -> true))
            .toList();
    out.print(AnswerFormat.TEXT.write(new ComparisonReport(comparisons, false)));
    out.flush();
    boolean slower = comparisons.stream().anyMatch(one -> one.isRegression(false));
    return slower || run.hasFailures() ? FAILED : 0;
  }

  /** Prints what the run says; a cell that failed is exit code 1. */
  static int answer(Run run, PrintWriter out) {
    out.print(AnswerFormat.TEXT.write(new SummaryReport(run.summary())));
    out.flush();
    return run.hasFailures() ? FAILED : 0;
  }

  private Request asked(int arms) {
    Preset chosen = Preset.of(preset == null ? "standard" : preset);
    Map<String, List<String>> values = new LinkedHashMap<>();
    parameters.forEach((name, list) -> values.put(name, List.of(list.split(",", -1))));
    return new Request(
        chosen,
        values,
        include == null ? "" : include,
        forks == null ? 0 : forks,
        (budget == null ? budget(chosen, arms) : budget).toSeconds(),
        Instant.now().getEpochSecond());
  }

  /** Arms, and forks beyond those of the preset, take longer. */
  private Duration budget(Preset preset, int arms) {
    long each = forks == null ? preset.pilotForks() : forks;
    if (arms > 1) {
      each = Math.max(each, Ratio.FEWEST_FORKS);
    }
    return preset.budget().multipliedBy(arms * each).dividedBy(preset.pilotForks());
  }

  private Request resumed(JsonNode run) {
    Request request = Request.of(run);
    if (!parameters.isEmpty()
        || include != null
        || forks != null
        || output != null
        || (preset != null && !preset.equals(request.preset().toString()))) {
      throw new ParameterException(
          spec.commandLine(),
          "--resume goes on with what was asked then, %s: it takes no other preset, -p, --include, --forks or -o"
              .formatted(request.preset()));
    }
    return budget == null ? request : request.within(budget);
  }

  private void describe(Plan plan) {
    PrintWriter out = spec.commandLine().getOut();
    plan.cells().forEach(out::println);
    out.println(plan.announcement());
    if (!versus.isEmpty()) {
      out.printf("in turn with %s, each as long%n", String.join(" and ", versus));
    }
    out.flush();
  }
}

package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.analysis.Comparison;
import flagbench.analysis.Ratio;
import flagbench.analysis.Side;
import flagbench.report.ComparisonReport;
import flagbench.report.Report;
import flagbench.report.SummaryReport;
import flagbench.report.TerminalLine;
import flagbench.run.Arm;
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
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Visibility;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ObjectNode;

/** {@code bench}: measures the cells of a preset and prints their results. */
@Command(
    name = "bench",
    description = "Measure the cells of a preset and print their results.",
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
final class BenchCommand extends PrintingCommand {

  /** The default of {@code compare --threshold}. */
  private static final double THRESHOLD = 0.05;

  @Parameters(
      arity = "0..1",
      paramLabel = "PRESET",
      description = "quick (3 minutes at most), standard (11; the default) or full (95).")
  private @Nullable String preset;

  @Option(
      names = {"-p", "--parameter"},
      paramLabel = "NAME=V1,V2",
      showDefaultValue = Visibility.NEVER,
      description =
          "Replace the preset's values of a parameter: latency (such as 50ms), link, capacity,"
              + " refuse, flags, workers, client, sink or server.")
  private Map<String, String> parameters = new LinkedHashMap<>();

  @Option(
      names = "--include",
      paramLabel = "REGEX",
      converter = RegexConverter.class,
      description = "Measure only benchmarks in whose name this regular expression is found.")
  private @Nullable Pattern include;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      description =
          "The longest that the whole run may take, in ms, s, m or h, such as 5m. Without it, the"
              + " preset's, and more with --forks or --vs.")
  private @Nullable Duration budget;

  @Option(
      names = "--forks",
      paramLabel = "N",
      description =
          "The number of forks of every cell, from 1 to 99; at least 5 with --vs. Without it, the"
              + " preset's, and more for cells whose first forks vary.")
  private @Nullable Integer forks;

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Go on with an interrupted run, of which this is the result file.")
  private @Nullable Path resume;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The result file. Without it, results/<UTC>-<cpus>cpu-jdk<N>-<preset>.json.")
  private @Nullable Path output;

  @Option(
      names = "--vs",
      paramLabel = "SPEC",
      showDefaultValue = Visibility.NEVER,
      description =
          "Measure the same cells with another JVM in turn, as arm B, and compare it with arm A, the"
              + " JVM that runs this: jdk=HOME is another JDK, \"jvm=ARGUMENTS\" adds arguments"
              + " such as -XX:+UseZGC. Repeat the option for arms C and D.")
  private List<String> others = new ArrayList<>();

  @Option(
      names = "--dry-run",
      description = "Print the cells, the forks and the expected duration, and measure nothing.")
  private boolean dryRun;

  @Mixin private RemoteOption remote;

  @Override
  public Integer call() throws IOException, InterruptedException {
    remote.applyToBenchmarks();
    if (forks != null && (forks < 1 || forks > 99)) {
      throw new IllegalArgumentException("forks '%d' is no number from 1 to 99".formatted(forks));
    }
    others.forEach(other -> new ArmSpec(other).jvm(JmhForks.arguments()));
    Request request = resume == null ? asked() : resumed(new ArmFiles(resume, others));
    Plan plan = Plan.of(request);
    if (!others.isEmpty()) {
      plan = plan.withPilotForks(Math.max(plan.pilotForks(), Ratio.FEWEST_FORKS));
    }
    requireMeasurable(plan);
    return dryRun ? describe(plan) : measure(request, plan);
  }

  private void requireMeasurable(Plan plan) throws IOException {
    Duration round = plan.roundDuration().multipliedBy(1 + others.size());
    Preparation.requireMeasurable(plan.cells(), 1 + others.size());
    if (round.compareTo(plan.budget()) > 0) {
      throw new IllegalArgumentException(
          "a budget of %s does not hold one round (cells: %d), about %s: give a longer --budget, or measure less with -p or --include"
              .formatted(format(plan.budget()), plan.cells().size(), format(round)));
    }
  }

  /** What the options ask for. The budget of a preset is for its own forks of one arm. */
  private Request asked() {
    Preset chosen = preset == null ? Preset.STANDARD : Preset.of(preset);
    Map<String, List<String>> values = new LinkedHashMap<>();
    parameters.forEach((name, list) -> values.put(name, List.of(list.split(",", -1))));
    long each = forks == null ? chosen.pilotForks() : forks;
    if (!others.isEmpty()) {
      each = Math.max(each, Ratio.FEWEST_FORKS) * (1 + others.size());
    }
    Duration usual = chosen.budget().multipliedBy(each).dividedBy(chosen.pilotForks());
    return new Request(
        chosen,
        values,
        include == null ? "" : include.pattern(),
        forks == null ? 0 : forks,
        (budget == null ? usual : budget).toSeconds(),
        Instant.now().getEpochSecond());
  }

  /** What the interrupted run was asked for. Only its budget may be another now. */
  private Request resumed(ArmFiles files) throws IOException {
    Request request = Request.of(files.readRun());
    boolean isSamePreset = preset == null || preset.equals(request.preset().toString());
    boolean isMoreAsked = Stream.of(include, forks, output).anyMatch(Objects::nonNull);
    if (dryRun) {
      throw new IllegalArgumentException("--dry-run describes a new run: leave out --resume");
    }
    if (!isSamePreset || !parameters.isEmpty() || isMoreAsked) {
      throw new IllegalArgumentException(
          "--resume goes on with what was asked then, %s: it takes no other preset, -p, --include, --forks or -o"
              .formatted(request.preset()));
    }
    return budget == null ? request : request.within(budget);
  }

  private int describe(Plan plan) {
    plan.cells().forEach(out()::println);
    out().println(plan.announcement());
    others.forEach(other -> out().printf("in turn with %s, which takes as long%n", other));
    return 0;
  }

  private int measure(Request request, Plan plan) throws IOException, InterruptedException {
    Path chosen = output == null ? Preparation.defaultFile(request.preset().toString()) : output;
    var files = new ArmFiles(resume == null ? chosen : resume, others);
    if (resume == null) {
      Preparation.requireNew(files.all());
    }
    try (JmhLock lock = JmhLock.acquire()) {
      ObjectNode facts = request.json().put("pilotForks", plan.pilotForks());
      List<Arm> arms = files.arms(facts, JmhForks::new);
      return new MeasuringSession(plan, arms, files.resume(), TerminalLine.ofStandardError())
          .measure((run, sides) ->
              // An arm without any result has no file, and the others cannot be told apart then.
              answer(run, sides.size() > others.size() ? sides : List.of(), out(), err()));
    }
  }

  /** Prints the results of one arm, or how the other arms compare with it. */
  static int answer(Run run, List<Side> sides, PrintWriter out, PrintWriter err) {
    List<Comparison> comparisons =
        sides.stream()
            .skip(1)
            .map(side -> Comparison.of(sides.getFirst(), side, THRESHOLD, cell -> true))
            .toList();
    Report report =
        comparisons.isEmpty()
            ? new SummaryReport(run.summary())
            : new ComparisonReport(comparisons, false);
    AnswerFormat.TEXT.print(report, out);
    boolean isRegression = CompareCommand.isRegression(comparisons, true, err);
    return isRegression || run.hasFailures() ? Main.FAILED : 0;
  }
}

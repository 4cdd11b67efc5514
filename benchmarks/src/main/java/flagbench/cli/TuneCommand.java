package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.analysis.Side;
import flagbench.benchmark.DownloadBenchmark;
import flagbench.benchmark.Parameters;
import flagbench.report.TerminalLine;
import flagbench.report.TuningReport;
import flagbench.result.Cell;
import flagbench.result.ForkJvm;
import flagbench.run.Arm;
import flagbench.run.ForkDuration;
import flagbench.run.Forks;
import flagbench.run.JmhLock;
import flagbench.tune.Goal;
import flagbench.tune.Search;
import flagbench.tune.Tuning;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tune}: finds the smallest number of workers that is as good as the best. */
@Command(
    name = "tune",
    description = "Find MAX_WORKERS: the smallest number of workers that is as good as the best.",
    exitCodeList = {
      "0:There is an answer; with --check, the number is good enough, or may be.",
      "1:There is no answer; with --check, the number is certainly not good enough, or was not measured.",
      Main.USAGE,
      "3:The answer is not to be relied on, with --strict.",
      Main.STOPPED
    },
    footer = {
      "  flagbench tune --style async --latency 50ms --flags 200 --max-workers 400",
      "  flagbench tune --latency 50ms --refuse 40 --check 30"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TuneCommand extends PrintingCommand {

  @Option(
      names = "--style",
      defaultValue = "threadPool",
      description = "threadPool, virtualThreads, async or all.")
  private String style;

  @Mixin private ConditionOptions conditions;

  @Option(
      names = "--flags",
      paramLabel = "N",
      defaultValue = "200",
      description = "How many flags one operation downloads.")
  private String flags;

  @Option(
      names = "--client",
      defaultValue = "jdk",
      description = "The HTTP client: jdk, jdk-http2, httpcore5, httpclient5 or okhttp.")
  private String client;

  @Option(names = "--sink", defaultValue = "disk", description = "Save flags to disk or memory.")
  private String sink;

  @Option(
      names = "--server",
      defaultValue = "embedded",
      description =
          "embedded (in the JVM of the client), process (in a JVM of its own) or the base URL of a"
              + " running server.")
  private String server;

  @Option(
      names = "--max-workers",
      paramLabel = "WORKERS",
      defaultValue = "1000",
      description = "The largest number of workers to try.")
  private String maxWorkers;

  @Option(
      names = "--within",
      paramLabel = "PERCENT",
      defaultValue = "5",
      converter = PercentConverter.class,
      description = "How far below the best throughput is still as good as the best, in percent.")
  private double within;

  @Option(
      names = "--errors",
      paramLabel = "PERCENT",
      defaultValue = "0.1",
      converter = PercentConverter.class,
      description = "The share of flags that may fail because of --refuse, in percent.")
  private double errors;

  @Option(
      names = "--check",
      paramLabel = "WORKERS",
      description =
          "Say whether this number of workers is good enough; exit with 1 if it certainly is not, or was not measured.")
  private @Nullable String check;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = DurationConverter.class,
      description = "The longest that the search for each style may take.")
  private Duration budget;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private AnswerFormat format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The result file. Without it, results/<UTC>-<cpus>cpu-jdk<N>-tune.json.")
  private @Nullable Path output;

  @Option(names = "--strict", description = "Exit with 3 if the answer is not to be relied on.")
  private boolean strict;

  @Mixin private RemoteOption remote;

  private final Function<ForkJvm, Forks> forks;

  /**
   * Creates the command.
   *
   * @param forks measures with a JVM; called when all that was asked for has been checked
   */
  TuneCommand(Function<ForkJvm, Forks> forks) {
    this.forks = forks;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    remote.applyToBenchmarks();
    Map<String, String> parameters = parameters();
    Goal goal = goal();
    List<Cell> cells = cells(parameters);
    Preparation.requireMeasurable(cells, 1);
    long seed = Instant.now().getEpochSecond();
    var search = new Search(cells, goal, budget.multipliedBy(cells.size()), seed);
    Duration shortest =
        search.cells().stream().map(ForkDuration::of).min(Duration::compareTo).orElseThrow();
    if (shortest.compareTo(budget) > 0) {
      throw new IllegalArgumentException(
          "a budget of %s does not hold one fork, about %s: give a longer --budget"
              .formatted(format(budget), format(shortest)));
    }
    if (goal.checked() > 0) {
      String checked = String.valueOf(goal.checked());
      Preparation.requireMeasurable(
          cells.stream().map(cell -> cell.with("workers", checked)).toList(), 1);
    }
    Path file = output == null ? Preparation.defaultFile("tune") : output;
    Preparation.requireNew(List.of(file));
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.put("preset", "tune").put("budgetSeconds", budget.toSeconds()).put("seed", seed);
    ObjectNode values = facts.putObject("parameters");
    parameters.forEach((name, value) -> values.putArray(name).add(value));
    goal.putInto(facts.putObject("tune"));
    try (JmhLock lock = JmhLock.acquire()) {
      List<Arm> arms = new ArmFiles(file, List.of()).arms(facts, forks);
      return new MeasuringSession(search, arms, "", TerminalLine.ofStandardError())
          .measure((run, sides) -> answer(cells, sides));
    }
  }

  /** All parameters but the number of workers. */
  private Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>(Parameters.DEFAULTS);
    parameters.remove("workers");
    parameters.putAll(conditions.words());
    parameters.putAll(Map.of("flags", flags, "client", client, "sink", sink, "server", server));
    parameters.forEach(Parameters::check);
    return parameters;
  }

  private Goal goal() {
    if (within < 0.01 || within > 0.5) {
      throw new IllegalArgumentException("--within is not from 1% to 50%");
    }
    if (errors > 0.5) {
      throw new IllegalArgumentException("--errors is over 50%");
    }
    Parameters.check("workers", maxWorkers);
    int checked = 0;
    if (check != null) {
      Parameters.check("workers", check);
      checked = Math.min(Integer.parseInt(check), Integer.parseInt(flags));
    }
    return new Goal(Integer.parseInt(maxWorkers), within, errors, checked);
  }

  /** A cell of each style that was asked for. The search replaces its number of workers. */
  private List<Cell> cells(Map<String, String> parameters) {
    List<String> styles =
        Parameters.styles().stream().filter(name -> !name.equals("sequential")).toList();
    List<String> chosen = style.equals("all") ? styles : List.of(style);
    if (!styles.containsAll(chosen)) {
      throw new IllegalArgumentException(
          "style '%s' is none of: %s, all".formatted(style, String.join(", ", styles)));
    }
    return chosen.stream()
        .map(name ->
            Cell.averageTime(DownloadBenchmark.class.getName() + "." + name, parameters)
                .with("workers", maxWorkers))
        .toList();
  }

  /** Prints the answers for the styles that have one, and names the others. */
  private int answer(List<Cell> cells, List<Side> sides) {
    List<Tuning> tunings = sides.stream().flatMap(side -> Tuning.of(side).stream()).toList();
    if (!tunings.isEmpty()) {
      format.print(new TuningReport(tunings, cells.size() > 1), out());
    }
    List<String> missing = new ArrayList<>(cells.stream().map(Cell::method).toList());
    tunings.forEach(tuning -> missing.remove(tuning.recommended().method()));
    missing.forEach(name ->
        err()
            .printf(
                "no answer for %s: --budget ended first, or with every number of workers that was measured a fork failed or more flags fail than --errors allows%n",
                name));
    sides.stream()
        .flatMap(side -> side.results().values().stream())
        .filter(result -> missing.contains(result.cell().method()) && result.failedShare() > 0)
        .forEach(result ->
            err()
                .printf(
                    "  %s: %.1f %% of the flags fail%n",
                    result.cell().brief(), 100 * result.failedShare()));
    boolean isTooBad =
        tunings.stream()
            .anyMatch(tuning ->
                tuning.point(tuning.goal().checked()).map(tuning::isTooBad).orElse(check != null));
    if (check != null
        && tunings.stream().anyMatch(one -> one.point(one.goal().checked()).isEmpty())) {
      err().printf("--check: %s has no result: its fork failed, or needs more --budget%n", check);
    }
    if (!missing.isEmpty() || isTooBad) {
      return Main.FAILED;
    }
    boolean isReliable = tunings.stream().allMatch(tuning -> tuning.doubts().isEmpty());
    return strict && !isReliable ? Main.INCONCLUSIVE : 0;
  }
}

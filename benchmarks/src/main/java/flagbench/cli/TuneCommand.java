package flagbench.cli;

import static flagbench.cli.DurationConverter.format;

import flagbench.analysis.Side;
import flagbench.benchmark.DownloadBenchmark;
import flagbench.benchmark.Parameters;
import flagbench.report.TuningReport;
import flagbench.result.Cell;
import flagbench.run.Arm;
import flagbench.run.ForkDuration;
import flagbench.run.Forks;
import flagbench.run.JmhLock;
import flagbench.tune.Goal;
import flagbench.tune.Search;
import flagbench.tune.Tuning;
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
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** {@code tune}: the smallest MAX_WORKERS that is as good as the best. */
@Command(
    name = "tune",
    description = "Find the smallest MAX_WORKERS that is as good as the best.",
    exitCodeList = {
      "0:There is an answer; with --check, the number is good enough.",
      "1:No answer, or a fork failed; with --check, the number is not good enough.",
      Main.USAGE,
      "3:The answer is not to be relied on, with --strict.",
      Main.STOPPED
    },
    footer = {
      "  flagbench tune --style async --latency 50ms --flags 200 --max-workers 400",
      "  flagbench tune --latency 50ms --refuse 40 --check 30"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class TuneCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int INCONCLUSIVE = 3;

  @Option(
      names = "--style",
      defaultValue = "threadPool",
      description = "threadPool, virtualThreads, async or all. Default: ${DEFAULT-VALUE}.")
  private String style;

  @Mixin private ConditionOptions conditions;

  @Option(
      names = "--flags",
      defaultValue = "200",
      description = "How many are downloaded. Default: ${DEFAULT-VALUE}.")
  private String flags;

  @Option(
      names = "--client",
      defaultValue = "jdk",
      description = "jdk, jdk-http2, httpcore5, httpclient5 or okhttp. Default: ${DEFAULT-VALUE}.")
  private String client;

  @Option(
      names = "--sink",
      defaultValue = "disk",
      description = "disk or memory. Default: ${DEFAULT-VALUE}.")
  private String sink;

  @Option(
      names = "--server",
      defaultValue = "embedded",
      description = "embedded, process or a BASE_URL. Default: ${DEFAULT-VALUE}.")
  private String server;

  @Option(
      names = {"--max-workers", "--max"},
      paramLabel = "WORKERS",
      defaultValue = "1000",
      description = "Never more workers than this. Default: ${DEFAULT-VALUE}.")
  private String max;

  @Option(
      names = "--within",
      paramLabel = "PERCENT",
      defaultValue = "5",
      converter = PercentConverter.class,
      description =
          "How far below the best is as good as the best, in percent. Default: ${DEFAULT-VALUE}.")
  private double within;

  @Option(
      names = "--errors",
      paramLabel = "PERCENT",
      defaultValue = "0.1",
      converter = PercentConverter.class,
      description =
          "How many of the flags may fail, in percent, where --refuse lets the server refuse some."
              + " Default: ${DEFAULT-VALUE}.")
  private double errors;

  @Option(
      names = "--check",
      paramLabel = "WORKERS",
      description = "Say whether so many are good enough; exit 1 if not.")
  private @Nullable String check;

  @Option(
      names = "--budget",
      paramLabel = "DURATION",
      defaultValue = "5m",
      converter = DurationConverter.class,
      description =
          "How long the search of one style may take; of several, as many times that. Default"
              + " ${DEFAULT-VALUE}.")
  private Duration budget;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private AnswerFormat format;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The result file; default results/<UTC>-<cpus>cpu-jdk<N>-tune.json.")
  private @Nullable Path output;

  @Option(names = "--strict", description = "Exit 3 if the answer is not to be relied on.")
  private boolean strict;

  @Option(
      names = "--allow-remote",
      description = "Let --server name one that is not on this machine.")
  private boolean allowRemote;

  @Spec private CommandSpec spec;

  private final Supplier<Forks> forks;

  /**
   * A command.
   *
   * @param forks asked for when everything else is right
   */
  TuneCommand(Supplier<Forks> forks) {
    this.forks = forks;
  }

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (allowRemote) {
      Preparation.allowRemote();
    }
    List<Cell> cells = cells();
    long seed = Instant.now().getEpochSecond();
    var search = new Search(cells, goal(), budget.multipliedBy(cells.size()), seed);
    Duration shortest =
        search.cells().stream().map(ForkDuration::of).min(Duration::compareTo).orElseThrow();
    if (shortest.compareTo(budget) > 0) {
      throw new IllegalArgumentException(
          "a budget of %s does not hold one fork, about %s"
              .formatted(format(budget), format(shortest)));
    }
    Preparation.requireRoom(cells);
    Preparation.requireServers(cells, spec.commandLine().getErr());
    Path file = Preparation.newFile(output, "tune");
    try (JmhLock lock = JmhLock.acquire()) {
      ObjectNode asked = RunFacts.of(facts(seed), List.of());
      var arm = new Arm(forks.get(), file, RunFacts.environment(), asked, List.of());
      return new MeasuringSession(search, List.of(arm), "").measure((run, sides) -> answer(sides));
    }
  }

  /** One cell of each style, its number of workers to be replaced. */
  private List<Cell> cells() {
    List<String> styles =
        Parameters.styles().stream().filter(name -> !name.equals("sequential")).toList();
    if (!style.equals("all") && !styles.contains(style)) {
      throw new IllegalArgumentException(
          "style '%s' is none of: %s, all".formatted(style, String.join(", ", styles)));
    }
    if (within < 0.01 || within > 0.5) {
      throw new IllegalArgumentException("--within is not from 1% to 50%");
    }
    if (errors > 0.5) {
      throw new IllegalArgumentException("--errors is over 50%");
    }
    Parameters.check("workers", max);
    if (check != null) {
      Parameters.check("workers", check);
    }
    parameters().forEach(Parameters::check);
    Map<String, String> parameters = parameters();
    parameters.put("workers", max);
    return styles.stream()
        .filter(name -> style.equals("all") || style.equals(name))
        .map(name -> Cell.averageTime(DownloadBenchmark.class.getName() + "." + name, parameters))
        .toList();
  }

  private Map<String, String> parameters() {
    Map<String, String> parameters = new LinkedHashMap<>(Parameters.DEFAULTS);
    parameters.remove("workers");
    parameters.putAll(conditions.words());
    parameters.put("flags", flags);
    parameters.put("client", client);
    parameters.put("sink", sink);
    parameters.put("server", server);
    return parameters;
  }

  /** What was asked, as the result file holds it. */
  private ObjectNode facts(long seed) {
    ObjectNode facts = JsonNodeFactory.instance.objectNode();
    facts.put("preset", "tune");
    ObjectNode values = facts.putObject("parameters");
    parameters().forEach((name, value) -> values.putArray(name).add(value));
    goal().putInto(facts.putObject("tune"));
    facts.put("budgetSeconds", budget.toSeconds());
    facts.put("seed", seed);
    return facts;
  }

  private Goal goal() {
    int checked = check == null ? 0 : Math.min(Integer.parseInt(check), Integer.parseInt(flags));
    return new Goal(Integer.parseInt(max), within, errors, checked);
  }

  private int answer(List<Side> sides) {
    List<Tuning> tunings = sides.isEmpty() ? List.of() : Tuning.of(sides.getFirst());
    List<String> asked = cells().stream().map(Cell::method).toList();
    PrintWriter out = spec.commandLine().getOut();
    if (!tunings.isEmpty()) {
      out.print(format.write(new TuningReport(tunings, asked.size() > 1)));
      out.flush();
    }
    List<String> missing = new ArrayList<>(asked);
    tunings.forEach(tuning -> missing.remove(tuning.recommended().method()));
    missing.forEach(name ->
        spec.commandLine()
            .getErr()
            .printf(
                "no answer for %s: no number of workers was measured that fails within --errors%n",
                name));
    boolean isTooBad =
        tunings.stream()
            .anyMatch(tuning ->
                tuning.point(tuning.goal().checked()).filter(tuning::isTooBad).isPresent());
    if (!missing.isEmpty() || isTooBad) {
      return FAILED;
    }
    boolean sure = tunings.stream().allMatch(tuning -> tuning.doubts().isEmpty());
    return strict && !sure ? INCONCLUSIVE : 0;
  }
}

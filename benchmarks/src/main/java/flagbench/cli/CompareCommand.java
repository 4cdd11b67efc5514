package flagbench.cli;

import flagbench.analysis.Comparison;
import flagbench.analysis.Side;
import flagbench.report.ComparisonReport;
import flagbench.result.Cell;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code compare}: what really differs between two runs, two JDKs or two machines. */
@Command(
    name = "compare",
    description = "Say what differs between results, ours or any of JMH's JSON files.",
    exitCodeList = {
      Main.DONE,
      "1:A cell is slower than in BASELINE, or missing.",
      Main.USAGE,
      "3:Inconclusive, with --strict."
    },
    footer = {
      "  flagbench compare results/old.json results/new.json --threshold=3",
      "  flagbench compare a.json b.json --include \"async .*workers=20\""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompareCommand implements Callable<Integer> {
  private static final int REGRESSION = 1;
  private static final int INCONCLUSIVE = 3;

  @Parameters(
      index = "0",
      paramLabel = "BASELINE",
      description = "The result file that the others are compared with.")
  private Path baseline;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "CANDIDATE",
      description = "Result files.")
  private List<Path> candidates;

  @Option(
      names = "--threshold",
      defaultValue = "5",
      paramLabel = "PERCENT",
      converter = PercentConverter.class,
      description = "The smallest difference that matters, in percent. Default: ${DEFAULT-VALUE}.")
  private double threshold;

  @Option(
      names = "--include",
      paramLabel = "REGEX",
      description =
          "Only cells whose benchmark and parameters (name=value) contain this. Default: all.")
  private @Nullable String include;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}.")
  private AnswerFormat format;

  @Option(
      names = "--allow-missing",
      description = "Do not exit 1 because a candidate lacks cells of the baseline.")
  private boolean allowMissing;

  @Option(
      names = "--strict",
      description = "Exit 3 if a cell is inconclusive, or judged within one JVM alone.")
  private boolean strict;

  @Option(
      names = "--force",
      description = "Give verdicts, and exit 1, even where the machines differ.")
  private boolean force;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    Predicate<Cell> chosen = parseInclude(include);
    Side first = read(baseline);
    List<Comparison> comparisons = new ArrayList<>();
    for (Path candidate : candidates) {
      comparisons.add(Comparison.of(first, read(candidate), threshold, chosen));
    }
    var report = new ComparisonReport(comparisons, force);
    spec.commandLine().getOut().print(format.write(report));
    spec.commandLine().getOut().flush();
    return exitCode(comparisons);
  }

  private static Side read(Path file) throws IOException {
    return Side.of(file.toString(), ResultFile.readAny(file));
  }

  private int exitCode(List<Comparison> comparisons) {
    List<Comparison> judged =
        comparisons.stream().filter(one -> force || one.isSameMachine()).toList();
    if (judged.stream().anyMatch(one -> one.isRegression(allowMissing))) {
      return REGRESSION;
    }
    return strict && judged.stream().anyMatch(Comparison::isInconclusive) ? INCONCLUSIVE : 0;
  }

  private static Predicate<Cell> parseInclude(@Nullable String regex) {
    if (regex == null) {
      return cell -> true;
    }
    Pattern pattern;
    try {
      pattern = Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException(
          "--include '%s' is no regular expression: %s".formatted(regex, e.getDescription()), e);
    }
    return cell -> pattern.matcher(cell.benchmark() + " " + cell).find();
  }
}

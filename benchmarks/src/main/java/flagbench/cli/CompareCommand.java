package flagbench.cli;

import flagbench.analysis.Comparison;
import flagbench.analysis.Side;
import flagbench.report.ComparisonReport;
import flagbench.result.Cell;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code compare}: says what differs between result files of runs, JDKs or machines. */
@Command(
    name = "compare",
    description =
        "Say what differs between result files. They may be flagbench's or any that JMH writes with"
            + " -rf json.",
    exitCodeList = {
      Main.DONE,
      "1:A cell is slower than in BASELINE, has failed, or is missing.",
      Main.USAGE,
      "3:A cell is inconclusive, with --strict."
    },
    footer = {
      "  flagbench compare results/old.json results/new.json --threshold=3",
      "  flagbench compare a.json b.json --include \"async .*workers=20\""
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class CompareCommand extends PrintingCommand {
  @Parameters(
      index = "0",
      paramLabel = "BASELINE",
      description = "The result file that the others are compared with.")
  private Path baseline;

  @Parameters(
      index = "1..*",
      arity = "1..*",
      paramLabel = "CANDIDATE",
      description = "One result file or more.")
  private List<Path> candidates;

  @Option(
      names = "--threshold",
      defaultValue = "5",
      paramLabel = "PERCENT",
      converter = PercentConverter.class,
      description = "The smallest difference that matters, in percent.")
  private double threshold;

  @Option(
      names = "--include",
      paramLabel = "REGEX",
      converter = RegexConverter.class,
      description =
          "Compare only cells in whose benchmark and parameters (name=value) this regular expression"
              + " is found.")
  private @Nullable Pattern include;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}.")
  private AnswerFormat format;

  @Option(
      names = "--allow-missing",
      description = "Do not exit with 1 because a candidate lacks cells of the baseline.")
  private boolean allowMissing;

  @Option(
      names = "--strict",
      description = "Exit with 3 if a cell is inconclusive, or has too few forks for a verdict.")
  private boolean strict;

  @Option(
      names = "--force",
      description = "Give verdicts and exit codes even if the files are of different machines.")
  private boolean force;

  @Override
  public Integer call() {
    Predicate<Cell> chosen =
        cell -> include == null || include.matcher(cell.benchmark() + " " + cell).find();
    List<Side> sides = read(Stream.concat(Stream.of(baseline), candidates.stream()).toList());
    List<Comparison> comparisons =
        sides.stream()
            .skip(1)
            .map(candidate -> Comparison.of(sides.getFirst(), candidate, threshold, chosen))
            .toList();
    format.print(new ComparisonReport(comparisons, force), out());
    List<Comparison> judged =
        comparisons.stream().filter(one -> force || one.isSameMachine()).toList();
    if (isRegression(judged, allowMissing, err())) {
      return Main.FAILED;
    }
    return strict && judged.stream().anyMatch(Comparison::isInconclusive) ? Main.INCONCLUSIVE : 0;
  }

  /** Whether comparisons make the exit code 1. If they do, the last line says why. */
  static boolean isRegression(List<Comparison> judged, boolean allowMissing, PrintWriter err) {
    List<String> reasons =
        judged.stream().flatMap(one -> one.regressions(allowMissing).stream()).distinct().toList();
    if (!reasons.isEmpty()) {
      err.println("exit code 1: " + String.join("; ", reasons));
    }
    return !reasons.isEmpty();
  }

  /**
   * Reads files in parallel, since that is most of the work where files are large. The common pool
   * of JDK 25 has a single thread where there are two cores, and would read one after the other.
   */
  private static List<Side> read(List<Path> files) {
    List<CompletableFuture<Side>> sides =
        files.stream()
            .map(
                file -> CompletableFuture.supplyAsync(() -> read(file), Thread::startVirtualThread))
            .toList();
    try {
      return sides.stream().map(CompletableFuture::join).toList();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException failure -> throw failure;
        case Error failure -> throw failure;
        case null, default -> throw e;
      }
    }
  }

  private static Side read(Path file) {
    try {
      return Side.of(file.toString(), ResultFile.readValues(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}

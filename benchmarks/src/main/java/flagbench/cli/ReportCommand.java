package flagbench.cli;

import flagbench.analysis.Summary;
import flagbench.report.SummaryReport;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: a result file's tables. */
@Command(name = "report", description = "Show a result file.")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReportCommand implements Callable<Integer> {

  /** How the answer is written. */
  enum Format {
    TEXT,
    MARKDOWN;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(paramLabel = "FILE", description = "A result file.")
  private Path file;

  @Option(
      names = "--format",
      defaultValue = "text",
      description = "One of: ${COMPLETION-CANDIDATES}; default ${DEFAULT-VALUE}.")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    List<CellResult> results = ResultFile.read(file);
    if (results.stream().map(CellResult::cell).distinct().count() < results.size()) {
      throw new IllegalArgumentException(
          "%s holds cells twice, as of several runs: take them apart".formatted(file));
    }
    var report = new SummaryReport(Summary.of(results, results.getFirst().failures()));
    spec.commandLine().getOut().print(format == Format.TEXT ? report.text() : report.markdown());
    spec.commandLine().getOut().flush();
    return 0;
  }
}

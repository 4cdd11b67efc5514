package flagbench.cli;

import flagbench.analysis.Side;
import flagbench.report.FilesReport;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code report}: shows result files as a page, tables or a chart. */
@Command(
    name = "report",
    description = "Show result files as an HTML page, tables or a chart.",
    exitCodeList = {Main.DONE, Main.USAGE},
    footer = "  flagbench report results/mine.json --format markdown")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReportCommand extends PrintingCommand {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "One result file or more.")
  private List<Path> files;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page to write. Without it, the first file's name with .html for .json.")
  private @Nullable Path output;

  @Option(
      names = "--format",
      description = "Print tables instead of writing a page. One of: ${COMPLETION-CANDIDATES}.")
  private @Nullable AnswerFormat format;

  @Option(
      names = "--chart",
      description = "Print the page's first chart as SVG instead of writing a page.")
  private boolean chart;

  @Override
  public Integer call() throws IOException {
    if (output != null && (chart || format != null)) {
      throw new IllegalArgumentException(
          "-o names a page to write, and %s is printed: leave out one of them"
              .formatted(chart ? "a chart" : format));
    }
    if (chart && format != null) {
      throw new IllegalArgumentException("--chart prints SVG: leave out --format");
    }
    List<Side> sides = new ArrayList<>();
    for (Path file : files) {
      if (output != null && Files.exists(output) && Files.isSameFile(output, file)) {
        throw new IllegalArgumentException("-o %s would overwrite the results".formatted(output));
      }
      sides.add(Side.of(file.toString(), ResultFile.readAny(file)));
    }
    var report = new FilesReport(sides);
    if (format != null) {
      format.print(report, out());
    } else if (chart) {
      out()
          .print(
              report
                  .chart()
                  .orElseThrow(() ->
                      new IllegalArgumentException(
                          "%s has no workload with two numbers of workers, so there is no chart"
                              .formatted(files.getFirst()))));
    } else {
      out().println(write(report));
    }
    out().flush();
    return 0;
  }

  private Path write(FilesReport report) throws IOException {
    Path page = output == null ? pageOf(files.getFirst()) : output;
    if (Files.exists(page) && !(Files.isRegularFile(page) && FilesReport.isPage(page))) {
      throw new IllegalArgumentException(
          "%s exists and is no page of flagbench: name another file with -o".formatted(page));
    }
    ResultFile.replace(page, report.page());
    return page;
  }

  /** The page that is written for a result file unless another is named. */
  static Path pageOf(Path file) {
    return Path.of(file.toString().replaceFirst("(\\.json)?(\\.gz)?$", "") + ".html");
  }
}

package flagbench.cli;

import flagbench.analysis.Side;
import flagbench.report.FilesReport;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code report}: one page that shows results, or their tables. */
@Command(
    name = "report",
    description = "Show results: a page, or tables.",
    exitCodeList = {Main.DONE, Main.USAGE},
    footer = "  flagbench report results/mine.json --format markdown")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ReportCommand implements Callable<Integer> {

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Result files.")
  private List<Path> files;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page. Default: beside the first file, with .html for .json.")
  private @Nullable Path output;

  @Option(
      names = "--format",
      description =
          "Print the results instead of writing a page. One of: ${COMPLETION-CANDIDATES}.")
  private @Nullable AnswerFormat format;

  @Option(
      names = "--chart",
      description = "Print the first chart as SVG instead of writing a page.")
  private boolean chart;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (output != null && (chart || format != null)) {
      throw new IllegalArgumentException(
          "-o is where the page goes, and %s is printed".formatted(chart ? "a chart" : format));
    }
    if (chart && format != null) {
      throw new IllegalArgumentException("--chart is SVG, and takes no --format");
    }
    List<Side> sides = new ArrayList<>();
    for (Path file : files) {
      if (output != null && Files.exists(output) && Files.isSameFile(output, file)) {
        throw new IllegalArgumentException("-o %s would replace the results".formatted(output));
      }
      sides.add(Side.of(file.toString(), ResultFile.readAny(file)));
    }
    var report = new FilesReport(sides);
    PrintWriter out = spec.commandLine().getOut();
    if (format != null) {
      out.print(format.write(report));
    } else if (chart) {
      out.print(
          report
              .chart()
              .orElseThrow(() ->
                  new IllegalArgumentException(
                      "%s holds no cell with workers, or one number of them: there is no chart"
                          .formatted(files.getFirst()))));
    } else {
      out.println(write(report));
    }
    out.flush();
    return 0;
  }

  private Path write(FilesReport report) throws IOException {
    Path page = output == null ? pageOf(files.getFirst()) : output;
    if (Files.exists(page) && !FilesReport.isPage(page)) {
      throw new IllegalArgumentException(
          "%s is no page of flagbench, and stays as it is: name another with -o".formatted(page));
    }
    ResultFile.replace(page, report.page());
    return page;
  }

  /** The page that belongs to a result file. */
  static Path pageOf(Path file) {
    return file.resolveSibling(
        file.getFileName().toString().replaceFirst("(\\.json)?(\\.gz)?$", "") + ".html");
  }
}

package flagbench.cli;

import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.report.HtmlReport;
import flagbench.report.SummaryReport;
import flagbench.report.TerminalLine;
import flagbench.report.TuningReport;
import flagbench.result.ResultFile;
import flagbench.tune.Tuning;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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

  /** How the answer is written. */
  enum Format {
    HTML,
    TEXT,
    MARKDOWN,
    SVG;

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  @Parameters(arity = "1..*", paramLabel = "FILE", description = "Result files.")
  private List<Path> files;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "The page; default beside the first file, with .html for .json.")
  private @Nullable Path output;

  @Option(
      names = "--format",
      defaultValue = "html",
      description =
          "One of: ${COMPLETION-CANDIDATES}. Default: ${DEFAULT-VALUE}. All but html is printed;"
              + " svg is the first chart.")
  private Format format;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    if (output != null && format != Format.HTML) {
      throw new IllegalArgumentException(
          "-o is where the page goes, and %s is printed".formatted(format));
    }
    for (Path file : files) {
      if (output != null && Files.exists(output) && Files.isSameFile(output, file)) {
        throw new IllegalArgumentException("-o %s would replace the results".formatted(output));
      }
    }
    List<Side> sides = new ArrayList<>();
    for (Path file : files) {
      sides.add(Side.of(file.toString(), ResultFile.readAny(file)));
    }
    PrintWriter out = spec.commandLine().getOut();
    if (format == Format.HTML) {
      Path page = output == null ? pageOf(files.getFirst()) : output;
      if (Files.exists(page) && !HtmlReport.isPage(page)) {
        throw new IllegalArgumentException(
            "%s is no page of flagbench, and stays as it is: name another with -o".formatted(page));
      }
      ResultFile.replace(page, new HtmlReport(sides).page());
      out.println(page);
    } else if (format == Format.SVG) {
      String chart = new HtmlReport(sides).chart();
      if (chart.isEmpty()) {
        throw new IllegalArgumentException(
            "%s holds no cell with workers to draw a chart of".formatted(files.getFirst()));
      }
      out.print(chart);
    } else {
      for (Side side : sides) {
        var report = new SummaryReport(Summary.of(side.results().values(), side.failures()));
        out.print(sides.size() > 1 ? side.name() + "\n\n" : "");
        List<Tuning> tunings = Tuning.of(side);
        if (!tunings.isEmpty()) {
          var tuning = new TuningReport(tunings, true, TerminalLine.isAscii());
          out.println(format == Format.TEXT ? tuning.text() : tuning.markdown());
        }
        out.print(format == Format.TEXT ? report.text() : report.markdown());
        side.notes().forEach(note -> out.println("\n" + note));
      }
    }
    out.flush();
    return 0;
  }

  /** The page that belongs to a result file. */
  static Path pageOf(Path file) {
    return file.resolveSibling(
        file.getFileName().toString().replaceFirst("(\\.json)?(\\.gz)?$", "") + ".html");
  }
}

package flagbench.report;

import static flagbench.report.Markup.escape;
import static java.util.stream.Collectors.joining;

import flagbench.analysis.Comparison;
import flagbench.analysis.Comparison.Row;
import flagbench.analysis.Ratio;
import flagbench.analysis.Verdict;
import flagbench.report.Document.Drawing;
import java.util.Arrays;
import java.util.Comparator;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Ratios with their intervals beside the threshold on a logarithmic scale, a line for each row, the
 * slowest first (Lewis and Clarke, <em>Forest plots: trying to see the wood and the trees</em>, BMJ
 * 322, 2001). All plots of a candidate have one scale.
 *
 * @param rows of one unit
 */
record ForestPlot(Candidate candidate, List<Row> rows) {

  /** A ratio beyond is drawn at the end of the scale. */
  private static final double LARGEST_RATIO = 10;

  /** Named on the scale, where there is room: the first before the others. */
  private static final List<Double> TICKS =
      Stream.of(1.0, 10.0, 2.0, 1.5, 5.0, 1.2, 1.1, 1.05, 1.02, 1.01)
          .flatMap(ratio -> Stream.of(ratio, 1 / ratio))
          .toList();

  private static final int NAME = 20;
  private static final int COLUMNS = 44;

  /** How a verdict is drawn: faster points up, and what is open is hollow. */
  private static char symbol(Verdict verdict) {
    return switch (verdict) {
      case FASTER -> '▲';
      case SLOWER -> '▼';
      case SAME -> '■';
      case PERHAPS_FASTER -> '△';
      case PERHAPS_SLOWER -> '▽';
      case INCONCLUSIVE -> '○';
    };
  }

  Drawing drawing() {
    List<Row> sorted =
        rows.stream()
            .sorted(
                Comparator.comparing(
                    row -> row.slowness().map(Ratio::log).orElse(Double.NEGATIVE_INFINITY),
                    Comparator.reverseOrder()))
            .toList();
    return new Drawing(characters(sorted), () -> html(sorted));
  }

  private String characters(List<Row> sorted) {
    Axis axis = axis(0, COLUMNS - 1);
    var scale = new StringBuilder(" ".repeat(COLUMNS + 6));
    for (double tick : axis.ticks(TICKS, 7)) {
      String text = times(tick);
      int from = Math.max(0, column(axis, tick) - text.length() / 2);
      scale.replace(from, from + text.length(), text);
    }
    var lines = new StringBuilder();
    lines.append("%-20s  %s".formatted(candidate.letter() + "/A", scale).stripTrailing() + "\n");
    for (Row row : sorted) {
      String name = Document.oneLine(VerdictTables.label(row));
      String shown = name.length() > NAME ? name.substring(0, NAME - 1) + "…" : name;
      lines.append("%-20s  %s  %s\n".formatted(shown, characters(row, axis), row.verdict()));
    }
    return lines.toString();
  }

  private String characters(Row row, Axis axis) {
    char[] line = " ".repeat(COLUMNS).toCharArray();
    line[column(axis, 1 / (1 + threshold()))] = '┊';
    line[column(axis, 1 + threshold())] = '┊';
    line[column(axis, 1)] = '│';
    row.ratio()
        .ifPresent(ratio -> {
          if (ratio.isBounded()) {
            Arrays.fill(line, column(axis, ratio.lower()), column(axis, ratio.upper()) + 1, '─');
          }
          line[column(axis, ratio.value())] = symbol(row.verdict());
        });
    return new String(line);
  }

  /** A table, so that names and numbers are read on any screen; places are percentages. */
  private String html(List<Row> sorted) {
    Axis axis = axis(3, 97);
    String scale =
        axis.ticks(TICKS, 15).stream()
            .map(tick ->
                "<span style=\"left:%d%%\">%s</span>".formatted(column(axis, tick), times(tick)))
            .collect(joining());
    return """
    <div class="scroll"><table class="text forest" style="--from:%d%%;--to:%d%%;--one:%d%%">\
    <thead><tr><th scope="col">%s/A<th class="plot">%s\
    <th scope="col">verdict<th scope="col">ratio, 95 %%</thead><tbody>
    %s</tbody></table></div>
    """
        .formatted(
            column(axis, 1 / (1 + threshold())),
            column(axis, 1 + threshold()),
            column(axis, 1),
            candidate.letter(),
            scale,
            sorted.stream().map(row -> html(row, axis)).collect(joining()));
  }

  private static String html(Row row, Axis axis) {
    return "<tr><td>%s<td class=\"plot\"%s<td>%s<td>%s\n"
        .formatted(
            escape(VerdictTables.label(row)),
            row.ratio().map(ratio -> html(row.verdict(), ratio, axis)).orElse(">"),
            row.verdict(),
            VerdictTables.interval(row));
  }

  private static String html(Verdict verdict, Ratio ratio, Axis axis) {
    return """
     data-ratio="%s" data-lower="%s" data-upper="%s"><i style="left:%d%%;right:%d%%"></i>\
    <b class="%s" style="left:%d%%">%s</b>\
    """
        .formatted(
            ratio.value(),
            ratio.lower(),
            ratio.upper(),
            column(axis, ratio.isBounded() ? ratio.lower() : ratio.value()),
            100 - column(axis, ratio.isBounded() ? ratio.upper() : ratio.value()),
            verdict.name().toLowerCase(Locale.ROOT),
            column(axis, ratio.value()),
            symbol(verdict));
  }

  private static int column(Axis axis, double ratio) {
    return (int) Math.round(axis.at(ratio));
  }

  private static String times(double ratio) {
    return Numbers.plain(Math.round(100 * ratio) / 100.0);
  }

  private double threshold() {
    return candidate.comparison().threshold();
  }

  private Axis axis(double from, double to) {
    DoubleSummaryStatistics plotted = candidate.plotted();
    return Axis.logarithmic(DoubleStream.of(plotted.getMin(), plotted.getMax()), from, to);
  }

  /** The least and the largest ratio that the plots of a comparison show. */
  static DoubleSummaryStatistics range(Comparison comparison) {
    double band = Math.max(1 + 2 * comparison.threshold(), 1.05);
    DoubleStream ratios =
        comparison.rows().stream()
            .flatMap(row -> row.ratio().stream())
            .filter(Ratio::isBounded)
            .flatMapToDouble(ratio -> DoubleStream.of(ratio.lower(), ratio.upper()));
    return DoubleStream.concat(ratios, DoubleStream.of(1 / band, band))
        .map(ratio -> Math.clamp(ratio, 1 / LARGEST_RATIO, LARGEST_RATIO))
        .summaryStatistics();
  }
}

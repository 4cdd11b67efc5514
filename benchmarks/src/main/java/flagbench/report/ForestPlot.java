package flagbench.report;

import static java.util.stream.Collectors.joining;

import flagbench.analysis.Comparison.Row;
import flagbench.analysis.Ratio;
import flagbench.analysis.Verdict;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * A forest plot in characters: the ratios of cells with their intervals, one below the other on a
 * logarithmic scale, with the threshold beside them and the slowest cell first (Lewis and Clarke,
 * <em>Forest plots: trying to see the wood and the trees</em>, BMJ 322, 2001). All plots of a
 * candidate have the same scale.
 */
record ForestPlot(Candidate candidate, Axis axis) {

  /** The end of the scale. Larger ratios are drawn there. */
  private static final double LARGEST_RATIO = 10;

  /** Columns for the name of a cell, and for the scale. */
  private static final int NAME = 20;

  private static final int SCALE = 44;

  /** Faster points up and slower down; a verdict that is not certain is hollow. */
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

  /** The plots of a candidate, on a scale that all intervals and twice the threshold fit on. */
  static ForestPlot of(Candidate candidate) {
    DoubleStream ratios =
        candidate.comparison().rows().stream()
            .flatMap(row -> row.ratio().stream())
            .filter(Ratio::isBounded)
            .flatMapToDouble(ratio -> DoubleStream.of(ratio.lower(), ratio.upper()));
    double band = Math.max(1 + 2 * candidate.comparison().threshold(), 1.05);
    Axis axis =
        Axis.around(
            DoubleStream.concat(ratios, DoubleStream.of(1 / band, band))
                .map(ratio -> Math.clamp(ratio, 1 / LARGEST_RATIO, LARGEST_RATIO)),
            0,
            SCALE - 1);
    return new ForestPlot(candidate, axis);
  }

  /** Draws some of the candidate's rows. */
  String draw(List<Row> rows) {
    var scale = new StringBuilder(" ".repeat(SCALE + 6));
    for (double tick : axis.roundTicks(7)) {
      String text = Numbers.plain(Math.round(100 * tick) / 100.0);
      int from = Math.max(0, column(tick) - text.length() / 2);
      scale.replace(from, from + text.length(), text);
    }
    String heading = "%-20s  %s".formatted(candidate.letter() + "/A", scale).stripTrailing() + "\n";
    return rows.stream()
        .sorted(
            Comparator.comparing(
                row -> row.slowness().map(Ratio::log).orElse(Double.NEGATIVE_INFINITY),
                Comparator.reverseOrder()))
        .map(row -> {
          String name = Document.oneLine(StyleOrder.label(row.cell()));
          String shown = name.length() > NAME ? name.substring(0, NAME - 1) + "…" : name;
          return "%-20s  %s  %s\n".formatted(shown, draw(row), row.verdict());
        })
        .collect(joining("", heading, ""));
  }

  private String draw(Row row) {
    double limit = 1 + candidate.comparison().threshold();
    char[] line = " ".repeat(SCALE).toCharArray();
    line[column(1 / limit)] = '┊';
    line[column(limit)] = '┊';
    line[column(1)] = '│';
    row.ratio()
        .ifPresent(ratio -> {
          if (ratio.isBounded()) {
            Arrays.fill(line, column(ratio.lower()), column(ratio.upper()) + 1, '─');
          }
          line[column(ratio.value())] = symbol(row.verdict());
        });
    return new String(line);
  }

  private int column(double ratio) {
    return (int) Math.round(axis.at(ratio));
  }
}

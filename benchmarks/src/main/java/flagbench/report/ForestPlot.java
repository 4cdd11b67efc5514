package flagbench.report;

import static flagbench.report.Html.escape;

import flagbench.analysis.Comparison;
import flagbench.analysis.Ratio;
import flagbench.analysis.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Ratios with their intervals beside the threshold on a logarithmic scale, a line for each row, the
 * slowest first (Lewis and Clarke, <em>Forest plots: trying to see the wood and the trees</em>, BMJ
 * 322, 2001).
 *
 * @param rows of one comparison and one unit
 * @param scale all rows of the comparison, so that its plots have one scale
 * @param label names a row
 */
record ForestPlot(
    String letter,
    double threshold,
    List<Comparison.Row> rows,
    List<Comparison.Row> scale,
    Function<Comparison.Row, String> label) {

  /** A ratio beyond is drawn at the end of the scale. */
  private static final double LARGEST_RATIO = 10;

  /** Named on the scale, where there is room: the first before the others. */
  private static final List<Double> TICKS =
      Stream.of(1.0, 10.0, 2.0, 1.5, 5.0, 1.2, 1.1, 1.05, 1.02, 1.01)
          .flatMap(ratio -> Stream.of(ratio, 1 / ratio))
          .toList();

  private static final int NAME = 20;
  private static final int COLUMNS = 44;
  private static final int PIXELS = 200;

  /**
   * How a verdict is drawn: better points up, and what is open is hollow.
   *
   * @param plain one character of ASCII
   * @param path around the ratio's place
   */
  private record Shape(char character, char plain, String path) {
    private static final String UP = "m0-5l5 9h-10z";
    private static final String DOWN = "m0 5l5-9h-10z";

    static Shape of(Verdict verdict) {
      return switch (verdict) {
        case FASTER -> new Shape('▲', 'F', UP);
        case SLOWER -> new Shape('▼', 'S', DOWN);
        case SAME -> new Shape('■', '=', "m-4-4h8v8h-8z");
        case PERHAPS_FASTER -> new Shape('△', 'f', UP);
        case PERHAPS_SLOWER -> new Shape('▽', 's', DOWN);
        case INCONCLUSIVE -> new Shape('○', '?', "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z");
      };
    }
  }

  /** For a terminal: 80 columns; plain ones are of ASCII characters alone. */
  List<String> lines(boolean plain) {
    Axis axis = axis(0, COLUMNS - 1);
    char[] numbers = " ".repeat(COLUMNS + 6).toCharArray();
    for (double tick : axis.ticks(TICKS, 7)) {
      String text = times(tick);
      int from = Math.max(0, column(axis, tick) - text.length() / 2);
      text.getChars(0, text.length(), numbers, from);
    }
    List<String> lines = new ArrayList<>();
    lines.add("%-20s  %s".formatted(letter + "/A", new String(numbers).stripTrailing()));
    for (Comparison.Row row : sorted()) {
      String name = Document.oneLine(label.apply(row));
      String shown =
          name.length() > NAME ? name.substring(0, NAME - 1) + (plain ? "~" : "…") : name;
      lines.add("%-20s  %s  %s".formatted(shown, characters(row, axis, plain), row.verdict()));
    }
    return lines;
  }

  private String characters(Comparison.Row row, Axis axis, boolean plain) {
    char[] line = " ".repeat(COLUMNS).toCharArray();
    line[column(axis, 1 / (1 + threshold))] = plain ? ':' : '┊';
    line[column(axis, 1 + threshold)] = plain ? ':' : '┊';
    line[column(axis, 1)] = plain ? '|' : '│';
    row.ratio()
        .ifPresent(ratio -> {
          if (ratio.isBounded()) {
            int from = column(axis, ratio.lower());
            Arrays.fill(line, from, column(axis, ratio.upper()) + 1, plain ? '-' : '─');
          }
          Shape shape = Shape.of(row.verdict());
          line[column(axis, ratio.value())] = plain ? shape.plain() : shape.character();
        });
    return new String(line);
  }

  private static int column(Axis axis, double ratio) {
    return (int) Math.round(axis.at(ratio));
  }

  /** For a page: a table, so that names and numbers are read on any screen. */
  String html(Stencils stencils) {
    Axis axis = axis(4, PIXELS - 4);
    String band =
        "<path class=\"band\" d=\"M%1$s 0H%2$sV20H%1$sz\"/><path class=\"grid\" d=\"M%3$s 0V20\"/>"
            .formatted(
                column(axis, 1 / (1 + threshold)), column(axis, 1 + threshold), column(axis, 1));
    var table = new StringBuilder();
    for (Comparison.Row row : sorted()) {
      table.append(
          """
          <tr><td>%s<td><svg viewBox="0 0 %d 20"%s aria-hidden="true">%s</svg><td>%s<td>%s
          """
              .formatted(
                  escape(label.apply(row)),
                  PIXELS,
                  row.ratio().map(ForestPlot::data).orElse(""),
                  stencils.draw(band) + row.ratio().map(ratio -> mark(row, ratio, axis)).orElse(""),
                  row.verdict(),
                  row.ratio().map(VerdictTables::interval).orElse("-")));
    }
    return """
    <div class="scroll"><table class="text forest"><thead><tr><th scope="col">%s/A\
    <th scope="col"><svg viewBox="0 0 %d 20" aria-hidden="true">%s</svg>\
    <th scope="col">verdict<th scope="col">ratio, 95 %%</thead><tbody>
    %s</tbody></table></div>
    """
        .formatted(letter, PIXELS, stencils.draw(scale(axis)), table);
  }

  private static String data(Ratio ratio) {
    return " data-ratio=\"%s\" data-lower=\"%s\" data-upper=\"%s\""
        .formatted(ratio.value(), ratio.lower(), ratio.upper());
  }

  private static String scale(Axis axis) {
    return axis.ticks(TICKS, 34).stream()
        .map(tick ->
            "<text x=\"%d\" y=\"15\">%s</text>"
                .formatted(Math.clamp(column(axis, tick), 12, PIXELS - 12), times(tick)))
        .collect(Collectors.joining("", "<g text-anchor=\"middle\">", "</g>"));
  }

  private static String mark(Comparison.Row row, Ratio ratio, Axis axis) {
    return "<g class=\"mark %s\"><path d=\"%s\"/><path d=\"M%d 10%s\"/></g>"
        .formatted(
            row.verdict().name().toLowerCase(Locale.ROOT),
            ratio.isBounded()
                ? "M%d 10H%d".formatted(column(axis, ratio.lower()), column(axis, ratio.upper()))
                : "",
            column(axis, ratio.value()),
            Shape.of(row.verdict()).path());
  }

  private static String times(double ratio) {
    return Numbers.plain(Math.round(100 * ratio) / 100.0);
  }

  private List<Comparison.Row> sorted() {
    return rows.stream()
        .sorted(
            Comparator.comparing(
                row -> row.slowness().map(Ratio::log).orElse(Double.NEGATIVE_INFINITY),
                Comparator.reverseOrder()))
        .toList();
  }

  private Axis axis(double from, double to) {
    DoubleStream ratios =
        scale.stream()
            .flatMap(row -> row.ratio().stream())
            .filter(Ratio::isBounded)
            .flatMapToDouble(ratio -> DoubleStream.of(ratio.lower(), ratio.upper()));
    double band = Math.max(1 + 2 * threshold, 1.05);
    return Axis.logarithmic(
        DoubleStream.concat(ratios, DoubleStream.of(1 / band, band))
            .map(ratio -> Math.clamp(ratio, 1 / LARGEST_RATIO, LARGEST_RATIO)),
        from,
        to);
  }
}

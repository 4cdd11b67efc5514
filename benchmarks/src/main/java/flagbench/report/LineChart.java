package flagbench.report;

import static flagbench.report.Document.escape;
import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.Function;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over numbers of workers as SVG. It is read without script and without colours: every style
 * has a shape of its own, {@code <title>} elements are the tooltips, and {@code data-} attributes
 * hold the numbers.
 *
 * @param caption what it shows
 * @param subject the workload that it is about
 * @param series at least one point in all of them together
 */
record LineChart(String caption, String subject, String yLabel, List<Series> series) {
  private static final int WIDTH = 440;
  private static final int LEFT = 56;
  private static final int RIGHT = WIDTH - 12;
  private static final int TOP = 16;
  private static final int BOTTOM = 246;

  /** Where the legend begins. It has three names in a row. */
  private static final int LEGEND = 300;

  private static final int LEGEND_WIDTH = (WIDTH - LEFT) / 3;
  private static final int LEGEND_HEIGHT = 16;

  /**
   * A line.
   *
   * @param style its place in the order of styles, which decides on colour and shape; {@link
   *     #COMPUTED} for a line that was not measured and has no dots
   */
  record Series(String name, int style, List<Point> points) {
    static final int COMPUTED = -1;

    private String classes() {
      return "series s" + (style == COMPUTED ? "ideal" : style);
    }

    /** A circle, square, triangle or diamond, which can be told apart without colours. */
    private String shape(double x, double y) {
      return switch (style % 4) {
        case 0 -> move(x - 4, y) + "a4 4 0 1 0 8 0a4 4 0 1 0-8 0z";
        case 1 -> move(x - 4, y - 4) + "h8v8h-8z";
        case 2 -> move(x, y - 5) + "l5 9h-10z";
        case 3 -> move(x, y - 5) + "l5 5l-5 5l-5-5z";
        default -> "";
      };
    }
  }

  /** A value at a number of workers, with its interval, which may be of no width. */
  record Point(double x, double y, double low, double high, String tooltip) {}

  /** The chart as a figure of a page. */
  String figure() {
    return "<figure>%s<figcaption>%s</figcaption></figure>\n"
        .formatted(svg("", ""), escape(caption));
  }

  /** The chart as a file of its own, which holds its style sheet. */
  String file(String styleSheet) {
    return svg(" xmlns=\"http://www.w3.org/2000/svg\"", "<style>\n" + styleSheet + "</style>\n");
  }

  private String svg(String attributes, String style) {
    List<Double> workers = points().map(Point::x).sorted().toList();
    Axis x = Axis.around(points().mapToDouble(Point::x), LEFT, RIGHT);
    Axis y =
        Axis.around(
            points().flatMapToDouble(point -> DoubleStream.of(point.low(), point.high())),
            BOTTOM,
            TOP);
    return """
    <svg%s viewBox="0 0 %d %d" role="img"><title>%s, %s</title>
    %s%s
    %s
    %s%s
    </svg>
    """
        .formatted(
            attributes,
            WIDTH,
            LEGEND + LEGEND_HEIGHT * Math.ceilDiv(series.size(), 3) - 6,
            escape(caption),
            escape(subject),
            style,
            drawX(x, x.ticks(workers, 22)),
            drawY(y, y.roundTicks(26)),
            join(series, one -> line(one, x, y)),
            legend());
  }

  private Stream<Point> points() {
    return series.stream().flatMap(one -> one.points().stream());
  }

  private static String drawX(Axis x, List<Double> ticks) {
    return "<g text-anchor=\"middle\">%s%s</g><path class=\"grid\" d=\"%s\"/>"
        .formatted(
            text((LEFT + RIGHT) / 2.0, BOTTOM + 36, "workers"),
            join(ticks, tick -> text(x.at(tick), BOTTOM + 18, Numbers.plain(tick))),
            join(ticks, tick -> move(x.at(tick), TOP) + "V" + BOTTOM));
  }

  private String drawY(Axis y, List<Double> ticks) {
    return """
    <text transform="translate(14 %d) rotate(-90)" text-anchor="middle">%s</text>\
    <g text-anchor="end">%s</g><path class="grid" d="%s"/>\
    """
        .formatted(
            (TOP + BOTTOM) / 2,
            escape(yLabel),
            join(ticks, tick -> text(LEFT - 8, y.at(tick) + 4, Numbers.plain(tick))),
            join(ticks, tick -> move(LEFT, y.at(tick)) + "H" + RIGHT));
  }

  private static String line(Series series, Axis x, Axis y) {
    List<Point> points = series.points();
    String corners = join(points, point -> move(x.at(point.x()), y.at(point.y())));
    String intervals =
        join(
            points.stream().filter(point -> point.low() < point.high()).toList(),
            point ->
                move(x.at(point.x()), y.at(point.low())) + "V" + Math.round(y.at(point.high())));
    return "<g class=\"%s\" data-series=\"%s\"><path class=\"line\" d=\"%s\"/>%s%s</g>\n"
        .formatted(
            series.classes(),
            escape(series.name()),
            corners.replace('M', 'L').replaceFirst("L", "M"),
            intervals.isEmpty() ? "" : "<path class=\"interval\" d=\"" + intervals + "\"/>",
            series.style() == Series.COMPUTED
                ? ""
                : join(points, point -> dot(series, point, x, y)));
  }

  private static String dot(Series series, Point point, Axis x, Axis y) {
    return "<path data-x=\"%s\" data-y=\"%s\" d=\"%s\"><title>%s</title></path>"
        .formatted(
            Numbers.plain(point.x()),
            Numbers.plain(point.y()),
            series.shape(x.at(point.x()), y.at(point.y())),
            escape(point.tooltip()));
  }

  private String legend() {
    var legend = new StringBuilder();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      int x = LEFT + LEGEND_WIDTH * (i % 3);
      int y = LEGEND + LEGEND_HEIGHT * Math.floorDiv(i, 3);
      String shape =
          one.style() == Series.COMPUTED ? "" : "<path d=\"" + one.shape(x + 12, y) + "\"/>";
      legend.append(
          "<g class=\"%s key\"><path class=\"line\" d=\"%sh24\"/>%s%s</g>"
              .formatted(one.classes(), move(x, y), shape, text(x + 28, y + 4, one.name())));
    }
    return legend.toString();
  }

  /** The command that begins a path at a point, which is rounded to whole pixels. */
  private static String move(double x, double y) {
    return "M" + Math.round(x) + " " + Math.round(y);
  }

  private static String text(double x, double y, String text) {
    return "<text x=\"%d\" y=\"%d\">%s</text>"
        .formatted(Math.round(x), Math.round(y), escape(text));
  }

  private static <T> String join(List<T> values, Function<T, String> drawn) {
    return values.stream().map(drawn).collect(joining());
  }
}

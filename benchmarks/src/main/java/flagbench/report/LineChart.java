package flagbench.report;

import static flagbench.report.Markup.escape;
import static flagbench.report.Markup.move;
import static flagbench.report.Markup.text;
import static java.util.stream.Collectors.joining;

import java.util.List;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over numbers of workers, or dots where there is one number, as SVG that is read without
 * script: shapes as well as colours, {@code <title>} as the tooltip, the numbers in {@code data-}
 * attributes.
 *
 * @param caption what it shows
 * @param subject of what
 * @param percent whether the values are from 0 to 100, and their axis is not logarithmic
 * @param series at least one point in all of them together
 */
record LineChart(
    String caption, String subject, String yLabel, boolean percent, List<Series> series) {
  private static final int WIDTH = 440;
  private static final int LEFT = 56;
  private static final int RIGHT = WIDTH - 12;
  private static final int TOP = 16;
  private static final int BOTTOM = 246;

  /** Where the legend begins, with three names in a row. */
  private static final int LEGEND = 300;

  private static final int LEGEND_WIDTH = (WIDTH - LEFT) / 3;
  private static final int LEGEND_HEIGHT = 16;

  /** Between dots of one number of workers. */
  private static final int ASIDE = 34;

  /**
   * One line.
   *
   * @param style its place in the order of styles, which decides colour and shape; negative for a
   *     line without points
   * @param second whether it is the second of two of a style: dashed and hollow
   */
  record Series(String name, int style, boolean second, List<Point> points) {

    private String classes() {
      return "series s" + (style < 0 ? "ideal" : style) + (second ? " second" : "");
    }

    /** Circle, square, triangle, diamond: told apart without colour. */
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

  /** A value with its interval, which may be of no width. */
  record Point(double x, double y, double low, double high, String tooltip) {

    static Point exact(double x, double y, String tooltip) {
      return new Point(x, y, y, y, tooltip);
    }
  }

  /** For a page. */
  String figure() {
    return "<figure>%s<figcaption>%s</figcaption></figure>\n"
        .formatted(svg("", ""), escape(caption));
  }

  /** For a file of its own, which brings its style along. */
  String file(String style) {
    return Markup.resolveShared(
        svg(" xmlns=\"http://www.w3.org/2000/svg\"", "<style>\n" + style + "</style>\n"));
  }

  private String svg(String attributes, String style) {
    Axis x = Axis.logarithmic(points().mapToDouble(Point::x), LEFT, RIGHT);
    Axis y = yAxis();
    List<Double> measured = points().map(Point::x).sorted().toList();
    boolean isLine = measured.getFirst() < measured.getLast();
    var lines = new StringBuilder();
    for (int i = 0; i < series.size(); i++) {
      double aside = isLine ? 0 : (i - (series.size() - 1) / 2.0) * ASIDE;
      lines.append(line(series.get(i), isLine, point -> x.at(point.x()) + aside, y));
    }
    return """
    <svg%s viewBox="0 0 %d %d" role="img"><title>%s, %s</title>
    %s%s%s%s%s</svg>
    """
        .formatted(
            attributes,
            WIDTH,
            LEGEND + LEGEND_HEIGHT * Math.ceilDiv(series.size(), 3) - 6,
            escape(caption),
            escape(subject),
            style,
            Markup.shared(drawX(x, x.ticks(measured, 22))),
            Markup.shared(drawY(y, y.roundTicks(26))),
            lines,
            Markup.shared(legend()));
  }

  private Stream<Point> points() {
    return series.stream().flatMap(one -> one.points().stream());
  }

  private Axis yAxis() {
    return percent
        ? new Axis(0, 105, BOTTOM, TOP, false)
        : Axis.logarithmic(
            points()
                .flatMapToDouble(point -> DoubleStream.of(point.low(), point.y(), point.high())),
            BOTTOM,
            TOP);
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

  /** An ideal has no marks, and is a dash where it has one number of workers. */
  private static String line(Series series, boolean isLine, ToDoubleFunction<Point> x, Axis y) {
    List<Point> points = series.points();
    boolean isIdeal = series.style() < 0;
    String corners =
        points.stream()
            .map(point -> move(x.applyAsDouble(point), y.at(point.y())).substring(1))
            .collect(joining("L", "<path class=\"line\" d=\"M", "\"/>"));
    var bars = new StringBuilder();
    var marks = new StringBuilder();
    for (Point point : points) {
      double at = x.applyAsDouble(point);
      double height = y.at(point.y());
      if (point.low() < point.high()) {
        bars.append(move(at, y.at(point.low()))).append('V').append(Math.round(y.at(point.high())));
      }
      if (isIdeal) {
        bars.append(isLine ? "" : move(at - ASIDE / 2.0, height) + "h" + ASIDE);
      } else {
        marks.append(mark(point, series.shape(at, height)));
      }
    }
    return "<g class=\"%s\" data-series=\"%s\">%s%s%s</g>\n"
        .formatted(
            series.classes(),
            escape(series.name()),
            isLine ? corners : "",
            bars.isEmpty() ? "" : "<path class=\"interval\" d=\"" + bars + "\"/>",
            marks);
  }

  private static String mark(Point point, String shape) {
    String x = Numbers.plain(point.x());
    String y = Numbers.plain(point.y());
    return "<path data-x=\"%s\" data-y=\"%s\" d=\"%s\"><title>%s</title></path>"
        .formatted(x, y, shape, escape(point.tooltip()));
  }

  private String legend() {
    var legend = new StringBuilder();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      int x = LEFT + LEGEND_WIDTH * (i % 3);
      int y = LEGEND + LEGEND_HEIGHT * Math.floorDiv(i, 3);
      String shape = one.style() < 0 ? "" : "<path d=\"" + one.shape(x + 12, y) + "\"/>";
      legend.append(
          "<g class=\"%s key\"><path class=\"line\" d=\"%sh24\"/>%s%s</g>"
              .formatted(one.classes(), move(x, y), shape, text(x + 28, y + 4, one.name())));
    }
    return legend.toString();
  }

  private static <T> String join(List<T> values, Function<T, String> drawn) {
    return values.stream().map(drawn).collect(joining());
  }
}

package flagbench.report;

import static flagbench.report.Html.escape;

import java.util.List;
import java.util.StringJoiner;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;

/**
 * Lines over numbers of workers, or dots where there is one number, as SVG that is read without
 * script: shapes as well as colours, {@code <title>} as the tooltip, the numbers in {@code data-}
 * attributes.
 *
 * @param caption what it shows
 * @param subject of what
 * @param percent whether the values are from 0 to 100, and their axis is not logarithmic
 */
record LineChart(
    String caption, String subject, String yLabel, boolean percent, List<Series> series) {
  private static final double WIDTH = 440;
  private static final double LEFT = 56;
  private static final double RIGHT = WIDTH - 12;
  private static final double TOP = 16;
  private static final double BOTTOM = 246;

  /** Where the legend begins, of three in a row. */
  private static final double LEGEND = 300;

  private static final double LEGEND_WIDTH = (WIDTH - LEFT) / 3;
  private static final double LEGEND_HEIGHT = 16;

  /** Between dots of one number of workers. */
  private static final double ASIDE = 34;

  /**
   * One line.
   *
   * @param style its place in the order of styles, which decides colour and shape; negative for a
   *     line without points
   * @param second whether it is the second of two of a style: dashed and hollow
   */
  record Series(String name, int style, boolean second, List<Point> points) {

    /** For CSS. */
    private String classes() {
      return "series s" + (style < 0 ? "ideal" : String.valueOf(style)) + (second ? " second" : "");
    }
  }

  /** A value with its interval, which may be of no width. */
  record Point(double x, double y, double low, double high, String tooltip) {}

  /** For a page; empty where there is no point to show. */
  String svg(Stencils stencils) {
    return svg("", stencils);
  }

  /** For a file of its own, which brings its style along. */
  String file(String style) {
    return svg("<style>\n" + style + "</style>\n", new Stencils());
  }

  private String svg(String style, Stencils stencils) {
    List<Point> points = series.stream().flatMap(one -> one.points().stream()).toList();
    if (points.isEmpty()) {
      return "";
    }
    Axis x = Axis.logarithmic(points.stream().mapToDouble(Point::x), LEFT, RIGHT);
    Axis y =
        percent
            ? new Axis(0, 105, BOTTOM, TOP, false)
            : Axis.logarithmic(
                points.stream()
                    .flatMapToDouble(
                        point -> DoubleStream.of(point.low(), point.y(), point.high())),
                BOTTOM,
                TOP);
    var svg = new StringBuilder();
    svg.append(
        "<svg%s viewBox=\"0 0 %s %s\" role=\"img\"><title>%s, %s</title>\n"
            .formatted(
                style.isEmpty() ? "" : " xmlns=\"http://www.w3.org/2000/svg\"",
                number(WIDTH),
                number(LEGEND + LEGEND_HEIGHT * Math.ceilDiv(series.size(), 3) - 6),
                escape(caption),
                escape(subject)));
    List<Double> measured = points.stream().map(Point::x).sorted().toList();
    svg.append(style)
        .append(stencils.draw(xAxis(x, x.ticks(measured, 22))))
        .append(stencils.draw(yAxis(y, y.roundTicks(26))));
    boolean lines = measured.getFirst() < measured.getLast();
    for (int i = 0; i < series.size(); i++) {
      double aside = lines ? 0 : (i - (series.size() - 1) / 2.0) * ASIDE;
      line(svg, series.get(i), lines, point -> x.at(point.x()) + aside, y);
    }
    return svg.append(stencils.draw(legend())).append("</svg>\n").toString();
  }

  private static String xAxis(Axis x, List<Double> ticks) {
    var texts = new StringBuilder(text((LEFT + RIGHT) / 2, BOTTOM + 36, "workers"));
    var grid = new StringBuilder();
    for (double tick : ticks) {
      grid.append(move(x.at(tick), TOP)).append('V').append(number(BOTTOM));
      texts.append(text(x.at(tick), BOTTOM + 18, Numbers.plain(tick)));
    }
    return "<g text-anchor=\"middle\">%s</g><path class=\"grid\" d=\"%s\"/>".formatted(texts, grid);
  }

  private String yAxis(Axis y, List<Double> ticks) {
    var texts = new StringBuilder();
    var grid = new StringBuilder();
    for (double tick : ticks) {
      grid.append(move(LEFT, y.at(tick))).append('H').append(number(RIGHT));
      texts.append(text(LEFT - 8, y.at(tick) + 4, Numbers.plain(tick)));
    }
    return """
    <text transform="translate(14 %s) rotate(-90)" text-anchor="middle">%s</text>\
    <g text-anchor="end">%s</g><path class="grid" d="%s"/>\
    """
        .formatted(number((TOP + BOTTOM) / 2), escape(yLabel), texts, grid);
  }

  private static void line(
      StringBuilder svg, Series series, boolean lines, ToDoubleFunction<Point> x, Axis y) {
    svg.append(
        "<g class=\"%s\" data-series=\"%s\">".formatted(series.classes(), escape(series.name())));
    var corners = new StringJoiner("L", "<path class=\"line\" d=\"M", "\"/>");
    var intervals = new StringBuilder();
    var marks = new StringBuilder();
    for (Point point : series.points()) {
      double at = x.applyAsDouble(point);
      double height = y.at(point.y());
      corners.add(number(at) + " " + number(height));
      if (point.low() < point.high()) {
        intervals
            .append(move(at, y.at(point.low())))
            .append('V')
            .append(number(y.at(point.high())));
      }
      if (series.style() < 0) {
        intervals.append(lines ? "" : move(at - ASIDE / 2, height) + "h" + number(ASIDE));
      } else {
        marks.append(
            "<path data-x=\"%s\" data-y=\"%s\" d=\"%s\"><title>%s</title></path>"
                .formatted(
                    Numbers.plain(point.x()),
                    Numbers.plain(point.y()),
                    shape(series.style(), at, height),
                    escape(point.tooltip())));
      }
    }
    svg.append(lines ? corners.toString() : "");
    svg.append(
        intervals.isEmpty() ? "" : "<path class=\"interval\" d=\"%s\"/>".formatted(intervals));
    svg.append(marks).append("</g>\n");
  }

  private String legend() {
    var legend = new StringBuilder();
    for (int i = 0; i < series.size(); i++) {
      Series one = series.get(i);
      int row = i / 3;
      double x = LEFT + LEGEND_WIDTH * (i - 3 * row);
      double y = LEGEND + LEGEND_HEIGHT * row;
      legend.append(
          "<g class=\"%s key\"><path class=\"line\" d=\"%sh24\"/>%s%s</g>"
              .formatted(
                  one.classes(),
                  move(x, y),
                  one.style() < 0 ? "" : "<path d=\"" + shape(one.style(), x + 12, y) + "\"/>",
                  text(x + 28, y + 4, one.name())));
    }
    return legend.toString();
  }

  /** Circle, square, triangle, diamond: told apart without colour. */
  private static String shape(int style, double x, double y) {
    return switch (style % 4) {
      case 0 -> move(x - 4, y) + "a4 4 0 1 0 8 0a4 4 0 1 0-8 0z";
      case 1 -> move(x - 4, y - 4) + "h8v8h-8z";
      case 2 -> move(x, y - 5) + "l5 9h-10z";
      default -> move(x, y - 5) + "l5 5l-5 5l-5-5z";
    };
  }

  private static String move(double x, double y) {
    return "M" + number(x) + " " + number(y);
  }

  private static String text(double x, double y, String text) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\">" + escape(text) + "</text>";
  }

  private static String number(double value) {
    return String.valueOf(Math.round(value));
  }
}

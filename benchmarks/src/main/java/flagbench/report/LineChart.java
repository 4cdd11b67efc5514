package flagbench.report;

import static flagbench.report.Html.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * Lines over two logarithmic axes, as SVG that is read without script: shapes as well as colours,
 * {@code <title>} as the tooltip, the numbers in {@code data-} attributes.
 *
 * @param description the chart in a sentence, for who cannot see it
 */
record LineChart(
    String title, String description, String xLabel, String yLabel, List<Series> series) {
  private static final double WIDTH = 440;
  private static final double HEIGHT = 310;
  private static final double LEFT = 56;
  private static final double RIGHT = 12;
  private static final double TOP = 16;
  private static final double BOTTOM = 64;

  /**
   * One line.
   *
   * @param style its place in the order of styles, which decides colour and shape; negative for a
   *     line without points
   */
  record Series(String name, int style, List<Point> points) {}

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
    if (values().findAny().isEmpty()) {
      return "";
    }
    Axis x = Axis.of(values().mapToDouble(Point::x), LEFT, WIDTH - RIGHT);
    Axis y =
        Axis.of(
            values()
                .flatMapToDouble(point -> DoubleStream.of(point.low(), point.y(), point.high())),
            HEIGHT - BOTTOM,
            TOP);
    var svg = new StringBuilder();
    svg.append(
        "<svg%s viewBox=\"0 0 %s %s\" role=\"img\"><title>%s</title><desc>%s</desc>\n"
            .formatted(
                style.isEmpty() ? "" : " xmlns=\"http://www.w3.org/2000/svg\"",
                number(WIDTH),
                number(HEIGHT),
                escape(title),
                escape(description)));
    svg.append(style);
    svg.append(stencils.draw(xAxis(x))).append(yAxis(y));
    for (Series one : series) {
      line(svg, one, x, y);
    }
    svg.append(stencils.draw(legend()));
    return svg.append("</svg>\n").toString();
  }

  private Stream<Point> values() {
    return series.stream().flatMap(one -> one.points().stream());
  }

  private String xAxis(Axis x) {
    var axis = new StringBuilder("<g text-anchor=\"middle\">");
    var grid = new StringBuilder();
    for (double tick : x.ticks()) {
      double at = x.at(tick);
      grid.append(move(at, TOP)).append("V").append(number(HEIGHT - BOTTOM));
      axis.append(text(at, HEIGHT - BOTTOM + 18, Numbers.plain(tick)));
    }
    axis.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 28, xLabel));
    return axis.append("</g>").append(grid(grid)).toString();
  }

  private String yAxis(Axis y) {
    var axis = new StringBuilder();
    axis.append(
        "<text transform=\"translate(14 %s) rotate(-90)\" text-anchor=\"middle\">%s</text>"
            .formatted(number((TOP + HEIGHT - BOTTOM) / 2), escape(yLabel)));
    axis.append("<g text-anchor=\"end\">");
    var grid = new StringBuilder();
    for (double tick : y.ticks()) {
      double at = y.at(tick);
      grid.append(move(LEFT, at)).append("H").append(number(WIDTH - RIGHT));
      axis.append(text(LEFT - 8, at + 4, Numbers.plain(tick)));
    }
    return axis.append("</g>").append(grid(grid)).append('\n').toString();
  }

  private static String grid(CharSequence lines) {
    return "<path class=\"grid\" d=\"" + lines + "\"/>";
  }

  private static void line(StringBuilder svg, Series series, Axis x, Axis y) {
    svg.append(
        "<g class=\"series s%s\" data-series=\"%s\">"
            .formatted(
                series.style() < 0 ? "ideal" : String.valueOf(series.style()),
                escape(series.name())));
    List<String> corners = new ArrayList<>();
    for (Point point : series.points()) {
      corners.add(number(x.at(point.x())) + "," + number(y.at(point.y())));
    }
    svg.append("<polyline points=\"%s\"/>".formatted(String.join(" ", corners)));
    String intervals =
        series.points().stream()
            .filter(point -> point.low() < point.high())
            .map(point ->
                move(x.at(point.x()), y.at(point.low())) + "V" + number(y.at(point.high())))
            .collect(Collectors.joining());
    if (!intervals.isEmpty()) {
      svg.append("<path class=\"interval\" d=\"%s\"/>".formatted(intervals));
    }
    for (Point point : series.points()) {
      if (series.style() >= 0) {
        svg.append(
            "<path data-x=\"%s\" data-y=\"%s\" d=\"%s\"><title>%s</title></path>"
                .formatted(
                    Numbers.plain(point.x()),
                    Numbers.plain(point.y()),
                    shape(series.style(), x.at(point.x()), y.at(point.y())),
                    escape(point.tooltip())));
      }
    }
    svg.append("</g>\n");
  }

  private String legend() {
    var legend = new StringBuilder();
    double x = LEFT;
    double y = HEIGHT - 10;
    for (Series one : series) {
      legend.append("<g class=\"series key s%s\">".formatted(colour(one)));
      legend.append(
          "<polyline points=\"%s,%s %s,%s\"/>"
              .formatted(number(x), number(y), number(x + 24), number(y)));
      if (one.style() >= 0) {
        legend.append("<path d=\"%s\"/>".formatted(shape(one.style(), x + 12, y)));
      }
      legend.append(text(x + 28, y + 4, one.name())).append("</g>");
      x += 38 + 6.4 * one.name().length();
    }
    return legend.toString();
  }

  private static String colour(Series series) {
    return series.style() < 0 ? "ideal" : String.valueOf(series.style());
  }

  /** Circle, square, triangle, diamond: told apart without colour. */
  private static String shape(int style, double x, double y) {
    String at = move(x, y);
    return switch (style % 4) {
      case 0 -> at + "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z";
      case 1 -> at + "m-4 -4h8v8h-8z";
      case 2 -> at + "m0 -5l5 9h-10z";
      default -> at + "m0 -5l5 5l-5 5l-5 -5z";
    };
  }

  private static String move(double x, double y) {
    return "M" + number(x) + " " + number(y);
  }

  private static String text(double x, double y, String text) {
    return "<text x=\"" + number(x) + "\" y=\"" + number(y) + "\">" + escape(text) + "</text>";
  }

  private static String number(double value) {
    return Numbers.plain(Math.round(value * 10) / 10.0);
  }

  /** A logarithmic scale from one pixel to another. */
  private record Axis(double low, double high, double from, double to) {
    private static final double[] STEPS = {1, 2, 5};

    static Axis of(DoubleStream values, double from, double to) {
      double[] positive = values.filter(value -> value > 0 && Double.isFinite(value)).toArray();
      double least = DoubleStream.of(positive).min().orElse(1);
      double most = DoubleStream.of(positive).max().orElse(1);
      return new Axis(least / 1.2, most * 1.2, from, to);
    }

    double at(double value) {
      double inside = Math.clamp(value, low, high);
      return from + (to - from) * Math.log(inside / low) / Math.log(high / low);
    }

    List<Double> ticks() {
      List<Double> ticks = new ArrayList<>();
      for (int power = -6; power <= 9; power++) {
        for (double step : STEPS) {
          double tick = Double.parseDouble(step + "e" + power);
          if (tick >= low && tick <= high) {
            ticks.add(tick);
          }
        }
      }
      return ticks;
    }
  }
}

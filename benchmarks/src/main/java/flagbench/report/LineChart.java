package flagbench.report;

import static flagbench.report.Html.escape;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
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
  String svg(String id) {
    return svg(id, "");
  }

  /** For a file of its own, which brings its style along. */
  String file(String style) {
    return svg("chart", "<style>\n" + style + "</style>\n");
  }

  private String svg(String id, String style) {
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
        ("<svg%s viewBox=\"0 0 %s %s\" role=\"img\""
                + " aria-labelledby=\"%s-t %s-d\"><title id=\"%s-t\">%s</title>"
                + "<desc id=\"%s-d\">%s</desc>\n")
            .formatted(
                style.isEmpty() ? "" : " xmlns=\"http://www.w3.org/2000/svg\"",
                number(WIDTH),
                number(HEIGHT),
                id,
                id,
                id,
                escape(title),
                id,
                escape(description)));
    svg.append(style);
    axes(svg, x, y);
    for (Series one : series) {
      line(svg, one, x, y);
    }
    legend(svg);
    return svg.append("</svg>\n").toString();
  }

  private Stream<Point> values() {
    return series.stream().flatMap(one -> one.points().stream());
  }

  private void axes(StringBuilder svg, Axis x, Axis y) {
    svg.append("<g class=\"axes\">");
    for (double tick : x.ticks()) {
      double at = x.at(tick);
      svg.append(line(at, TOP, at, HEIGHT - BOTTOM, "grid"));
      svg.append(text(at, HEIGHT - BOTTOM + 18, "middle", Numbers.plain(tick)));
    }
    for (double tick : y.ticks()) {
      double at = y.at(tick);
      svg.append(line(LEFT, at, WIDTH - RIGHT, at, "grid"));
      svg.append(text(LEFT - 8, at + 4, "end", Numbers.plain(tick)));
    }
    svg.append(text((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 28, "middle", xLabel));
    svg.append(
        "<text transform=\"translate(14 %s) rotate(-90)\" text-anchor=\"middle\">%s</text>"
            .formatted(number((TOP + HEIGHT - BOTTOM) / 2), escape(yLabel)));
    svg.append("</g>\n");
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
    for (Point point : series.points()) {
      if (series.style() >= 0) {
        double px = x.at(point.x());
        svg.append(line(px, y.at(point.low()), px, y.at(point.high()), "interval"));
        svg.append(
            "<path class=\"point\" data-x=\"%s\" data-y=\"%s\" d=\"%s\"><title>%s</title></path>"
                .formatted(
                    point.x(),
                    point.y(),
                    shape(series.style(), px, y.at(point.y())),
                    escape(point.tooltip())));
      }
    }
    svg.append("</g>\n");
  }

  private void legend(StringBuilder svg) {
    double x = LEFT;
    double y = HEIGHT - 10;
    for (Series one : series) {
      svg.append("<g class=\"series key s%s\">".formatted(colour(one)));
      svg.append(
          "<polyline points=\"%s,%s %s,%s\"/>"
              .formatted(number(x), number(y), number(x + 24), number(y)));
      if (one.style() >= 0) {
        svg.append("<path class=\"point\" d=\"%s\"/>".formatted(shape(one.style(), x + 12, y)));
      }
      svg.append(text(x + 28, y + 4, "start", one.name())).append("</g>\n");
      x += 38 + 6.4 * one.name().length();
    }
  }

  private static String colour(Series series) {
    return series.style() < 0 ? "ideal" : String.valueOf(series.style());
  }

  /** Circle, square, triangle, diamond: told apart without colour. */
  private static String shape(int style, double x, double y) {
    String at = "M" + number(x) + " " + number(y);
    return switch (style % 4) {
      case 0 -> at + "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z";
      case 1 -> at + "m-4 -4h8v8h-8z";
      case 2 -> at + "m0 -5l5 9h-10z";
      default -> at + "m0 -5l5 5l-5 5l-5 -5z";
    };
  }

  private static String line(double x1, double y1, double x2, double y2, String type) {
    return "<line class=\"%s\" x1=\"%s\" y1=\"%s\" x2=\"%s\" y2=\"%s\"/>"
        .formatted(type, number(x1), number(y1), number(x2), number(y2));
  }

  private static String text(double x, double y, String anchor, String text) {
    return "<text x=\"%s\" y=\"%s\" text-anchor=\"%s\">%s</text>"
        .formatted(number(x), number(y), anchor, escape(text));
  }

  private static String number(double value) {
    String text = String.format(Locale.ROOT, "%.1f", value);
    return text.endsWith(".0") ? text.substring(0, text.length() - 2) : text;
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

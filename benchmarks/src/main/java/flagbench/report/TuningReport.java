package flagbench.report;

import static flagbench.report.Numbers.TENTHS;
import static flagbench.report.Numbers.WHOLE;

import flagbench.report.Document.Block;
import flagbench.report.Document.Drawing;
import flagbench.report.Document.Titled;
import flagbench.report.LineChart.Series;
import flagbench.tune.Tuning;
import flagbench.tune.Tuning.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the search for MAX_WORKERS found for one style or several: the answer, a chart, the curve in
 * figures, and notes.
 *
 * @param named whether answers are to name their styles
 */
public record TuningReport(List<Tuning> tunings, boolean named) implements Report {
  private static final int BAR = 46;
  private static final String EIGHTHS = "▏▎▍▌▋▊▉";

  /** Places beyond those of styles: in the colour of text, a circle and a diamond. */
  private static final int PLATEAU = 4;

  private static final int ANSWER = 7;

  /** An object, or where answers name their styles an array of them. */
  @Override
  public String json() {
    List<ObjectNode> answers = tunings.stream().map(Json::tuning).toList();
    return Json.write(named ? answers : answers.getFirst());
  }

  @Override
  public Document document() {
    List<Block> blocks = new ArrayList<>();
    for (Tuning tuning : tunings) {
      var sentences = new TuningSentences(tuning);
      String title = WorkloadNames.title(tuning.recommended().workload());
      LineChart chart = chart(tuning, title);
      blocks.add(sentences.answer(named));
      blocks.add(
          new Drawing(
              bars(tuning), () -> "<div class=\"charts\">\n" + chart.figure() + "</div>\n"));
      blocks.add(new Titled(title, table(tuning)));
      blocks.add(sentences.notes());
    }
    return new Document(blocks);
  }

  private static String bars(Tuning tuning) {
    double most = tuning.curve().stream().mapToDouble(Point::throughput).max().orElse(1);
    var bars = new StringBuilder("workers  flags/s\n");
    for (Point point : tuning.curve()) {
      int eighths = (int) Math.round(point.throughput() / most * BAR * 8);
      bars.append(
          "%7d  %7s  %s%s%s\n"
              .formatted(
                  point.workers(),
                  WHOLE.format(point.throughput()),
                  "█".repeat(eighths / 8),
                  eighths % 8 == 0 ? "" : EIGHTHS.charAt(eighths % 8 - 1),
                  point.workers() == tuning.workers() ? " ◀─ MAX_WORKERS" : ""));
    }
    return bars.toString();
  }

  /** The curve below the throughput that is predicted, with the plateau and the answer on it. */
  private static LineChart chart(Tuning tuning, String subject) {
    String style = tuning.recommended().method();
    Stream<Point> plateau =
        tuning.curve().stream()
            .filter(point -> tuning.from() <= point.workers() && point.workers() <= tuning.to());
    List<LineChart.Point> predicted =
        tuning.curve().stream()
            .flatMap(point ->
                point.predicted().stream()
                    .mapToObj(most -> LineChart.Point.exact(point.workers(), most, "")))
            .toList();
    return new LineChart(
        "Throughput over workers, of which %d are recommended".formatted(tuning.workers()),
        subject,
        "flags/s",
        false,
        List.of(
            new Series("predicted", -1, false, predicted),
            series(style, StyleOrder.place(style), tuning.curve().stream()),
            series("plateau", PLATEAU, plateau),
            series("answer", ANSWER, Stream.of(tuning.answer()))));
  }

  private static Series series(String name, int place, Stream<Point> points) {
    return new Series(name, place, false, points.map(TuningReport::measured).toList());
  }

  private static LineChart.Point measured(Point point) {
    int workers = point.workers();
    double rate = point.throughput();
    String tooltip = workers + " workers: " + WHOLE.format(rate) + " flags/s";
    return new LineChart.Point(workers, rate, point.low(), point.high(), tooltip);
  }

  private static Table table(Tuning tuning) {
    return Table.of(tuning.curve())
        .column("workers", Point::workers)
        .column("forks", Point::forks)
        .column("flags/s", point -> WHOLE.format(point.throughput()))
        .column("±", point -> WHOLE.format(point.throughput() - point.low()))
        .column("% best", point -> TENTHS.format(point.percentOfBest()))
        .column("predicted", point -> WHOLE.format(point.predicted()))
        .column("ms each", point -> TENTHS.format(point.millisEach()))
        .column("failed", point -> point.failed() > 0 ? Numbers.percent(point.failed()) : "-")
        .column("as good", point -> asGood(tuning, point))
        .table();
  }

  private static String asGood(Tuning tuning, Point point) {
    String percent = WHOLE.format(100 * point.agreement()) + " %";
    return point.workers() == tuning.workers() ? percent + " *" : percent;
  }
}

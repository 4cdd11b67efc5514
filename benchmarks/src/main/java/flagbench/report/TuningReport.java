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
 * What {@code tune} found for one style or for several: the answer, a chart, the numbers behind it,
 * and notes.
 *
 * @param named whether the answers name their styles, and the JSON is an array of them
 */
public record TuningReport(List<Tuning> tunings, boolean named) implements Report {

  /** The length of the longest bar, in characters. */
  private static final int BAR = 46;

  private static final String EIGHTHS = "▏▎▍▌▋▊▉";

  /** Numbers of series that no style has. They draw a circle and a diamond in the text's colour. */
  private static final int PLATEAU = 4;

  private static final int ANSWER = 7;

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
      blocks.add(sentences.answer(named));
      blocks.add(new Drawing(bars(tuning), chart(tuning, title).figure()));
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

  /** The measured throughput below the predicted one; the plateau and the answer are marked. */
  private static LineChart chart(Tuning tuning, String subject) {
    String style = tuning.recommended().method();
    Stream<Point> plateau =
        tuning.curve().stream()
            .filter(point -> tuning.from() <= point.workers() && point.workers() <= tuning.to());
    List<LineChart.Point> predicted =
        tuning.curve().stream()
            .flatMap(point ->
                point.predicted().stream()
                    .mapToObj(most -> new LineChart.Point(point.workers(), most, most, most, "")))
            .toList();
    return new LineChart(
        "Throughput over workers, recommended: %d".formatted(tuning.workers()),
        subject,
        "flags/s",
        List.of(
            new Series("predicted", Series.COMPUTED, predicted),
            new Series(style, StyleOrder.place(style), measured(tuning.curve().stream())),
            new Series("plateau", PLATEAU, measured(plateau)),
            new Series("answer", ANSWER, measured(Stream.of(tuning.answer())))));
  }

  private static List<LineChart.Point> measured(Stream<Point> points) {
    return points
        .map(point -> {
          double rate = point.throughput();
          String tooltip = "workers " + point.workers() + ": " + WHOLE.format(rate) + " flags/s";
          return new LineChart.Point(point.workers(), rate, point.low(), point.high(), tooltip);
        })
        .toList();
  }

  private static Table table(Tuning tuning) {
    var table =
        new Table(
            "workers",
            "forks",
            "flags/s",
            "±",
            "% best",
            "predicted",
            "ms each",
            "failed",
            "as good");
    for (Point point : tuning.curve()) {
      table.add(
          String.valueOf(point.workers()),
          String.valueOf(point.forks()),
          WHOLE.format(point.throughput()),
          WHOLE.format(point.throughput() - point.low()),
          TENTHS.format(point.percentOfBest()),
          WHOLE.format(point.predicted()),
          TENTHS.format(point.millisEach()),
          point.failed() > 0 ? Numbers.percent(point.failed()) : "-",
          WHOLE.format(100 * point.agreement())
              + (point.workers() == tuning.workers() ? " % *" : " %"));
    }
    return table;
  }
}

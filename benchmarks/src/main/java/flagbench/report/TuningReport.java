package flagbench.report;

import flagbench.tune.Tuning;
import flagbench.tune.Tuning.Point;
import java.util.ArrayList;
import java.util.List;

/** What the search for MAX_WORKERS found, as a person reads it: the answer first. */
public final class TuningReport {
  private static final int BAR = 46;
  private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

  private final List<Tuning> tunings;
  private final boolean named;
  private final boolean plain;

  /**
   * Takes what was found for one style or several.
   *
   * @param named whether answers are to name their styles
   * @param plain whether the chart is to be of ASCII characters alone
   */
  public TuningReport(List<Tuning> tunings, boolean named, boolean plain) {
    this.tunings = List.copyOf(tunings);
    this.named = named;
    this.plain = plain;
  }

  /** For a terminal: 80 columns, no colour. */
  public String text() {
    return document().text();
  }

  /** For a README. */
  public String markdown() {
    return document().markdown();
  }

  private Document document() {
    List<Document.Block> blocks = new ArrayList<>();
    for (Tuning tuning : tunings) {
      var section = new TuningSection(tuning, named);
      blocks.add(new Document.Lines(section.answer()));
      blocks.add(new Document.Preformatted(chart(tuning)));
      blocks.add(section.table());
      blocks.add(new Document.Lines(section.notes()));
    }
    return new Document(blocks);
  }

  private List<String> chart(Tuning tuning) {
    double most = tuning.curve().stream().mapToDouble(Point::throughput).max().orElse(1);
    List<String> lines = new ArrayList<>();
    lines.add("workers  flags/s");
    for (Point point : tuning.curve()) {
      String marked =
          point.workers() == tuning.workers() ? (plain ? " <- MAX_WORKERS" : " ◀ MAX_WORKERS") : "";
      lines.add(
          "%7d  %7s  %s%s"
              .formatted(
                  point.workers(),
                  TuningSection.WHOLE.format(point.throughput()),
                  bar(point.throughput() / most),
                  marked));
    }
    return lines;
  }

  private String bar(double share) {
    if (plain) {
      return "#".repeat((int) Math.round(share * BAR));
    }
    int eighths = (int) Math.round(share * BAR * 8);
    int rest = eighths % 8;
    return "█".repeat(eighths / 8) + (rest == 0 ? "" : EIGHTHS.charAt(rest - 1));
  }
}

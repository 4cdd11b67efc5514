package flagbench.report;

import flagbench.analysis.Plateau;
import flagbench.analysis.Tuning;
import flagbench.analysis.Tuning.Doubt;
import flagbench.analysis.Tuning.Point;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What the search for MAX_WORKERS found, as a person reads it: the answer first. */
public final class TuningReport {
  private static final int BAR = 48;
  private static final Numbers WHOLE = new Numbers(0);
  private static final Numbers TENTHS = new Numbers(1);
  private static final String EIGHTHS = "▏▎▍▌▋▊▉█";

  private final List<Tuning> tunings;
  private final boolean plain;

  /**
   * Takes what was found for one style or several.
   *
   * @param plain whether the chart is to be of ASCII characters alone
   */
  public TuningReport(List<Tuning> tunings, boolean plain) {
    this.tunings = List.copyOf(tunings);
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
      blocks.add(new Document.Lines(sentences(tuning)));
      blocks.add(new Document.Preformatted(chart(tuning)));
      blocks.add(
          new Document.Titled(Sentences.title(tuning.recommended().workload()), table(tuning)));
      List<String> notes = notes(tuning);
      if (!notes.isEmpty()) {
        blocks.add(new Document.Lines(notes));
      }
    }
    return new Document(blocks);
  }

  /** The answer, how sure it is, and why it is that. */
  List<String> sentences(Tuning tuning) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "MAX_WORKERS = "
            + tuning.workers()
            + (tunings.size() > 1 ? " for " + tuning.recommended().method() : ""));
    lines.add(
        "Confidence %s: in so many of %d bootstrap replicates it is within %s of the best."
            .formatted(confidence(tuning), Plateau.REPLICATES, within(tuning)));
    lines.add(reason(tuning));
    tuning.doubts().forEach(doubt -> lines.add("Not to be relied on: " + doubt(tuning, doubt)));
    return lines;
  }

  private static String reason(Tuning tuning) {
    Point answer = tuning.answer();
    String fewer =
        tuning.curve().stream()
            .filter(point -> point.workers() < answer.workers())
            .max(Comparator.comparingInt(Point::workers))
            .map(point ->
                ", and %d workers %s %% of the best"
                    .formatted(point.workers(), WHOLE.format(point.percentOfBest())))
            .orElse("");
    String limit =
        switch (tuning.limit()) {
          case FLAGS -> "every flag has its own worker, and more would have nothing to do";
          case LATENCY -> "no more are allowed, and all of them wait for the network";
          case CPU -> "more find no core that is free";
          case SERVER -> "more wait for the server";
          case CONTENTION -> "more get into each other's way, with cores still free";
        };
    return "%d workers reach %s %%%s; %s."
        .formatted(answer.workers(), WHOLE.format(answer.percentOfBest()), fewer, limit);
  }

  /** Why the answer cannot be relied on, and what to do. */
  static String doubt(Tuning tuning, Doubt doubt) {
    return switch (doubt) {
      case RISING -> "throughput still rises at --max " + tuning.workers() + ": allow more";
      case NOISY ->
          "forks scatter by %s %%, too much to tell the smallest: give it more --budget"
              .formatted(WHOLE.format(100 * tuning.spread()));
      case UNFINISHED -> "the budget ended before every part of the curve was measured";
      case FAILED ->
          "failed: "
              + tuning.failures().stream()
                  .map(TuningReport::describe)
                  .collect(Collectors.joining("; "));
      case BUSY -> "the machine was busy with something else meanwhile";
    };
  }

  private static String describe(Failure failure) {
    return failure.cell().brief() + ": " + failure.reason();
  }

  /** What is worth knowing, though it takes nothing from the answer. */
  static List<String> notes(Tuning tuning) {
    List<String> notes = new ArrayList<>();
    if (tuning.from() < tuning.to()) {
      notes.add(
          "Plateau: from %d to %d workers the curve is within %s of its best."
              .formatted(tuning.from(), tuning.to(), within(tuning)));
    }
    int flags = tuning.recommended().number("flags");
    int rounds = Math.ceilDiv(flags, tuning.workers());
    if (tuning.answer().percentOfIdeal().isPresent() && rounds > 1) {
      int asMany = Math.ceilDiv(flags, rounds - 1) - 1;
      notes.add(
          "%d flags by %d workers take %d rounds of requests%s."
              .formatted(
                  flags,
                  tuning.workers(),
                  rounds,
                  asMany > tuning.workers() ? ", as they do up to " + asMany + " workers" : ""));
    }
    if (!tuning.recommended().method().equals("threadPool")) {
      notes.add(
          "Of %s it is the number of permits in flight, not of threads."
              .formatted(tuning.recommended().method()));
    }
    tuning
        .outlier()
        .ifPresent(workers ->
            notes.add(
                "One fork with %d workers was left out: it is not like its siblings."
                    .formatted(workers)));
    notes.add(
        "Bound: what nothing can exceed, workers / latency in whole rounds (Little 1961) or cores / CPU time per flag"
            + " (Denning and Buzen 1978).");
    return notes;
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
                  WHOLE.format(point.throughput()),
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

  static Table table(Tuning tuning) {
    var table =
        new Table("workers", "forks", "flags/s", "±", "% best", "% ideal", "bound", "as good");
    for (Point point : tuning.curve()) {
      table.add(
          String.valueOf(point.workers()),
          String.valueOf(point.forks()),
          WHOLE.format(point.throughput()),
          WHOLE.format(point.throughput() - point.low()),
          TENTHS.format(point.percentOfBest()),
          point.percentOfIdeal().isPresent()
              ? TENTHS.format(point.percentOfIdeal().getAsDouble())
              : "-",
          point.bound().isPresent() ? WHOLE.format(point.bound().getAsDouble()) : "-",
          WHOLE.format(100 * point.agreement())
              + " %"
              + (point.workers() == tuning.workers() ? " *" : ""));
    }
    return table;
  }

  private static String confidence(Tuning tuning) {
    return tuning.confidence() == 1
        ? "above 99.9 %"
        : TENTHS.format(100 * tuning.confidence()) + " %";
  }

  private static String within(Tuning tuning) {
    return Numbers.plain(Math.round(1000 * tuning.within()) / 10.0) + " %";
  }
}

package flagbench.report;

import flagbench.result.Failure;
import flagbench.tune.Plateau;
import flagbench.tune.Tuning;
import flagbench.tune.Tuning.Doubt;
import flagbench.tune.Tuning.Limit;
import flagbench.tune.Tuning.Point;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What was found for one style.
 *
 * @param named whether the answer names the style, since there are several
 */
record TuningSection(Tuning tuning, boolean named) {
  static final Numbers WHOLE = new Numbers(0);
  private static final Numbers TENTHS = new Numbers(1);

  /** Beyond the places of styles: in the colour of text, a circle and a diamond. */
  private static final int PLATEAU = 4;

  private static final int ANSWER = 7;

  /** The answer, how sure it is, and why it is that. */
  List<String> answer() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "MAX_WORKERS = "
            + tuning.workers()
            + (named ? " for " + tuning.recommended().method() : ""));
    lines.add(
        "Confidence %s: in that share of %d bootstrap samples it was within %s of the best, after correcting the best for selection bias."
            .formatted(confidence(), Plateau.REPLICATES, within()));
    lines.add(reason());
    tuning.point(tuning.goal().checked()).map(this::check).ifPresent(lines::add);
    tuning.doubts().forEach(doubt -> lines.add("Not to be relied on: " + doubt(doubt)));
    return lines;
  }

  /** Whether the number that was asked about is good enough. */
  private String check(Point point) {
    String failed =
        point.failed() > 0 ? ", and %s of the flags fail".formatted(share(point.failed())) : "";
    return "%d workers are %s: %s %% of the best throughput%s."
        .formatted(
            point.workers(),
            tuning.isTooBad(point) ? "not good enough" : "good enough",
            WHOLE.format(point.percentOfBest()),
            failed);
  }

  /** What the fastest of those costs that fail more than may. */
  private Optional<String> refusals() {
    return tuning.curve().stream()
        .filter(point -> point.failed() > tuning.goal().errors())
        .max(Comparator.comparingDouble(Point::throughput))
        .map(point ->
            "%d workers save flags at %s %% of that rate, but %s of the flags fail, and %s may."
                .formatted(
                    point.workers(),
                    WHOLE.format(100 * point.throughput() / tuning.answer().throughput()),
                    share(point.failed()),
                    share(tuning.goal().errors())));
  }

  private static String share(double share) {
    return Numbers.plain(Math.round(1000 * share) / 10.0) + " %";
  }

  private String reason() {
    Point answer = tuning.answer();
    String fewer =
        tuning.curve().stream()
            .filter(point -> point.workers() < answer.workers())
            .max(Comparator.comparingInt(Point::workers))
            .map(point ->
                ", with %d: %s %%".formatted(point.workers(), WHOLE.format(point.percentOfBest())))
            .orElse("");
    String limit =
        switch (tuning.limit()) {
          case FLAGS -> "beyond one worker for every flag there is nothing to do";
          case LATENCY -> "all that are allowed wait for the network";
          case LINK -> "the link is full, and more only share it";
          case CAPACITY -> "the server serves no more at once, and more only wait in line";
          case REFUSALS -> "the server refuses more than may fail where there are more";
          case STRAGGLERS -> "more do not make the slowest flag any faster";
          case CPU -> "the work is CPU-bound: more workers find no idle core";
          case SERVER -> "with cores free on this side, the server or the way there limits more";
          case CONTENTION -> "more are no faster though cores are free: locks, or one busy thread";
          case UNKNOWN -> "more were not measured";
        };
    return "With %d: %s %% of the best throughput%s; %s."
        .formatted(answer.workers(), WHOLE.format(answer.percentOfBest()), fewer, limit);
  }

  /** Why the answer cannot be relied on, and what to do. */
  String doubt(Doubt doubt) {
    return switch (doubt) {
      case RISING -> "throughput may still rise at --max " + tuning.goal().most() + ": allow more";
      case NOISY ->
          tuning.spread().isEmpty()
              ? "one fork of each is too few to tell the smallest: give it more --budget"
              : "forks scatter by %s %%, too much to tell the smallest: give it more --budget"
                  .formatted(WHOLE.format(100 * tuning.spread().getAsDouble()));
      case UNFINISHED -> "the curve has gaps that the --budget left";
      case FAILED ->
          "failed: "
              + tuning.failures().stream()
                  .map(TuningSection::describe)
                  .collect(Collectors.joining("; "));
      case WARMING -> "the JVM was still compiling while the answer or the best was measured";
      case BUSY -> "the machine was busy with something else meanwhile";
    };
  }

  /** The curve below what bounds it, with the plateau and the answer on it. */
  LineChart chart() {
    String style = tuning.recommended().method();
    int place = StyleOrder.place(style);
    List<LineChart.Series> series = new ArrayList<>();
    series.add(
        new LineChart.Series(
            "predicted",
            -1,
            false,
            tuning.curve().stream().flatMap(TuningSection::predicted).toList()));
    series.add(series(style, place, tuning.curve()));
    List<Point> plateau =
        tuning.curve().stream()
            .filter(point -> tuning.from() <= point.workers() && point.workers() <= tuning.to())
            .toList();
    series.add(series("plateau", PLATEAU, plateau));
    series.add(series("answer", ANSWER, List.of(tuning.answer())));
    return new LineChart(
        "Throughput over workers, of which %d are recommended".formatted(tuning.workers()),
        Sentences.title(tuning.recommended().workload()),
        "flags/s",
        false,
        series);
  }

  private static LineChart.Series series(String name, int place, List<Point> points) {
    return new LineChart.Series(
        name, place, false, points.stream().map(TuningSection::measured).toList());
  }

  private static LineChart.Point measured(Point point) {
    return new LineChart.Point(
        point.workers(),
        point.throughput(),
        point.low(),
        point.high(),
        point.workers() + " workers: " + WHOLE.format(point.throughput()) + " flags/s");
  }

  private static Stream<LineChart.Point> predicted(Point point) {
    return point.predicted().stream()
        .mapToObj(most -> new LineChart.Point(point.workers(), most, most, most, ""));
  }

  private static String describe(Failure failure) {
    return failure.cell().brief() + ": " + failure.reason();
  }

  /** What is worth knowing, though it takes nothing from the answer. */
  List<String> notes() {
    List<String> notes = new ArrayList<>();
    if (tuning.from() < tuning.to()) {
      notes.add(
          "Plateau: from %d to %d workers the curve is within %s of its best."
              .formatted(tuning.from(), tuning.to(), within()));
    }
    refusals().ifPresent(notes::add);
    int fewest = tuning.curve().getFirst().workers();
    if (fewest > 1 && !tuning.doubts().contains(Doubt.UNFINISHED)) {
      notes.add(
          "Fewer than %d workers were not run: latency alone keeps them from the best."
              .formatted(fewest));
    }
    int flags = tuning.recommended().number("flags");
    if (tuning.answer().percentOfIdeal().isPresent()) {
      rounds(flags).ifPresent(notes::add);
    } else if (tuning.limit() == Limit.STRAGGLERS) {
      notes.add("Delays are random, and the answer is for the sequence that this seed draws.");
    }
    if (!tuning.recommended().method().equals("threadPool")) {
      notes.add(
          "Of %s it is the number of permits in flight, not of threads."
              .formatted(tuning.recommended().method()));
    }
    tuning
        .odd()
        .ifPresent(workers ->
            notes.add(
                "One fork with %d workers is unlike the others. It counts, as three spreads from their median."
                    .formatted(workers)));
    notes.add(
        "Ms each: from the moment a worker begins a flag until it is free again, workers / (flags / makespan) by Little's law.");
    notes.add(
        "Predicted: workers / latency in whole rounds (Little 1961), but no more than cores / the least CPU time per flag"
            + " (Denning and Buzen 1978).");
    return notes;
  }

  /** The curve in figures. */
  Document.Titled table() {
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
          point.predicted().isPresent() ? WHOLE.format(point.predicted().getAsDouble()) : "-",
          TENTHS.format(point.millisEach()),
          point.failed() > 0 ? share(point.failed()) : "-",
          WHOLE.format(100 * point.agreement())
              + " %"
              + (point.workers() == tuning.workers() ? " *" : ""));
    }
    return new Document.Titled(Sentences.title(tuning.recommended().workload()), table);
  }

  /** What numbers of workers in between come to. */
  private Optional<String> rounds(int flags) {
    int rounds = Math.ceilDiv(flags, tuning.workers());
    int fewest = rounds == 1 ? Math.ceilDiv(flags, 2) : tuning.workers();
    int most = rounds == 1 ? flags - 1 : Math.ceilDiv(flags, rounds - 1) - 1;
    return most <= fewest
        ? Optional.empty()
        : Optional.of(
            "%d flags take %d rounds of requests with %d workers, and with %d as well: they are no better."
                .formatted(flags, Math.max(2, rounds), fewest, most));
  }

  private String confidence() {
    return tuning.confidence() > 0.99
        ? "over 99 %"
        : TENTHS.format(100 * tuning.confidence()) + " %";
  }

  private String within() {
    return share(tuning.goal().within());
  }
}

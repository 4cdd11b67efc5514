package flagbench.report;

import static flagbench.report.Numbers.percent;

import flagbench.report.Document.Lines;
import flagbench.tune.Plateau;
import flagbench.tune.Tuning;
import flagbench.tune.Tuning.Doubt;
import flagbench.tune.Tuning.Limit;
import flagbench.tune.Tuning.Point;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** What the search for MAX_WORKERS found for one style, in sentences. */
record TuningSentences(Tuning tuning) {

  /**
   * The answer, how sure it is, and why it is that.
   *
   * @param named whether to name the style, since there are several
   */
  Lines answer(boolean named) {
    String style = named ? " for " + tuning.recommended().method() : "";
    var lines = new Lines(true);
    lines
        .add("MAX_WORKERS = %d%s", tuning.workers(), style)
        .add(
            "Confidence %s: in that share of %d bootstrap samples it was within %s of the best,"
                + " after correcting the best for selection bias.",
            tuning.confidence() > 0.99 ? "over 99 %" : percent(tuning.confidence()),
            Plateau.REPLICATES,
            percent(tuning.goal().within()));
    reason(lines);
    tuning.point(tuning.goal().checked()).ifPresent(point -> check(point, lines));
    doubts().forEach(doubt -> lines.add("Not to be relied on: %s", doubt));
    return lines;
  }

  private void reason(Lines lines) {
    Point answer = tuning.answer();
    String fewer =
        tuning.curve().stream()
            .filter(point -> point.workers() < answer.workers())
            .max(Comparator.comparingInt(Point::workers))
            .map(point -> ", with %d: %s".formatted(point.workers(), percentOfBest(point)))
            .orElse("");
    lines.add(
        "With %d: %s of the best throughput%s; %s.",
        answer.workers(), percentOfBest(answer), fewer, limit());
  }

  private static String percentOfBest(Point point) {
    return Numbers.WHOLE.format(point.percentOfBest()) + " %";
  }

  private String limit() {
    return switch (tuning.limit()) {
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
  }

  /** Whether the number that was asked about is good enough. */
  private void check(Point point, Lines lines) {
    boolean fails = point.failed() > 0;
    lines.add(
        "%d workers are %s: %s of the best throughput%s.",
        point.workers(),
        tuning.isTooBad(point) ? "not good enough" : "good enough",
        percentOfBest(point),
        fails ? ", and %s of the flags fail".formatted(percent(point.failed())) : "");
  }

  /** Why the answer cannot be relied on, and what to do. */
  List<String> doubts() {
    return tuning.doubts().stream().map(this::doubt).toList();
  }

  private String doubt(Doubt doubt) {
    return switch (doubt) {
      case RISING ->
          "throughput may still rise at --max-workers %d: allow more"
              .formatted(tuning.goal().most());
      case NOISY ->
          tuning.spread().isEmpty()
              ? "one fork of each is too few to tell the smallest: give it more --budget"
              : "forks scatter by %s %%, too much to tell the smallest: give it more --budget"
                  .formatted(Numbers.WHOLE.format(100 * tuning.spread().getAsDouble()));
      case UNFINISHED -> "the curve has gaps that the --budget left";
      case FAILED ->
          tuning.failures().stream()
              .map(failure -> failure.cell().brief() + ": " + failure.reason())
              .collect(Collectors.joining("; ", "failed: ", ""));
      case WARMING -> "the JVM was still compiling while the answer or the best was measured";
      case BUSY -> "the machine was busy with something else meanwhile";
    };
  }

  /** What is worth knowing, though it takes nothing from the answer. */
  Lines notes() {
    int fewest = tuning.curve().getFirst().workers();
    String style = tuning.recommended().method();
    boolean isIdealKnown = tuning.answer().percentOfIdeal().isPresent();
    var notes = new Lines();
    notes.addIf(
        tuning.from() < tuning.to(),
        "Plateau: from %d to %d workers the curve is within %s of its best.",
        tuning.from(),
        tuning.to(),
        percent(tuning.goal().within()));
    refusals(notes);
    notes.addIf(
        fewest > 1 && !tuning.doubts().contains(Doubt.UNFINISHED),
        "Fewer than %d workers were not run: latency alone keeps them from the best.",
        fewest);
    if (isIdealKnown) {
      rounds(notes);
    }
    return notes
        .addIf(
            !isIdealKnown && tuning.limit() == Limit.STRAGGLERS,
            "Delays are random, and the answer is for the sequence that this seed draws.")
        .addIf(
            !style.equals("threadPool"),
            "Of %s it is the number of permits in flight, not of threads.",
            style)
        .addIf(
            tuning.outlier().isPresent(),
            "One fork with %d workers is unlike the others. It counts, as three spreads from their"
                + " median.",
            tuning.outlier().orElse(0))
        .add(
            "Ms each: from the moment a worker begins a flag until it is free again, workers /"
                + " (flags / makespan) by Little's law.")
        .add(
            "Predicted: workers / latency in whole rounds (Little 1961), but no more than cores /"
                + " the least CPU time per flag (Denning and Buzen 1978).");
  }

  /** What the fastest number of workers gains of those at which more flags fail than may. */
  private void refusals(Lines notes) {
    tuning.curve().stream()
        .filter(point -> point.failed() > tuning.goal().errors())
        .max(Comparator.comparingDouble(Point::throughput))
        .ifPresent(point ->
            notes.add(
                "%d workers save flags at %s of that rate, but %s of the flags fail, and %s may.",
                point.workers(),
                percent(point.throughput() / tuning.answer().throughput()),
                percent(point.failed()),
                percent(tuning.goal().errors())));
  }

  /** Which other numbers of workers need as many rounds of requests. */
  private void rounds(Lines notes) {
    int flags = tuning.recommended().number("flags");
    int rounds = Math.ceilDiv(flags, tuning.workers());
    int fewest = rounds == 1 ? Math.ceilDiv(flags, 2) : tuning.workers();
    int most = rounds == 1 ? flags - 1 : Math.ceilDiv(flags, rounds - 1) - 1;
    notes.addIf(
        most > fewest,
        "%d flags take %d rounds of requests with %d workers, and with %d as well: they are no"
            + " better.",
        flags,
        Math.max(2, rounds),
        fewest,
        most);
  }
}

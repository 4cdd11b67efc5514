package flagbench.report;

import static flagbench.report.Numbers.percent;

import flagbench.analysis.Ideal;
import flagbench.report.Document.Lines;
import flagbench.tune.Plateau;
import flagbench.tune.Tuning;
import flagbench.tune.Tuning.Doubt;
import flagbench.tune.Tuning.Point;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Collectors;

/** The sentences about what {@code tune} found for one style. */
record TuningSentences(Tuning tuning) {

  /**
   * The answer, how sure it is, and what speaks for it.
   *
   * @param named whether the answer names the style
   */
  Lines answer(boolean named) {
    String style = named ? " for " + tuning.recommended().method() : "";
    var lines = new Lines().add("MAX_WORKERS = %d%s", tuning.workers(), style);
    doubts().forEach(doubt -> lines.add("Not to be relied on: %s", doubt));
    lines
        .add(
            "Confidence %s: in that share of %d bootstrap samples it was within %s of the best,"
                + " after correcting the best for selection bias.",
            tuning.confidence() > 0.99 ? "over 99 %" : percent(tuning.confidence()),
            Plateau.REPLICATES,
            percent(tuning.goal().within()))
        .add("%s", limit());
    tuning
        .point(tuning.goal().checked())
        .ifPresent(point ->
            lines.add(
                "--check: %d is %s, %s of the best allowed throughput, %s.",
                point.workers(),
                tuning.quality(point),
                percent(point.percentOfBest() / 100),
                point.failed() > 0
                    ? "and %s of the flags fail".formatted(percent(point.failed()))
                    : "as good as the best in %s of the bootstrap samples"
                        .formatted(percent(point.agreement()))));
    return lines;
  }

  /** Says why more workers than the answer are no better. */
  private String limit() {
    return switch (tuning.limit()) {
      case FLAGS -> "Every flag has a worker: more workers would have nothing to do.";
      case LATENCY -> "All workers that are allowed wait for the network.";
      case LINK -> "The link is full: more workers would only share it.";
      case CAPACITY ->
          "The server serves no more requests at once: more workers would wait in line.";
      case REFUSALS -> "With more workers, the server refuses more requests than may fail.";
      case STRAGGLERS -> "The slowest flag decides: more workers do not make it any faster.";
      case CPU -> "The work is CPU-bound: more workers find no idle core.";
      case SERVER -> "Cores are free here: the server, or the way to it, limits more workers.";
      case CONTENTION -> "Cores are free: workers wait for locks, or for one busy thread.";
      case UNKNOWN -> "More workers were not measured.";
    };
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

  /** What is worth knowing, though the answer does not depend on it. */
  Lines notes() {
    int fewest = tuning.curve().getFirst().workers();
    // The longest makespan that is still as good as the best.
    double best = tuning.answer().throughput() * 100 / tuning.answer().percentOfBest();
    double slowest =
        1000 * tuning.recommended().number("flags") / best / (1 - tuning.goal().within());
    String style = tuning.recommended().method();
    var notes = new Lines();
    notes.addIf(
        tuning.from() < tuning.to(),
        "Plateau: from %d to %d workers the curve is within %s of its best.",
        tuning.from(),
        tuning.to(),
        percent(tuning.goal().within()));
    refusals(notes);
    notes.addIf(
        fewest > 1
            && !Ideal.allows(
                tuning.recommended().with("workers", String.valueOf(fewest - 1)), slowest),
        "Fewer than %d workers were not run: latency alone makes them slower than the best.",
        fewest);
    waves(notes);
    return notes
        .addIf(
            !style.equals("threadPool"),
            "For %s it is the number of requests in flight, not of threads.",
            style)
        .addIf(
            tuning.outlier().isPresent(),
            "One of the forks with workers=%d is unlike the others. It counts as if it were three"
                + " standard deviations from their median.",
            tuning.outlier().orElse(0))
        .add(
            "Ms each: the time from when a worker begins a flag until it is free again, by Little's"
                + " law workers / (flags / makespan).")
        .add(
            "Predicted: the throughput if only the network and CPU time counted: workers / latency in"
                + " whole waves (Little 1961), but no more than link and capacity allow where no"
                + " request is refused, nor than cores / the least CPU time per flag (Denning and"
                + " Buzen 1978).");
  }

  /** Says what the fastest of those numbers of workers gains at which too many flags fail. */
  private void refusals(Lines notes) {
    tuning.curve().stream()
        .filter(point -> point.failed() > tuning.goal().errors())
        .max(Comparator.comparingDouble(Point::throughput))
        .ifPresent(point ->
            notes.add(
                "%d workers reach %s of the best allowed, but %s of the flags fail, and %s may.",
                point.workers(),
                percent(point.percentOfBest() / 100),
                percent(point.failed()),
                percent(tuning.goal().errors())));
  }

  /** Says which larger numbers of workers need as many waves of requests, and so gain nothing. */
  private void waves(Lines notes) {
    int flags = tuning.recommended().number("flags");
    int waves = Math.ceilDiv(flags, tuning.workers());
    int fewest = waves == 1 ? Math.ceilDiv(flags, 2) : tuning.workers();
    int most = waves == 1 ? flags - 1 : Math.ceilDiv(flags, waves - 1) - 1;
    notes.addIf(
        most > fewest
            && Ideal.fixedMillis(tuning.recommended()).isPresent()
            && !Ideal.isBoundByCapacity(tuning.recommended()),
        "%d flags take %d waves of requests with %d workers, and with %d as well: they are no"
            + " better.",
        flags,
        Math.max(2, waves),
        fewest,
        most);
  }
}

package flagbench.book;

import flagbench.download.Outcome;
import flagbench.download.Outcome.Failed;
import flagbench.download.Outcome.NotFound;
import flagbench.download.Outcome.Refused;
import flagbench.download.Outcome.Saved;
import flagbench.report.TerminalLine;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Shows the flags of one run as they arrive, and counts what became of them. Safe for use by many
 * threads.
 */
final class Arrivals implements Consumer<Outcome> {

  /** Beyond these, codes would fill four lines of a terminal: numbers are shown instead. */
  private static final int MOST_CODES = 100;

  private static final long REDRAW_NANOS = 100_000_000;
  private static final int MOST_NAMED = 10;

  private final int flags;
  private final boolean verbose;
  private final PrintWriter out;
  private final @Nullable TerminalLine line;
  private final long start = System.nanoTime();
  private final Map<String, List<String>> failures = new LinkedHashMap<>();
  private int saved;
  private int notFound;
  private int failed;
  private long drawn = start;
  private boolean abandoned;

  /**
   * Begins with no flag there yet.
   *
   * @param verbose whether every flag gets a line, instead of its code or its share of a number
   */
  Arrivals(int flags, boolean verbose, PrintWriter out) {
    this.flags = flags;
    this.verbose = verbose;
    this.out = out;
    line = verbose || flags <= MOST_CODES ? null : TerminalLine.ofStandardError();
  }

  @Override
  public synchronized void accept(Outcome outcome) {
    if (abandoned && outcome instanceof Failed) {
      return;
    }
    String code = outcome.flag().code().toUpperCase(Locale.ROOT);
    String told =
        switch (outcome) {
          case Saved one -> {
            saved++;
            yield "saved, " + one.bytes() + " bytes";
          }
          case NotFound one -> {
            notFound++;
            yield "not found";
          }
          case Refused one -> countFailure(code, "HTTP status 503");
          case Failed one -> countFailure(code, one.reason());
        };
    if (verbose) {
      out.println(code + " " + told);
    } else if (line != null) {
      drawNumbers(line);
    } else if (outcome instanceof Saved) {
      out.print(code + " ");
      out.flush();
    }
  }

  private String countFailure(String code, String reason) {
    failed++;
    failures.computeIfAbsent(reason, first -> new ArrayList<>()).add(code);
    return "failed, " + reason;
  }

  private void drawNumbers(TerminalLine line) {
    long now = System.nanoTime();
    int done = saved + notFound + failed;
    if (now - drawn >= REDRAW_NANOS || done == flags) {
      drawn = now;
      double perSecond = done / ((now - start) / 1e9);
      line.rewrite(
          "%d of %d flags, %.0f/s, %.0fs left"
              .formatted(done, flags, perSecond, (flags - done) / perSecond));
    }
  }

  /** From here on, downloads that fail do so because the run was given up, and are not counted. */
  synchronized void abandon() {
    abandoned = true;
  }

  synchronized int failed() {
    return failed;
  }

  /** Ends the line of codes, or takes the numbers away. */
  synchronized void end() {
    if (line != null) {
      line.end();
    } else if (!verbose && saved > 0) {
      out.println();
    }
    out.flush();
  }

  /** The counts in one line: {@code 17 flags downloaded in 1.40s, 2 not found, 1 failed}. */
  synchronized String summary(long nanos) {
    return saved
        + (saved == 1 ? " flag" : " flags")
        + (" downloaded in " + seconds(nanos))
        + (notFound > 0 ? ", " + notFound + " not found" : "")
        + (failed > 0 ? ", " + failed + " failed" : "");
  }

  /** A line for each way of failing. */
  synchronized List<String> failures() {
    List<String> lines = new ArrayList<>();
    failures.forEach((reason, codes) -> {
      int named = Math.min(MOST_NAMED, codes.size());
      String others = codes.size() > named ? " and %d more".formatted(codes.size() - named) : "";
      lines.add("failed, " + reason + ": " + String.join(" ", codes.subList(0, named)) + others);
    });
    return lines;
  }

  /**
   * As the book writes them, with two decimals. Without {@link String#format}, whose classes would
   * take longer to load than all else that a short download prints.
   */
  static String seconds(long nanos) {
    long hundredths = Math.round(nanos / 1e7);
    return hundredths / 100 + "." + hundredths / 10 % 10 + hundredths % 10 + "s";
  }
}

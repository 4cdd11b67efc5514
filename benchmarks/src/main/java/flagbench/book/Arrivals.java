package flagbench.book;

import flagbench.download.Flag;
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
 * Shows the flags of one run as they arrive, and counts their outcomes. Safe for use by many
 * threads.
 */
final class Arrivals implements Consumer<Outcome> {

  /** The codes of more flags than this would take over four lines of a terminal. */
  private static final int MOST_CODES = 100;

  /** How many flags that failed for the same reason are named. */
  private static final int MOST_NAMED = 10;

  private final int flags;
  private final PrintWriter out;

  /** Where progress is shown as numbers; null if it is shown by the codes of the flags. */
  private final @Nullable TerminalLine line;

  private final long start = System.nanoTime();
  private final Map<String, List<String>> failures = new LinkedHashMap<>();
  private int saved;
  private int notFound;
  private boolean failuresIgnored;

  /** Begins a run of so many flags, of which none has arrived yet. */
  Arrivals(int flags, PrintWriter out) {
    this.flags = flags;
    this.out = out;
    line = flags <= MOST_CODES ? null : TerminalLine.ofStandardError();
  }

  @Override
  public synchronized void accept(Outcome outcome) {
    switch (outcome) {
      case Saved one -> saved++;
      case NotFound one -> notFound++;
      case Refused one -> countFailure(one.flag(), "HTTP status 503");
      case Failed one -> countFailure(one.flag(), one.reason());
    }
    if (line != null) {
      showNumbers(line);
    } else if (outcome instanceof Saved) {
      out.print(code(outcome.flag()) + " ");
      out.flush();
    }
  }

  private void countFailure(Flag flag, String reason) {
    if (!failuresIgnored) {
      failures.computeIfAbsent(reason, first -> new ArrayList<>()).add(code(flag));
    }
  }

  private static String code(Flag flag) {
    return flag.code().toUpperCase(Locale.ROOT);
  }

  /** Rewrites the line with every hundredth of the flags. */
  private void showNumbers(TerminalLine line) {
    int done = saved + notFound + failed();
    if (done % (flags / 100) == 0 || done == flags) {
      double perSecond = done / ((System.nanoTime() - start) / 1e9);
      line.rewrite(
          "%d of %d flags, %.0f/s, %.0fs left"
              .formatted(done, flags, perSecond, (flags - done) / perSecond));
    }
  }

  /** Called when the run is interrupted, since downloads that fail from then on do so for that. */
  synchronized void ignoreFailures() {
    failuresIgnored = true;
  }

  synchronized int failed() {
    return failures.values().stream().mapToInt(List::size).sum();
  }

  /** Ends the line of codes, or removes the numbers. */
  synchronized void end() {
    if (line != null) {
      line.end();
    } else if (saved > 0) {
      out.println();
    }
  }

  /** The counts in one line: {@code 17 flags downloaded in 1.40s, 2 not found, 1 failed}. */
  synchronized String summary(long nanos) {
    return saved
        + (saved == 1 ? " flag" : " flags")
        + (" downloaded in " + seconds(nanos))
        + (notFound > 0 ? ", " + notFound + " not found" : "")
        + (failures.isEmpty() ? "" : ", " + failed() + " failed");
  }

  /** Prints one line for each reason, which names the first flags that failed for it. */
  synchronized void printFailures(PrintWriter err) {
    failures.forEach((reason, codes) -> {
      int named = Math.min(MOST_NAMED, codes.size());
      String others = codes.size() > named ? " and %d more".formatted(codes.size() - named) : "";
      err.println("failed, " + reason + ": " + String.join(" ", codes.subList(0, named)) + others);
    });
  }

  /**
   * Seconds with two decimals, as the book's scripts print them. {@link String#format} would load
   * more classes than the rest of a short download, which takes longer than printing.
   */
  static String seconds(long nanos) {
    long hundredths = Math.round(nanos / 1e7);
    return hundredths / 100 + "." + hundredths / 10 % 10 + hundredths % 10 + "s";
  }
}

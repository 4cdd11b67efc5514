package flagbench.cli;

import flagbench.download.Outcome;
import flagbench.download.Outcome.Failed;
import flagbench.download.Outcome.NotFound;
import flagbench.download.Outcome.Saved;
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

  /** More codes than these are four lines of a terminal, and nobody reads them. */
  private static final int MOST_CODES = 100;

  private static final int BAR = 30;
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
   * @param verbose whether every flag gets a line, instead of a code or its share of a bar
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
    String told;
    if (outcome instanceof Saved one) {
      saved++;
      told = "saved, " + one.bytes() + " bytes";
    } else if (outcome instanceof NotFound) {
      notFound++;
      told = "not found";
    } else {
      failed++;
      String reason = outcome instanceof Failed one ? one.reason() : "HTTP status 503";
      failures.computeIfAbsent(reason, first -> new ArrayList<>()).add(code);
      told = "failed, " + reason;
    }
    if (verbose) {
      out.println(code + " " + told);
    } else if (line != null) {
      draw(line);
    } else if (outcome instanceof Saved) {
      out.print(code + " ");
      out.flush();
    }
  }

  /** From here on what fails does so because the run was given up, and counts for nothing. */
  synchronized void abandon() {
    abandoned = true;
  }

  synchronized int failed() {
    return failed;
  }

  /** Ends the line of codes, or takes the bar away. */
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
    var summary = new StringBuilder();
    summary
        .append(saved)
        .append(saved == 1 ? " flag" : " flags")
        .append(" downloaded in ")
        .append(seconds(nanos));
    if (notFound > 0) {
      summary.append(", ").append(notFound).append(" not found");
    }
    if (failed > 0) {
      summary.append(", ").append(failed).append(" failed");
    }
    return summary.toString();
  }

  /** A line for each way of failing. */
  synchronized List<String> failures() {
    return failures.entrySet().stream()
        .map(entry -> {
          List<String> codes = entry.getValue();
          String named = String.join(" ", codes.subList(0, Math.min(MOST_NAMED, codes.size())));
          int others = codes.size() - MOST_NAMED;
          return "failed, %s: %s".formatted(entry.getKey(), named)
              + (others > 0 ? " and %d more".formatted(others) : "");
        })
        .toList();
  }

  /** As the book writes them, with two decimals. */
  static String seconds(long nanos) {
    long hundredths = Math.round(nanos / 1e7);
    return hundredths / 100 + "." + hundredths / 10 % 10 + hundredths % 10 + "s";
  }

  private void draw(TerminalLine bar) {
    long now = System.nanoTime();
    int done = saved + notFound + failed;
    if (now - drawn < REDRAW_NANOS && done < flags) {
      return;
    }
    drawn = now;
    double perSecond = done / ((now - start) / 1e9);
    int filled = (int) ((long) done * BAR / flags);
    bar.rewrite(
        String.format(
            Locale.ROOT,
            "[%s%s] %d of %d, %.0f/s, %.0fs left",
            "#".repeat(filled),
            ".".repeat(BAR - filled),
            done,
            flags,
            perSecond,
            (flags - done) / perSecond));
  }
}

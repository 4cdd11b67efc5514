package flagbench.cli;

import static flagbench.cli.Arrivals.seconds;

import flagbench.download.Download;
import flagbench.download.Flag;
import flagbench.download.FlagClient;
import flagbench.download.Outcome;
import flagbench.download.Sink;
import flagbench.download.Style;
import flagbench.report.Table;
import flagbench.server.Latency;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Downloads the same flags in several styles and runs, before the eyes of a person.
 *
 * @param latency the server's, where it is known
 */
record DownloadSession(
    List<Flag> flags,
    int maxWorkers,
    URI baseUrl,
    @Nullable Latency latency,
    Path directory,
    Duration timeout,
    boolean verbose,
    PrintWriter out,
    PrintWriter err) {
  private static final int FAILED = 1;

  /** The book's, too. */
  private static final int MOST_IN_FLIGHT = 1000;

  /**
   * Runs every style as often as told, and sums up where there is more than one run.
   *
   * @param reset called before each style, so that all of them meet the same delays
   * @return the exit code: 1 if a flag failed
   */
  int run(List<Style> styles, int runs, Runnable reset) throws InterruptedException {
    if (flags.size() > MOST_IN_FLIGHT) {
      // The heap starts at a 64th of the machine's memory, all of which would be touched before it
      // were first collected. Collected now, it shrinks to what is needed.
      System.gc();
    }
    boolean failed = false;
    List<Timing> timings = new ArrayList<>();
    for (Style style : styles) {
      reset.run();
      if (styles.size() > 1) {
        out.println(style);
      }
      long[] nanos = new long[runs];
      boolean whole = true;
      for (int i = 0; i < runs; i++) {
        var arrivals = new Arrivals(flags.size(), verbose, out);
        nanos[i] = run(style, arrivals);
        whole &= arrivals.failed() == 0;
      }
      failed |= !whole;
      timings.add(new Timing(style, workers(style), median(nanos), whole));
    }
    if (timings.size() * runs > 1) {
      out.print("\n" + summary(timings));
      out.flush();
    }
    return failed ? FAILED : 0;
  }

  /** One of the book's scripts, once: a new client, new connections, and the time of the call. */
  private long run(Style style, Arrivals arrivals) throws InterruptedException {
    try (FlagClient client = FlagClient.Kind.JDK.open(timeout, workers(style));
        var interruption =
            new Interruption(caller -> {
              arrivals.abandon();
              caller.interrupt();
              // Ends what is in flight without a thread.
              client.close();
            })) {
      var download = new Download(client, baseUrl, new Sink.Disk(directory), arrivals);
      long start = System.nanoTime();
      try {
        List<Outcome> unused = style.downloader(download, workers(style)).downloadMany(flags);
      } catch (InterruptedException e) {
        arrivals.end();
        out.println("interrupted: " + arrivals.summary(System.nanoTime() - start));
        throw e;
      }
      long nanos = System.nanoTime() - start;
      arrivals.end();
      out.println(arrivals.summary(nanos));
      arrivals.failures().forEach(err::println);
      return nanos;
    }
  }

  private int workers(Style style) {
    return style == Style.SEQUENTIAL
        ? 1
        : Math.min(Math.min(maxWorkers, MOST_IN_FLIGHT), flags.size());
  }

  /** Medians, and what they are beside one after the other and beside what is possible. */
  private String summary(List<Timing> timings) {
    var table =
        idealNanos(1) > 0
            ? new Table("style", "workers", "median", "speed-up", "ideal")
            : new Table("style", "workers", "median", "speed-up");
    for (Timing timing : timings) {
      List<String> row = new ArrayList<>();
      row.add(timing.style().toString());
      row.add(String.valueOf(timing.workers()));
      row.add(seconds(timing.median()));
      row.add(speedUp(timing, timings.getFirst()));
      long ideal = idealNanos(timing.workers());
      if (ideal > 0) {
        row.add(
            String.format(
                Locale.ROOT, "%s, %.0f %% of it", seconds(ideal), 100.0 * ideal / timing.median()));
      }
      table.add(row.toArray(String[]::new));
    }
    return table.text();
  }

  private static String speedUp(Timing timing, Timing first) {
    boolean comparable = first.style() == Style.SEQUENTIAL && first.whole() && timing.whole();
    return comparable
        ? String.format(Locale.ROOT, "%.1f×", (double) first.median() / timing.median())
        : "-";
  }

  /** ⌈flags / workers⌉ × latency; 0 where the latency is not known, not fixed, or none. */
  private long idealNanos(int workers) {
    return latency instanceof Latency.Fixed fixed
        ? Math.ceilDiv(flags.size(), workers) * fixed.delay().toNanos()
        : 0;
  }

  private static long median(long[] nanos) {
    long[] sorted = nanos.clone();
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }

  /**
   * All runs of a style.
   *
   * @param median in nanoseconds
   * @param whole whether no flag failed
   */
  private record Timing(Style style, int workers, long median, boolean whole) {}
}

package flagbench.book;

import static flagbench.book.Arrivals.seconds;

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
import org.jspecify.annotations.Nullable;

/**
 * Downloads the same flags in several styles and runs, and shows them to a person.
 *
 * @param latency the server's, where it is known
 */
public record DownloadSession(
    List<Flag> flags,
    int maxWorkers,
    URI baseUrl,
    @Nullable Latency latency,
    Path directory,
    Duration timeout,
    boolean verbose,
    PrintWriter out,
    PrintWriter err) {

  /** The book's limit. */
  private static final int MOST_IN_FLIGHT = 1000;

  /**
   * All runs of a style.
   *
   * @param median of how long they took, in nanoseconds
   * @param isWhole whether no flag failed in any of them
   */
  private record Timing(Style style, int workers, long median, boolean isWhole) {}

  /**
   * Runs every style as often as told, and sums up where there is more than one run.
   *
   * @param reset called before each style, so that all of them meet the same delays
   * @return whether every flag was downloaded or does not exist
   */
  public boolean run(List<Style> styles, int runs, Runnable reset) throws InterruptedException {
    if (flags.size() > MOST_IN_FLIGHT) {
      // The heap starts at a 64th of the machine's memory, and all of it would be touched before
      // the
      // first collection. Collected now, it shrinks to what is needed.
      System.gc();
    }
    List<Timing> timings = new ArrayList<>();
    for (Style style : styles) {
      reset.run();
      if (styles.size() > 1) {
        out.println(style);
      }
      timings.add(run(style, runs));
    }
    if (timings.size() * runs > 1) {
      out.print("\n" + summary(timings));
      out.flush();
    }
    return timings.stream().allMatch(Timing::isWhole);
  }

  private Timing run(Style style, int runs) throws InterruptedException {
    long[] nanos = new long[runs];
    boolean isWhole = true;
    for (int i = 0; i < runs; i++) {
      var arrivals = new Arrivals(flags.size(), verbose, out);
      nanos[i] = run(style, arrivals);
      isWhole &= arrivals.failed() == 0;
    }
    Arrays.sort(nanos);
    long median = (nanos[(runs - 1) / 2] + nanos[runs / 2]) / 2;
    return new Timing(style, workers(style), median, isWhole);
  }

  /** One of the book's scripts, once: a new client, new connections, and the time of the call. */
  private long run(Style style, Arrivals arrivals) throws InterruptedException {
    try (FlagClient client = FlagClient.Kind.JDK.open(timeout, workers(style));
        var interruption =
            new Interruption(caller -> {
              arrivals.abandon();
              caller.interrupt();
              // Ends the requests in flight that no thread waits for.
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

  /** Medians, how many times as fast as sequential that is, and how near to the ideal. */
  private String summary(List<Timing> timings) {
    List<String> headings = new ArrayList<>(List.of("style", "workers", "median", "speed-up"));
    if (idealNanos(1) > 0) {
      headings.add("ideal");
    }
    var table = new Table(headings.toArray(String[]::new));
    for (Timing timing : timings) {
      List<String> row = new ArrayList<>();
      row.add(timing.style().toString());
      row.add(String.valueOf(timing.workers()));
      row.add(seconds(timing.median()));
      row.add(speedUp(timing, timings.getFirst()));
      if (idealNanos(1) > 0) {
        long ideal = idealNanos(timing.workers());
        row.add("%s, %.0f %% of it".formatted(seconds(ideal), 100.0 * ideal / timing.median()));
      }
      table.add(row.toArray(String[]::new));
    }
    return table.text();
  }

  private static String speedUp(Timing timing, Timing first) {
    return first.style() == Style.SEQUENTIAL && first.isWhole() && timing.isWhole()
        ? "%.1f×".formatted((double) first.median() / timing.median())
        : "-";
  }

  /** ⌈flags / workers⌉ × latency; 0 where the latency is not known, not fixed, or none. */
  private long idealNanos(int workers) {
    return latency instanceof Latency.Fixed fixed
        ? Math.ceilDiv(flags.size(), workers) * fixed.delay().toNanos()
        : 0;
  }
}

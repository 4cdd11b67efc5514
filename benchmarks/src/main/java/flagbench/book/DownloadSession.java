package flagbench.book;

import static flagbench.book.Arrivals.seconds;

import flagbench.download.Download;
import flagbench.download.Flag;
import flagbench.download.FlagClient;
import flagbench.download.Outcome;
import flagbench.download.Sink;
import flagbench.download.Style;
import java.io.PrintWriter;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/**
 * Downloads flags in one style, as one of the book's scripts does, and shows the progress and the
 * result to a person.
 *
 * @param workers how many flags may be in flight at once; {@link Style#SEQUENTIAL} has one anyway
 * @param directory where the flags are saved
 * @param timeout the longest that one flag may take
 * @param out for the flags as they arrive and for the counts
 * @param err for the reasons of failures
 */
public record DownloadSession(
    List<Flag> flags,
    int workers,
    URI baseUrl,
    Path directory,
    Duration timeout,
    PrintWriter out,
    PrintWriter err) {

  /**
   * Downloads the flags once or several times.
   *
   * @param runs how many times; if more than once, the median of their times is printed at the end
   * @return whether no flag failed in any run; a flag that does not exist has not failed
   */
  public boolean run(Style style, int runs) throws InterruptedException {
    long[] nanos = new long[runs];
    int failed = 0;
    for (int i = 0; i < runs; i++) {
      var arrivals = new Arrivals(flags.size(), out);
      nanos[i] = download(style, arrivals);
      failed += arrivals.failed();
    }
    if (runs > 1) {
      Arrays.sort(nanos);
      long median = (nanos[(runs - 1) / 2] + nanos[runs / 2]) / 2;
      out.println("median of " + runs + " runs: " + seconds(median));
    }
    return failed == 0;
  }

  /** Downloads the flags with a new client, whose connections are new, and returns how long. */
  private long download(Style style, Arrivals arrivals) throws InterruptedException {
    try (FlagClient client = FlagClient.Kind.JDK.open(timeout, workers);
        var interruption =
            new Interruption(caller -> {
              arrivals.ignoreFailures();
              caller.interrupt();
              // Fails the asynchronous requests, which no thread waits for.
              client.close();
            })) {
      var download = new Download(client, baseUrl, new Sink.Disk(directory), arrivals);
      long start = System.nanoTime();
      try {
        List<Outcome> unused = style.downloader(download, workers).downloadMany(flags);
      } catch (InterruptedException e) {
        arrivals.end();
        out.println("interrupted: " + arrivals.summary(System.nanoTime() - start));
        throw e;
      }
      long nanos = System.nanoTime() - start;
      arrivals.end();
      out.println(arrivals.summary(nanos));
      arrivals.printFailures(err);
      return nanos;
    }
  }
}

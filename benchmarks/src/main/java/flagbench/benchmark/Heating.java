package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Downloader;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import flagbench.download.Sink;
import flagbench.download.Style;
import flagbench.server.FlagSet;
import flagbench.server.Latency;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Makes a fork's code hot before it is measured: with the cell's own style, workers, client and
 * sink, against the same server's path without conditions, or, where there are none, against the
 * very path that is measured. The clock is no measure of warmth, since an operation that mostly
 * waits makes too few requests for the JIT.
 */
final class Heating {

  /**
   * Requests, rounded up to whole calls: the same in every cell under latency, so that all are
   * equally hot. Where the warm-up curve flattens: see results/reference/heating.json.
   */
  private static final int REQUESTS = Integer.getInteger("flagbench.heating", 5_000);

  /**
   * As many times that where there is no latency: such a cell measures nothing but code, on which
   * the JIT is at work for far longer. Still more would leave a search too few forks.
   */
  private static final int TIMES_WITHOUT_LATENCY = 5;

  /** Requests in one call of those that heat the client, in every cell under latency. */
  private static final int BATCH = 200;

  /** How long a server without a path to heat from is asked for its flags. */
  private static final Duration FOREIGN = Duration.ofSeconds(2);

  private final Contender contender;
  private final Contender opener;
  private final int workers;
  private final boolean delayed;

  /** What is measured, or heats in its place. */
  private interface Contender {
    Downloader downloader(Download download, int workers);
  }

  /** For the cell that JMH is about to measure. */
  Heating(BenchmarkParams params) {
    String benchmark = params.getBenchmark();
    String method = benchmark.substring(benchmark.lastIndexOf('.') + 1);
    contender =
        switch (method) {
          case "newPool", "keptPool" -> Style.THREAD_POOL::downloader;
          default -> Style.of(method)::downloader;
        };
    // A pool's threads start one after the other: the last may find a connection that is free.
    opener = method.endsWith("Pool") ? Style.VIRTUAL_THREADS::downloader : contender;
    workers = Workers.of(params);
    delayed = !Latency.parse(params.getParam("latency")).equals(Latency.ZERO);
  }

  /**
   * Heats.
   *
   * @param flags of one operation of the cell
   * @param toMeasure the cell's own, of which all others take client and consumer: any other class
   *     here the JIT would have to unlearn later
   */
  void heat(Network network, Storage storage, int flags, Download toMeasure)
      throws IOException, InterruptedException {
    Origin origin = network.origin();
    @Nullable URI instant = origin.instantUrl().orElse(null);
    if (instant == null) {
      // Somebody else's server, which may be slow: as much as two seconds allow.
      long deadline = System.nanoTime() + FOREIGN.toNanos();
      while (System.nanoTime() < deadline) {
        repeat(toMeasure, storage, workers, workers);
      }
    } else {
      Sink inMemory = Sink.memory(new ConcurrentHashMap<>());
      var memory = new Download(toMeasure.client(), instant, inMemory, toMeasure.arrivals());
      // Alone, since requests that ask for HTTP/2 at the same time would each get a connection.
      download(Style.SEQUENTIAL::downloader, memory, 1);
      if (delayed) {
        // A file system needs no heating and takes most of the time: every tenth request is enough
        // for the cell's own sink, and for calls of its own size.
        repeat(memory, storage, BATCH, REQUESTS - REQUESTS / 10);
        var toStore =
            new Download(toMeasure.client(), instant, toMeasure.sink(), toMeasure.arrivals());
        repeat(toStore, storage, flags, REQUESTS / 10);
      } else {
        repeat(toMeasure, storage, flags, REQUESTS * TIMES_WITHOUT_LATENCY);
      }
    }
    // Answers at once need few connections. Under latency two rounds open one for every worker,
    // unless the first answers come before the last worker has started.
    storage.empty();
    download(opener, toMeasure, 2 * Math.min(workers, flags));
  }

  private void repeat(Download download, Storage storage, int flags, int requests)
      throws IOException, InterruptedException {
    for (int made = 0; made < requests; made += flags) {
      storage.empty();
      download(contender, download, flags);
    }
  }

  private void download(Contender who, Download download, int flags) throws InterruptedException {
    List<Outcome> outcomes =
        who.downloader(download, workers).downloadMany(Flag.of(FlagSet.CODES, flags));
    for (Outcome outcome : outcomes) {
      if (!(outcome instanceof Outcome.Saved)) {
        throw new IllegalStateException("not downloaded while heating: " + outcome);
      }
    }
  }
}

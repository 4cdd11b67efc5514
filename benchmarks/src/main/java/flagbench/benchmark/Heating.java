package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import flagbench.download.Sink;
import flagbench.download.Style;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * Makes a fork's code hot before it is measured: with the cell's own style, workers, client and
 * sink, against the same server's path without conditions. The clock is no measure of warmth, since
 * an operation that mostly waits makes too few requests for the JIT.
 */
final class Heating {

  /**
   * The same in every cell, so that all are equally hot. Where the warm-up curve flattens under
   * latency: see results/reference/heating.json.
   */
  private static final int REQUESTS = Integer.getInteger("flagbench.heating", 5_000);

  /** Requests in one call of those that heat the client, in every cell. */
  private static final int BATCH = 200;

  /** How long a server without a path to heat from is asked for its flags. */
  private static final Duration FOREIGN = Duration.ofSeconds(2);

  private final Style style;
  private final int workers;

  /** For the cell that JMH is about to measure. */
  Heating(BenchmarkParams params) {
    String benchmark = params.getBenchmark();
    style = Style.of(benchmark.substring(benchmark.lastIndexOf('.') + 1));
    @Nullable String parameter = params.getParam("workers");
    workers = parameter == null ? 1 : Integer.parseInt(parameter);
  }

  /**
   * Heats.
   *
   * @param flags of one operation of the cell
   */
  void heat(Network network, Storage storage, int flags) throws IOException, InterruptedException {
    Origin origin = network.origin();
    var toMeasure = new Download(network.client(), origin.baseUrl(), storage.sink());
    @Nullable URI instant = origin.instantUrl().orElse(null);
    if (instant == null) {
      // Somebody else's server, which may be slow: as much as two seconds allow.
      long deadline = System.nanoTime() + FOREIGN.toNanos();
      while (System.nanoTime() < deadline) {
        repeat(toMeasure, storage, workers, workers);
      }
    } else {
      // A file system needs no heating and takes most of the time: every tenth request is enough
      // for the cell's own sink, and for calls of its own size.
      var memory = new Download(network.client(), instant, Sink.memory(new ConcurrentHashMap<>()));
      repeat(memory, storage, BATCH, REQUESTS - REQUESTS / 10);
      var toStore = new Download(network.client(), instant, storage.sink());
      repeat(toStore, storage, flags, REQUESTS / 10);
    }
    // Answers at once need few connections. Under latency two rounds open one for every worker.
    download(toMeasure, 2 * workers);
  }

  private void repeat(Download download, Storage storage, int flags, int requests)
      throws IOException, InterruptedException {
    for (int made = 0; made < requests; made += flags) {
      storage.empty();
      download(download, flags);
    }
  }

  private void download(Download download, int flags) throws InterruptedException {
    List<Outcome> outcomes =
        style.downloader(download, workers).downloadMany(Flag.of(FlagSet.CODES, flags));
    for (Outcome outcome : outcomes) {
      if (!(outcome instanceof Outcome.Saved)) {
        throw new IllegalStateException("not downloaded while heating: " + outcome);
      }
    }
  }
}

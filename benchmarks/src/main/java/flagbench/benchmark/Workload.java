package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Downloader;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import flagbench.download.Style;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.infra.BenchmarkParams;

/** What is downloaded and where it is saved; heats the fork before anything is measured. */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, prepare() the rest
public class Workload {

  /**
   * Requests that every fork makes before it is measured, against the same server without
   * conditions. From here on more heating changes the makespan by less than forks differ: see the
   * warm-up curve in results/reference.
   */
  private static final int HEATING_REQUESTS = Integer.getInteger("flagbench.heating", 10_000);

  @Param("20")
  int flags;

  @Param("disk")
  String sink;

  private List<Flag> list;
  private long bytes;
  private Storage storage;
  private Download download;

  /** Lists the flags, opens the sink, and heats. */
  @Setup
  public void prepare(Network network, BenchmarkParams params)
      throws IOException, InterruptedException {
    list = Flag.of(FlagSet.CODES, flags);
    bytes = expectedBytes(list);
    storage = Storage.of(sink);
    download = new Download(network.client(), network.baseUrl(), storage.sink());
    heat(new Download(network.client(), network.instantUrl(), storage.sink()), params);
  }

  /**
   * Every operation finds nothing saved yet, as the book's scripts do. JMH does not count the time.
   * Were the files there, ext4 would write each one it replaces to the disk at once
   * (auto_da_alloc): 105 µs a flag instead of 18.
   */
  @Setup(Level.Invocation)
  public void empty() throws IOException {
    storage.empty();
  }

  Download download() {
    return download;
  }

  List<Flag> flags() {
    return list;
  }

  /**
   * Passes on the outcomes of a call that saved every flag.
   *
   * @throws IllegalStateException if it did not: JMH then fails the fork
   */
  List<Outcome> checked(List<Outcome> outcomes) {
    long saved = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      if (!(outcomes.get(i) instanceof Outcome.Saved one) || !one.flag().equals(list.get(i))) {
        throw new IllegalStateException("not downloaded: " + outcomes.get(i));
      }
      saved += one.bytes();
    }
    if (outcomes.size() != list.size() || saved != bytes) {
      throw new IllegalStateException(
          "%d flags of %d bytes instead of %d of %d"
              .formatted(outcomes.size(), saved, list.size(), bytes));
    }
    return outcomes;
  }

  private void heat(Download instant, BenchmarkParams params)
      throws IOException, InterruptedException {
    String method = params.getBenchmark().substring(params.getBenchmark().lastIndexOf('.') + 1);
    @Nullable String workers = params.getParam("workers");
    Downloader downloader =
        Style.of(method).downloader(instant, workers == null ? 1 : Integer.parseInt(workers));
    for (int requests = 0; requests < HEATING_REQUESTS; requests += list.size()) {
      storage.empty();
      checked(downloader.downloadMany(list));
    }
  }

  private static long expectedBytes(List<Flag> list) {
    var set = new FlagSet();
    Map<String, Long> sizes =
        FlagSet.CODES.stream()
            .collect(Collectors.toMap(code -> code, code -> (long) set.gif(code).limit()));
    return list.stream().mapToLong(flag -> sizes.getOrDefault(flag.code(), 0L)).sum();
  }
}

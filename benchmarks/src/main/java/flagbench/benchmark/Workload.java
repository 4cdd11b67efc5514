package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
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

  @Param("20")
  int flags;

  @Param("disk")
  String sink;

  private List<Flag> list;
  private long bytes;
  private Storage storage;
  private Download download;
  private Cost cost;

  /** Lists the flags, opens the sink, and heats. */
  @Setup
  public void prepare(Network network, BenchmarkParams params)
      throws IOException, InterruptedException {
    list = Flag.of(FlagSet.CODES, flags);
    bytes = expectedBytes(list);
    storage = Storage.of(sink);
    cost = network.cost();
    download = new Download(network.client(), network.origin().baseUrl(), storage.sink());
    new Heating(params).heat(network, storage, flags);
    network.countFromHere();
  }

  /**
   * Every operation finds nothing saved yet, as the book's scripts do; JMH does not count this
   * time, nor does {@link Cost}. Were the files there, ext4 would hurry each one it replaces to the
   * disk (auto_da_alloc).
   */
  @Setup(Level.Invocation)
  public void empty() throws IOException {
    cost.pause();
    storage.empty();
    cost.resume();
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
    cost.downloaded(outcomes.size());
    return outcomes;
  }

  private static long expectedBytes(List<Flag> list) {
    var set = new FlagSet();
    Map<String, Long> sizes =
        FlagSet.CODES.stream()
            .collect(Collectors.toMap(code -> code, code -> (long) set.gif(code).limit()));
    return list.stream().mapToLong(flag -> sizes.getOrDefault(flag.code(), 0L)).sum();
  }
}

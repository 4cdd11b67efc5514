package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import flagbench.download.Style;
import flagbench.server.FlagSet;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Collectors;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.infra.BenchmarkParams;

/**
 * The flags that an operation downloads and the sink that it saves them to. The set-up of this
 * state warms the fork up, and every operation's outcome is checked here.
 */
@State(Scope.Benchmark)
@SuppressWarnings("NullAway.Init") // JMH sets the parameters, prepare() the rest
public class Workload {

  @Param("20")
  int flags;

  @Param("disk")
  String sink;

  private final FlagSet set = new FlagSet();
  private final Map<String, Integer> lengths =
      FlagSet.CODES.stream().collect(Collectors.toMap(code -> code, code -> set.gif(code).limit()));

  /** How many outcomes the downloads of the current operation have reported. */
  private final LongAdder arrivals = new LongAdder();

  /** The outcomes of the operation that was checked last. */
  private List<Outcome> lastOutcomes = List.of();

  /** What the operations that follow download from; a warm-up changes it. */
  URI baseUrl;

  private List<Flag> list;
  private Storage storage;
  private Network network;

  /** Opens the sink, and warms the fork up unless a cold start is to be measured. */
  @Setup
  public void prepare(Network network, BenchmarkParams params) throws Exception {
    this.network = network;
    list = Flag.of(FlagSet.CODES, flags);
    storage = Storage.of(sink);
    baseUrl = network.target.baseUrl();
    if (params.getMode() != Mode.SingleShotTime) {
      WarmUp.Report report = new WarmUp(params, network, this).run();
      System.out.println(report);
      network.observation.warmedUp(report);
    }
    // The first operation that is measured gets the first random latencies of this seed.
    network.target.reset();
  }

  /**
   * Empties the sink, so that every operation finds nothing saved yet, as the book's scripts do.
   * Neither JMH's score nor the costs of {@link Observation} include this. If the files were not
   * removed, ext4 would write each file that is replaced to the disk at once (its mount option
   * auto_da_alloc).
   */
  @Setup(Level.Invocation)
  public void empty() throws IOException {
    network.observation.pause();
    storage.empty();
    arrivals.reset();
    network.observation.resume();
  }

  /**
   * Ends an iteration, and compares the files that its last operation saved with the flags, byte
   * for byte. A flag that the server refused must have no file.
   *
   * @throws IllegalStateException if a file is wrong, if the server refused every flag of the
   *     iteration, or if the benchmark's method never called {@link #checked}
   */
  @TearDown(Level.Iteration)
  public void verify() throws IOException {
    network.observation.stop();
    if (network.observation.flags() == 0) {
      throw new IllegalStateException(
          lastOutcomes.isEmpty() ? "no operation was checked" : "the server refused every flag");
    }
    List<Outcome> outcomes = lastOutcomes;
    lastOutcomes = List.of();
    for (Outcome outcome : outcomes) {
      Flag flag = outcome.flag();
      ByteBuffer saved = ByteBuffer.wrap(storage.read(flag.file()));
      boolean isRight =
          outcome instanceof Outcome.Saved
              ? saved.equals(set.gif(flag.code()))
              : !saved.hasRemaining();
      if (!isRight) {
        throw new IllegalStateException(
            "%s is not the flag of '%s'".formatted(flag.file(), flag.code()));
      }
    }
  }

  /** Runs one operation: downloads all flags in a style, and checks the outcomes. */
  List<Outcome> run(Style style, int workers) throws InterruptedException {
    return checked(style.downloader(download(), workers).downloadMany(list));
  }

  /** Client, server and sink of an operation. */
  Download download() {
    return new Download(network.client(), baseUrl, storage, outcome -> arrivals.increment());
  }

  List<Flag> flags() {
    return list;
  }

  /**
   * Checks that an operation has saved every flag, with the right length, before it returned. Where
   * the cell's conditions let the server refuse requests, a refused flag is right, too. Every
   * method of a benchmark returns the result of this, so that JMH fails the fork where it throws.
   *
   * @param outcomes of all flags, in their order
   * @return the same outcomes
   * @throws IllegalStateException if an outcome is missing or wrong
   */
  List<Outcome> checked(List<Outcome> outcomes) {
    long arrived = arrivals.sum();
    if (outcomes.size() != list.size() || arrived != list.size()) {
      throw new IllegalStateException(
          "%d outcomes and %d arrivals of %d flags"
              .formatted(outcomes.size(), arrived, list.size()));
    }
    int refused = 0;
    for (int i = 0; i < outcomes.size(); i++) {
      Flag flag = list.get(i);
      Outcome outcome = outcomes.get(i);
      boolean isSaved =
          outcome instanceof Outcome.Saved one
              && one.bytes() == lengths.getOrDefault(flag.code(), 0);
      boolean isRefused = outcome instanceof Outcome.Refused && network.mayRefuse();
      if (!outcome.flag().equals(flag) || !(isSaved || isRefused)) {
        throw new IllegalStateException(
            "%s was not downloaded: %s".formatted(flag.file(), reason(outcome)));
      }
      refused += isRefused ? 1 : 0;
    }
    network.observation.downloaded(outcomes.size() - refused, refused);
    lastOutcomes = outcomes;
    return outcomes;
  }

  private static String reason(Outcome outcome) {
    return switch (outcome) {
      case Outcome.Saved saved -> "%s has %d bytes".formatted(saved.flag().file(), saved.bytes());
      case Outcome.NotFound missing -> "the server has no flag " + missing.flag().code();
      case Outcome.Refused refused -> "the server refused the request";
      case Outcome.Failed failed -> failed.reason();
    };
  }
}

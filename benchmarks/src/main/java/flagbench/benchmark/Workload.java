package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import flagbench.download.Sink;
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

/** What is downloaded and where it is saved; warms the fork up before anything is measured. */
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
  private final LongAdder arrivals = new LongAdder();

  /** Of the operation that was checked last. */
  private List<Outcome> lastOutcomes = List.of();

  private List<Flag> list;
  private Storage storage;
  private Sink opened;
  private URI baseUrl;
  private Network network;
  private Observation observation;

  /** Lists the flags, opens the sink, and warms up, unless a cold start is measured. */
  @Setup
  public void prepare(Network network, BenchmarkParams params)
      throws IOException, InterruptedException {
    this.network = network;
    list = Flag.of(FlagSet.CODES, flags);
    storage = Storage.of(sink);
    opened = storage.sink();
    baseUrl = network.target().baseUrl();
    observation = network.observation();
    if (params.getMode() != Mode.SingleShotTime) {
      WarmUp.Report report =
          new WarmUp(params, network.conditions().latency(), this).run(network.target());
      System.out.println(report);
      observation.warmedUp(report);
    }
    network.startDelays();
  }

  /**
   * Empties the sink, so that every operation finds nothing saved yet, as the book's scripts do.
   * Neither JMH nor {@link Observation} counts what this takes. If the files were still there, ext4
   * would write each one that is replaced to the disk at once (its option auto_da_alloc).
   */
  @Setup(Level.Invocation)
  public void empty() throws IOException {
    observation.pause();
    storage.empty();
    arrivals.reset();
    observation.resume();
  }

  /**
   * Ends an iteration, and checks what its last operation saved.
   *
   * @throws IllegalStateException if that is not every flag that was not refused, byte for byte, or
   *     if no flag was saved, or no operation was checked
   */
  @TearDown(Level.Iteration)
  public void verify() throws IOException {
    observation.stop();
    if (observation.flags() == 0) {
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

  /** What an operation downloads with. */
  Download download() {
    return new Download(network.client(), baseUrl, opened, outcome -> arrivals.increment());
  }

  /** Begins an iteration, as {@link Network} does for JMH. */
  void startIteration() {
    observation.start();
  }

  /** Lets the operations that follow download from there. */
  void downloadFrom(URI url) {
    baseUrl = url;
  }

  List<Flag> flags() {
    return list;
  }

  /**
   * Checks that a call has saved every flag, with its right length, before it returned. Flags that
   * the server refused count as well where the cell's conditions allow it to.
   *
   * @return the outcomes, for JMH
   * @throws IllegalStateException if something is missing or wrong: JMH then fails the fork
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
        throw new IllegalStateException("not downloaded: " + outcome);
      }
      refused += isRefused ? 1 : 0;
    }
    observation.downloaded(outcomes.size() - refused, refused);
    lastOutcomes = outcomes;
    return outcomes;
  }
}

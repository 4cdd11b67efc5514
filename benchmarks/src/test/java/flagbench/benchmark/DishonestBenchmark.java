package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import flagbench.download.SequentialDownloader;
import flagbench.download.ThreadPoolDownloader;
import flagbench.server.FlagSet;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;

/** Styles that cheat, each in another way, and must be found out. */
@Measurement(iterations = 3, time = 10, timeUnit = TimeUnit.MILLISECONDS)
@Fork(
    value = 1,
    jvmArgs = {"-Xmx256m", "-Dsun.misc.unsafe.memory.access=allow"})
public class DishonestBenchmark extends MeasuredDownloads {
  private static final FlagSet FLAGS = new FlagSet();

  /** Reports every second flag as refused without having requested it. */
  @Benchmark
  public List<Outcome> sequential(Workload workload) throws InterruptedException {
    Download download = workload.download();
    List<Outcome> outcomes = new ArrayList<>();
    for (Flag flag : workload.flags()) {
      if (outcomes.size() % 2 == 0) {
        outcomes.add(download.downloadOne(flag));
      } else {
        Outcome refused = new Outcome.Refused(flag);
        download.arrivals().accept(refused);
        outcomes.add(refused);
      }
    }
    return workload.checked(outcomes);
  }

  /** Has one more request in flight than it may. */
  @Benchmark
  public List<Outcome> threadPool(Workload workload, Workers workers) throws InterruptedException {
    return workload.checked(
        new ThreadPoolDownloader(workload.download(), workers.workers + 1)
            .downloadMany(workload.flags()));
  }

  /** Returns before the flags have arrived, and reports them as saved. */
  @Benchmark
  public List<Outcome> virtualThreads(Workload workload, Workers workers) {
    Thread.startVirtualThread(() -> downloadAll(workload.download(), workload.flags()));
    return workload.checked(
        workload.flags().stream()
            .<Outcome>map(flag -> new Outcome.Saved(flag, FLAGS.gif(flag.code()).limit()))
            .toList());
  }

  /** Saves files of the right length with wrong bytes. */
  @Benchmark
  public List<Outcome> async(Workload workload, Workers workers) throws InterruptedException {
    Download honest = workload.download();
    var reusing =
        new Download(
            honest.client(),
            honest.baseUrl(),
            (file, bytes) -> honest.sink().save(file, new byte[bytes.length]),
            honest.arrivals());
    return workload.checked(new SequentialDownloader(reusing).downloadMany(workload.flags()));
  }

  private static void downloadAll(Download download, List<Flag> flags) {
    try {
      List<Outcome> unused = new SequentialDownloader(download).downloadMany(flags);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}

package flagbench.download;

import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * {@code flags_threadpool.py}: a pool of platform threads, made and closed inside the call as the
 * book does.
 */
public record ThreadPoolDownloader(Download download, int workers) implements Downloader {
  public ThreadPoolDownloader {
    Downloader.requireWorkers(workers);
  }

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    List<Callable<Outcome>> tasks = flags.stream().map(this::downloadOne).toList();
    try (var pool = Executors.newFixedThreadPool(Math.clamp(flags.size(), 1, workers))) {
      // Interrupted, it interrupts its tasks; closing the pool then waits for them.
      return pool.invokeAll(tasks).stream().map(Future::resultNow).toList();
    }
  }

  private Callable<Outcome> downloadOne(Flag flag) {
    return () -> download.downloadOne(flag);
  }
}

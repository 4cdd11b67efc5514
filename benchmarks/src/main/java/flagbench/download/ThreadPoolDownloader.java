package flagbench.download;

import java.util.List;
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
    List<Future<Outcome>> downloads;
    try (var pool = Executors.newFixedThreadPool(Math.clamp(flags.size(), 1, workers))) {
      downloads =
          flags.stream().map(flag -> pool.submit(() -> download.downloadOne(flag))).toList();
    }
    // Closing the pool waits. Interrupted, it forgets what has not begun, then interrupts the rest,
    // whereas invokeAll() cancels one by one, and a worker so freed begins the next.
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return downloads.stream().map(Future::resultNow).toList();
  }
}

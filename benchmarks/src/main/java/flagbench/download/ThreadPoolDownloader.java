package flagbench.download;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * The style of the book's {@code flags_threadpool.py}: a pool of platform threads, which each call
 * creates and closes, as the book does.
 */
public record ThreadPoolDownloader(Download download, int workers) implements Downloader {

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    List<Future<Outcome>> downloads;
    try (var pool = Executors.newFixedThreadPool(Math.clamp(flags.size(), 1, workers))) {
      downloads =
          flags.stream().map(flag -> pool.submit(() -> download.downloadOne(flag))).toList();
    }
    // Closing the pool waits for all downloads. If the caller is interrupted meanwhile, the pool
    // begins no further download and interrupts those that have begun. (The method invokeAll would
    // cancel downloads one by one, so that a worker that becomes free begins the next one.)
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    return downloads.stream().map(Future::resultNow).toList();
  }
}

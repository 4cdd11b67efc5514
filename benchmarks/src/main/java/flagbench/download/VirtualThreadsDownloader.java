package flagbench.download;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/** A virtual thread per flag, started when one of {@code workers} permits is free; never pooled. */
public record VirtualThreadsDownloader(Download download, int workers) implements Downloader {
  public VirtualThreadsDownloader {
    Downloader.requireWorkers(workers);
  }

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    var permits = new Semaphore(workers);
    List<Future<Outcome>> downloads = new ArrayList<>(flags.size());
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      try {
        for (Flag flag : flags) {
          permits.acquire();
          downloads.add(executor.submit(() -> downloadOne(flag, permits)));
        }
        permits.acquire(workers);
      } catch (InterruptedException e) {
        executor.shutdownNow();
        throw e;
      }
    }
    return downloads.stream().map(Future::resultNow).toList();
  }

  private Outcome downloadOne(Flag flag, Semaphore permits) throws InterruptedException {
    try {
      return download.downloadOne(flag);
    } finally {
      permits.release();
    }
  }
}

package flagbench.download;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;

/**
 * A style that the book does not have: a virtual thread for every flag, which is started when one
 * of {@code workers} permits is free. The loop that starts these threads runs in a virtual thread
 * itself, because waking up a platform thread whenever a permit becomes free costs more than
 * starting a virtual one.
 */
public record VirtualThreadsDownloader(Download download, int workers) implements Downloader {

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      Future<List<Outcome>> outcomes = executor.submit(() -> downloadAll(flags, executor));
      try {
        return outcomes.get();
      } catch (InterruptedException e) {
        executor.shutdownNow();
        throw e;
      } catch (ExecutionException e) {
        throw new IllegalStateException(e.getCause());
      }
    }
  }

  private List<Outcome> downloadAll(List<Flag> flags, ExecutorService executor)
      throws InterruptedException, ExecutionException {
    var permits = new Semaphore(workers);
    List<Future<Outcome>> downloads = new ArrayList<>(flags.size());
    for (Flag flag : flags) {
      permits.acquire();
      downloads.add(executor.submit(() -> downloadOne(flag, permits)));
    }
    List<Outcome> outcomes = new ArrayList<>(flags.size());
    for (Future<Outcome> one : downloads) {
      outcomes.add(one.get());
    }
    return outcomes;
  }

  private Outcome downloadOne(Flag flag, Semaphore permits) throws InterruptedException {
    try {
      return download.downloadOne(flag);
    } finally {
      permits.release();
    }
  }
}

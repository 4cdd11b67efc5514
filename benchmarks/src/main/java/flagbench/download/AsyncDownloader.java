package flagbench.download;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * {@code flags_asyncio.py}: no thread per flag. {@code workers} chains of futures on the client's
 * event loop, or wherever it completes its futures: where one download ends, its chain begins the
 * next.
 */
public record AsyncDownloader(Download download, int workers) implements Downloader {
  public AsyncDownloader {
    Downloader.requireWorkers(workers);
  }

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    var call = new Call(flags);
    for (int i = 0; i < Math.min(workers, flags.size()); i++) {
      call.startNext();
    }
    return call.await();
  }

  /** The state that the chains of one call share. */
  private final class Call {
    private final List<Flag> flags;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReferenceArray<Outcome> outcomes;
    private final CountDownLatch running;

    Call(List<Flag> flags) {
      this.flags = flags;
      outcomes = new AtomicReferenceArray<>(flags.size());
      running = new CountDownLatch(flags.size());
    }

    void startNext() {
      int i;
      while ((i = next.getAndIncrement()) < flags.size()) {
        int index = i;
        Flag flag = flags.get(index);
        CompletableFuture<Outcome> one =
            download.downloadOneAsync(flag).exceptionally(error -> new Outcome.Failed(flag, error));
        if (!one.isDone()) {
          CompletableFuture<?> unused =
              one.thenAccept(outcome -> {
                end(index, outcome);
                startNext();
              });
          return;
        }
        // Done at once: looping keeps the stack flat, however many flags fail this way.
        end(index, one.join());
      }
    }

    private void end(int index, Outcome outcome) {
      outcomes.set(index, outcome);
      running.countDown();
    }

    List<Outcome> await() throws InterruptedException {
      try {
        running.await();
      } catch (InterruptedException e) {
        startNoMore();
        throw e;
      }
      List<Outcome> result = new ArrayList<>(flags.size());
      for (int i = 0; i < flags.size(); i++) {
        result.add(outcomes.get(i));
      }
      return result;
    }

    /** Waits for what is in flight, which its timeout bounds. */
    private void startNoMore() {
      int started = next.getAndSet(flags.size());
      for (int i = started; i < flags.size(); i++) {
        running.countDown();
      }
      boolean done = false;
      while (!done) {
        try {
          running.await();
          done = true;
        } catch (InterruptedException again) {
          // The caller learns of it by the first interrupt's exception.
        }
      }
    }
  }
}

package flagbench.download;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The style of the book's {@code flags_asyncio.py}: no download has a thread of its own. The call
 * starts {@code workers} downloads; whenever one of them ends, the thread that completes its future
 * starts the next one. That thread is the client's: its event loop, or wherever it completes
 * futures.
 */
public record AsyncDownloader(Download download, int workers) implements Downloader {

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    var call = new Call(flags);
    for (int i = 0; i < Math.min(workers, flags.size()); i++) {
      call.startNext();
    }
    return call.await();
  }

  /** The state of one call. */
  private final class Call {
    private final List<Flag> flags;
    private final AtomicInteger next = new AtomicInteger();
    private final Outcome[] outcomes;
    private final CountDownLatch running;

    Call(List<Flag> flags) {
      this.flags = flags;
      outcomes = new Outcome[flags.size()];
      running = new CountDownLatch(flags.size());
    }

    /** Starts the next download that has not been started, if there is one. */
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
        // It has ended at once, most likely because it failed. A loop, and no recursion, starts the
        // next one, so that the stack does not overflow if thousands of flags end that way.
        end(index, one.join());
      }
    }

    /** Counting down after the write makes the outcome visible to the thread that awaits all. */
    private void end(int index, Outcome outcome) {
      outcomes[index] = outcome;
      running.countDown();
    }

    List<Outcome> await() throws InterruptedException {
      try {
        running.await();
      } catch (InterruptedException e) {
        startNoMore();
        throw e;
      }
      return Arrays.asList(outcomes);
    }

    /** Starts no further download, and waits for those in flight, which end by their timeout. */
    private void startNoMore() {
      for (int i = next.getAndSet(flags.size()); i < flags.size(); i++) {
        running.countDown();
      }
      boolean done = false;
      while (!done) {
        try {
          running.await();
          done = true;
        } catch (InterruptedException again) {
          // The exception of the first interrupt tells the caller.
        }
      }
    }
  }
}

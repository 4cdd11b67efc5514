package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Downloader;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * What {@link QueueBenchmark} holds against a virtual thread per flag: {@code workers} virtual
 * threads that take one flag after the other until there is none left.
 */
record SharedQueueDownloader(Download download, int workers) implements Downloader {

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    var next = new AtomicInteger();
    Outcome[] outcomes = new Outcome[flags.size()];
    Callable<Boolean> worker =
        () -> {
          for (int i = next.getAndIncrement(); i < outcomes.length; i = next.getAndIncrement()) {
            outcomes[i] = download.downloadOne(flags.get(i));
          }
          return true;
        };
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      // What a worker wrote is seen by whoever has seen its future.
      executor
          .invokeAll(Collections.nCopies(Math.min(workers, outcomes.length), worker))
          .forEach(Future::resultNow);
    }
    return Arrays.asList(outcomes);
  }
}

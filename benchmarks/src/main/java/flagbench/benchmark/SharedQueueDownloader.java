package flagbench.benchmark;

import flagbench.download.Download;
import flagbench.download.Downloader;
import flagbench.download.Flag;
import flagbench.download.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * What {@link QueueBenchmark} holds against a virtual thread per flag: {@code workers} virtual
 * threads that take flags from one queue until it is empty.
 */
record SharedQueueDownloader(Download download, int workers) implements Downloader {

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    Queue<Flag> queue = new ConcurrentLinkedQueue<>(flags);
    Map<Flag, Outcome> outcomes = new ConcurrentHashMap<>();
    Callable<Void> worker =
        () -> {
          for (Flag flag = queue.poll(); flag != null; flag = queue.poll()) {
            outcomes.put(flag, download.downloadOne(flag));
          }
          return null;
        };
    List<Future<Void>> ended = new ArrayList<>();
    try (var executor = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int i = 0; i < Math.min(workers, flags.size()); i++) {
        ended.add(executor.submit(worker));
      }
    }
    ended.forEach(Future::resultNow);
    return flags.stream().map(flag -> Objects.requireNonNull(outcomes.get(flag))).toList();
  }
}

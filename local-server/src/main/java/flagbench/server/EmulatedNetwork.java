package flagbench.server;

import io.undertow.server.HttpServerExchange;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;
import org.xnio.XnioIoThread;

/**
 * What all requests share under the same {@link NetworkConditions}: the link, the capacity of the
 * server, the timers and the statistics. Each request has a {@link Transfer} of its own, which uses
 * these.
 */
final class EmulatedNetwork implements AutoCloseable {
  /** The seed may be changed while requests are served. */
  volatile NetworkConditions conditions;

  final ServerStatistics statistics = new ServerStatistics();
  final Admission admission;

  /** Null if the conditions do not limit the bandwidth. */
  final @Nullable SharedLink link;

  /** Whether requests may have to wait for the link or for capacity. */
  final boolean isLimited;

  /** Wakes I/O threads for their {@link DelayTimer}. */
  private final ScheduledThreadPoolExecutor scheduler;

  private final Map<XnioIoThread, DelayTimer> timers = new ConcurrentHashMap<>();

  /**
   * How many requests there have been since the last reset, by the index of their code: first those
   * of flags, then all codes of two letters.
   */
  private final AtomicLongArray requests = new AtomicLongArray(FlagSet.CODES.size() + 26 * 26);

  EmulatedNetwork(NetworkConditions conditions) {
    this.conditions = conditions;
    admission = new Admission(conditions.capacity(), conditions.refuse());
    link = conditions.link().equals(Bandwidth.UNLIMITED) ? null : new SharedLink(conditions.link());
    isLimited =
        link != null || Math.min(conditions.capacity(), conditions.refuse()) != Integer.MAX_VALUE;
    scheduler =
        new ScheduledThreadPoolExecutor(
            1,
            Thread.ofPlatform().daemon().name("flag-timer").factory(),
            // A server that is being closed ignores tasks that still come.
            new ThreadPoolExecutor.DiscardPolicy());
    scheduler.setRemoveOnCancelPolicy(true);
    // Starting a thread takes longer than the first wake-up may be late.
    scheduler.prestartAllCoreThreads();
  }

  /** The timer of the I/O thread to which an exchange belongs. */
  DelayTimer timer(HttpServerExchange exchange) {
    return timers.computeIfAbsent(
        exchange.getIoThread(), thread -> new DelayTimer(thread, scheduler));
  }

  /** Returns how many requests for a code came before this one. */
  long nextRequest(int index) {
    return requests.getAndIncrement(index);
  }

  /** Starts statistics and draws anew. */
  void reset() {
    statistics.reset();
    for (int i = 0; i < requests.length(); i++) {
      requests.set(i, 0);
    }
  }

  /** Requests that wait are never answered. */
  @Override
  public void close() {
    scheduler.shutdownNow();
    timers.values().forEach(DelayTimer::close);
  }
}

package flagbench.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the server saw on {@code /flags} since the last {@link #reset()}. A request is in flight
 * from its last header until just before its response is written: counted down any later, a fast
 * client would start its next request first and seem to exceed its own limit.
 */
public final class ServerStatistics {
  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peakInFlight = new AtomicInteger();

  ServerStatistics() {}

  void requestStarted() {
    requests.incrementAndGet();
    int now = inFlight.incrementAndGet();
    if (now > peakInFlight.get()) {
      peakInFlight.accumulateAndGet(now, Math::max);
    }
  }

  void requestEnded() {
    inFlight.decrementAndGet();
  }

  /** Requests that arrived, whatever became of them. */
  public long requests() {
    return requests.get();
  }

  /** Requests that are being delayed or answered now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The most requests that were in flight at one time. */
  public int peakInFlight() {
    return peakInFlight.get();
  }

  /** Starts to count anew. */
  public void reset() {
    requests.set(0);
    peakInFlight.set(inFlight.get());
  }
}

package flagbench.server;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What the server saw on {@code /flags} since the last {@link #reset()}. A request is in flight
 * from its last header until just before its response is written: counted down any later, a fast
 * client would start its next request first and seem to exceed its own limit.
 */
public final class ServerStatistics implements ServerStatisticsMXBean {
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

  @Override
  public long getRequests() {
    return requests.get();
  }

  @Override
  public int getInFlight() {
    return inFlight.get();
  }

  @Override
  public int getPeakInFlight() {
    return peakInFlight.get();
  }

  @Override
  public void reset() {
    requests.set(0);
    peakInFlight.set(inFlight.get());
  }
}

package flagbench.server;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server saw on {@code /flags} since the last {@link #reset()}.
 *
 * <p>A request is in flight from the last byte of its header until just before the last of its
 * response is written. If it were counted down any later, a fast client could send its next request
 * before, and would seem to exceed its own limit. Every request is in flight or has one {@link
 * RequestOutcome}, so these add up to {@link #requests()}, unless a request began or ended during a
 * reset.
 */
public final class ServerStatistics {

  /** A response that is later than a minute counts as a minute late. */
  private static final long MAX_LATE_NANOS = 60_000_000_000L;

  private final Map<RequestOutcome, LongAdder> outcomes = new ConcurrentHashMap<>();
  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peakInFlight = new AtomicInteger();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final AtomicHistogram latencyError = new AtomicHistogram(MAX_LATE_NANOS, 2);

  /** A request has arrived, perhaps the first of its connection. */
  void requestStarted(boolean isFirst) {
    requests.incrementAndGet();
    peakInFlight.accumulateAndGet(inFlight.incrementAndGet(), Math::max);
    connections.add(isFirst ? 1 : 0);
  }

  /** A response was written that much later than the conditions demand. */
  void late(long nanos) {
    latencyError.recordValue(Math.min(nanos, MAX_LATE_NANOS));
  }

  /** A request has ended, after that many bytes of a body were sent. */
  void requestEnded(RequestOutcome outcome, long bodyBytes) {
    inFlight.decrementAndGet();
    outcomes.computeIfAbsent(outcome, unused -> new LongAdder()).increment();
    bytes.add(bodyBytes);
  }

  /** How many requests have arrived. */
  public long requests() {
    return requests.get();
  }

  /** How many requests wait or are being answered now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The largest number of requests that were in flight at the same time. */
  public int peakInFlight() {
    return peakInFlight.get();
  }

  /** How many requests ended with an outcome. */
  public long count(RequestOutcome outcome) {
    return outcomes.computeIfAbsent(outcome, unused -> new LongAdder()).sum();
  }

  /** How many bytes of bodies were sent. Headers are not counted. */
  public long bytes() {
    return bytes.sum();
  }

  /** How many connections made their first request. */
  public long connections() {
    return connections.sum();
  }

  /**
   * By how many nanoseconds responses were written later than the conditions demand: later than
   * their latency or, where there is a link, than it had carried their body. Requests without any
   * delay are not counted. The result is a copy.
   */
  public Histogram latencyError() {
    return latencyError.copy();
  }

  /** All statistics, as {@code /stats} shows them. */
  public ObjectNode toJson() {
    ObjectNode node = JsonMapper.shared().createObjectNode();
    node.put("requests", requests());
    node.put("inFlight", inFlight());
    node.put("peakInFlight", peakInFlight());
    for (RequestOutcome outcome : RequestOutcome.values()) {
      node.put(outcome.toString(), count(outcome));
    }
    node.put("bytes", bytes());
    node.putObject("connections").put("used", connections());
    Histogram error = latencyError();
    ObjectNode micros = node.putObject("latencyErrorMicros").put("count", error.getTotalCount());
    for (String percentile : List.of("50", "90", "99", "99.9")) {
      micros.put(
          "p" + percentile, error.getValueAtPercentile(Double.parseDouble(percentile)) / 1000);
    }
    micros.put("max", error.getMaxValue() / 1000);
    return node;
  }

  /** Starts all statistics anew. */
  public void reset() {
    // Requests in flight will be counted by their outcome, so they count as requests too.
    requests.set(inFlight.get());
    peakInFlight.set(inFlight.get());
    outcomes.clear();
    List.of(bytes, connections).forEach(LongAdder::reset);
    latencyError.reset();
  }
}

package flagbench.server;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.AtomicHistogram;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.node.ObjectNode;

/**
 * What the server saw on {@code /flags} since the last {@link #reset()}. A request is in flight
 * from its last header until just before its response is written: counted down any later, a fast
 * client would start its next request first and seem to exceed its own limit. Requests are those in
 * flight, those answered, those refused, those that met a fault and those whose client went while
 * its answer was on its way, if none ended during a reset.
 */
public final class ServerStatistics {

  /** Nanoseconds: a later answer counts as so late. */
  private static final long LATEST = 60_000_000_000L;

  private final AtomicLong requests = new AtomicLong();
  private final AtomicInteger inFlight = new AtomicInteger();
  private final AtomicInteger peakInFlight = new AtomicInteger();
  private final LongAdder ok = new LongAdder();
  private final LongAdder notFound = new LongAdder();
  private final LongAdder refused = new LongAdder();
  private final Map<Fault, LongAdder> faults = new EnumMap<>(Fault.class);
  private final LongAdder abandoned = new LongAdder();
  private final LongAdder bytes = new LongAdder();
  private final LongAdder connections = new LongAdder();
  private final AtomicHistogram latencyError = new AtomicHistogram(LATEST, 2);

  ServerStatistics() {
    for (Fault fault : Fault.values()) {
      faults.put(fault, new LongAdder());
    }
  }

  void connectionUsed() {
    connections.increment();
  }

  void requestStarted() {
    requests.incrementAndGet();
    int now = inFlight.incrementAndGet();
    if (now > peakInFlight.get()) {
      peakInFlight.accumulateAndGet(now, Math::max);
    }
  }

  void late(long nanos) {
    latencyError.recordValue(Math.min(nanos, LATEST));
  }

  void answered(long bodyBytes) {
    inFlight.decrementAndGet();
    ok.increment();
    bytes.add(bodyBytes);
  }

  void answeredNotFound() {
    inFlight.decrementAndGet();
    notFound.increment();
  }

  void answeredRefusal() {
    inFlight.decrementAndGet();
    refused.increment();
  }

  void abandoned(long bodyBytes) {
    inFlight.decrementAndGet();
    abandoned.increment();
    bytes.add(bodyBytes);
  }

  void failed(Fault fault, long bodyBytes) {
    inFlight.decrementAndGet();
    adder(fault).increment();
    bytes.add(bodyBytes);
  }

  /** Requests that arrived, whatever became of them. */
  public long requests() {
    return requests.get();
  }

  /** Requests that wait or are being answered now. */
  public int inFlight() {
    return inFlight.get();
  }

  /** The most requests that were in flight at one time. */
  public int peakInFlight() {
    return peakInFlight.get();
  }

  /** Requests answered with the flag, or with as much of it as they asked for. */
  public long ok() {
    return ok.sum();
  }

  /** Requests for flags that there are not. */
  public long notFound() {
    return notFound.sum();
  }

  /** Requests refused because too many were served or waiting. */
  public long refused() {
    return refused.sum();
  }

  /** Requests that met a fault. */
  public long failed(Fault fault) {
    return adder(fault).sum();
  }

  /** Requests whose client went, or did not read on, before the last of the answer was written. */
  public long abandoned() {
    return abandoned.sum();
  }

  /** Of bodies, headers not counted. */
  public long bytes() {
    return bytes.sum();
  }

  /** Connections whose first request came since the last reset. */
  public long connections() {
    return connections.sum();
  }

  /**
   * By how many nanoseconds answers were written later than the conditions ask: after their
   * latency, or, where there is a link, after it has carried the body. Requests without a delay are
   * not counted. A copy.
   */
  public Histogram latencyError() {
    var copy = new Histogram(latencyError);
    copy.add(latencyError);
    return copy;
  }

  /**
   * The mean of {@link #latencyError()} in milliseconds: what the server added to each request by
   * itself. 0 where nothing was delayed.
   */
  public double meanLatencyErrorMillis() {
    return latencyError.getTotalCount() == 0 ? 0 : latencyError().getMean() / 1e6;
  }

  /** All of it, as {@code /stats} shows it. */
  ObjectNode toJson() {
    ObjectNode node = Json.MAPPER.createObjectNode();
    node.put("requests", requests())
        .put("inFlight", inFlight())
        .put("peakInFlight", peakInFlight());
    node.put("ok", ok()).put("notFound", notFound()).put("refused", refused());
    for (Fault fault : Fault.values()) {
      node.put(fault.toString(), failed(fault));
    }
    node.put("abandoned", abandoned());
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

  /** Starts to count anew. */
  public void reset() {
    // What is in flight will still be answered: counted, so that the sum holds.
    requests.set(inFlight.get());
    peakInFlight.set(inFlight.get());
    ok.reset();
    notFound.reset();
    refused.reset();
    faults.values().forEach(LongAdder::reset);
    abandoned.reset();
    bytes.reset();
    connections.reset();
    latencyError.reset();
  }

  private LongAdder adder(Fault fault) {
    LongAdder adder = faults.get(fault);
    if (adder == null) {
      throw new AssertionError(fault);
    }
    return adder;
  }
}

package flagbench.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;

/**
 * A link whose bandwidth all bodies share equally at any moment: with n of them on it, each flows
 * at an n-th of the bandwidth (processor sharing). It moves no bytes itself, but tells each body
 * when its pieces have arrived.
 *
 * <p>While they are on the link together, all bodies receive the same number of bytes. So one
 * running total is kept for all of them, and a piece has arrived when that total reaches a value
 * that is known when the piece starts (virtual time, as in Demers, Keshav and Shenker's fair
 * queueing, SIGCOMM 1989). The link counts from these computed instants and not from when its timer
 * ran, so that a late timer costs no bandwidth.
 */
final class SharedLink {

  /** Bytes that one TCP segment carries on most networks. */
  private static final int SEGMENT_BYTES = 1460;

  /** Calls back at an instant of {@link System#nanoTime}, as {@link DelayTimer#at} does. */
  interface Timer {
    void at(long dueNanos, LongConsumer task);
  }

  /** Hears of a body's pieces, on whichever thread finds that they have arrived. */
  interface PieceListener {
    void arrived(int bytes, long atNanos);
  }

  /** A body on the link. */
  static final class Flow {
    private final PieceListener listener;
    private int remainingBytes;
    private int pieceBytes;
    private double arrivesAtTotal;

    private Flow(PieceListener listener, int bytes) {
      this.listener = listener;
      this.remainingBytes = bytes;
    }
  }

  private record Arrival(PieceListener listener, int bytes, long atNanos) {}

  private final double bytesPerNano;
  private final int bytesPerMilli;
  private final PriorityQueue<Flow> flows =
      new PriorityQueue<>(Comparator.comparingDouble((Flow flow) -> flow.arrivesAtTotal));

  /** Bytes that a body has received that has been on the link since it was last empty. */
  private double total;

  /** The instant for which {@link #total} holds. */
  private long totalNanos = System.nanoTime();

  /** The earliest instant for which a timer is set. */
  private long wakeUpNanos = Long.MAX_VALUE;

  SharedLink(Bandwidth bandwidth) {
    bytesPerNano = bandwidth.bytesPerSecond() / 1e9;
    bytesPerMilli = (int) (bandwidth.bytesPerSecond() / 1000);
  }

  /**
   * Puts a body on the link. What the link carries in a millisecond arrives whole; of a longer body
   * one segment arrives first, so that its client sees the answer begin, and then as much at a time
   * as the whole link carries in a millisecond.
   *
   * @param atNanos when its first byte is ready
   * @param timer calls back when the next piece of any body has arrived
   */
  Flow start(int bytes, long atNanos, Timer timer, PieceListener listener) {
    var flow = new Flow(listener, bytes);
    int first = bytes <= bytesPerMilli ? bytes : SEGMENT_BYTES;
    change(atNanos, timer, () -> startPiece(flow, first));
    return flow;
  }

  /** Takes a body off whose client has gone; the others share what it had. */
  void stop(Flow flow, long atNanos, Timer timer) {
    change(atNanos, timer, () -> flows.remove(flow));
  }

  /** Lets time pass, makes a change, and tells of what has arrived before it. */
  private void change(long atNanos, Timer timer, Runnable change) {
    List<Arrival> arrivals;
    synchronized (this) {
      arrivals = advance(atNanos);
      change.run();
      if (!flows.isEmpty() && nextNanos() < wakeUpNanos) {
        setTimer(timer, nextNanos());
      }
    }
    arrivals.forEach(one -> one.listener.arrived(one.bytes, one.atNanos));
  }

  private void setTimer(Timer timer, long dueNanos) {
    wakeUpNanos = dueNanos;
    timer.at(
        dueNanos,
        lateNanos ->
            change(
                dueNanos + lateNanos,
                timer,
                () -> wakeUpNanos = wakeUpNanos == dueNanos ? Long.MAX_VALUE : wakeUpNanos));
  }

  private void startPiece(Flow flow, int bytes) {
    flow.pieceBytes = Math.min(bytes, flow.remainingBytes);
    flow.remainingBytes -= flow.pieceBytes;
    flow.arrivesAtTotal = Math.max(total, flow.arrivesAtTotal) + flow.pieceBytes;
    flows.add(flow);
  }

  /** Lets time pass; returns the pieces that arrive meanwhile. */
  private List<Arrival> advance(long nowNanos) {
    List<Arrival> arrivals = new ArrayList<>();
    while (!flows.isEmpty() && nextNanos() <= nowNanos) {
      totalNanos = nextNanos();
      Flow flow = flows.remove();
      total = flow.arrivesAtTotal;
      arrivals.add(new Arrival(flow.listener, flow.pieceBytes, totalNanos));
      if (flow.remainingBytes > 0) {
        startPiece(flow, Math.max(SEGMENT_BYTES, bytesPerMilli));
      }
    }
    if (flows.isEmpty()) {
      total = 0;
    } else if (nowNanos > totalNanos) {
      total += (nowNanos - totalNanos) * bytesPerNano / flows.size();
    }
    totalNanos = Math.max(totalNanos, nowNanos);
    return arrivals;
  }

  /** When the next piece arrives if no body comes or goes before. */
  private long nextNanos() {
    double missing = flows.element().arrivesAtTotal - total;
    return totalNanos + (long) Math.ceil(Math.max(0, missing) * flows.size() / bytesPerNano);
  }
}

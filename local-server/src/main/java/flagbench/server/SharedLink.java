package flagbench.server;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * A link whose bandwidth is shared equally by all bodies on it: with n bodies, each is carried at
 * an n-th of the bandwidth at any moment (processor sharing). The link moves no bytes itself. It
 * computes when each piece of a body has been carried, and tells the body's listener.
 *
 * <p>As long as bodies are on the link together, all of them receive the same number of bytes. So
 * the link keeps one running total for all of them, and a piece has been carried when the total
 * reaches a value that is known when the piece starts. This is the virtual time of fair queueing
 * (Demers, Keshav and Shenker, SIGCOMM 1989). The link calculates with the instants at which pieces
 * are due and not with those at which its timer ran, so a timer that is late costs no bandwidth.
 */
final class SharedLink {

  /** The payload of one TCP segment on most networks. */
  private static final int SEGMENT_BYTES = 1460;

  /** Runs a task at an instant of {@link System#nanoTime}, as {@link DelayTimer#at} does. */
  interface Timer {
    void at(long dueNanos, LongConsumer task);
  }

  /** Called for each piece that has been carried, perhaps by another connection's I/O thread. */
  interface PieceListener {
    void carried(int bytes, long atNanos);
  }

  /** A body on the link. */
  final class Flow {
    private final PieceListener listener;
    private int remainingBytes;
    private int pieceBytes;
    private double finishTotal;

    private Flow(PieceListener listener, int bytes) {
      this.listener = listener;
      this.remainingBytes = bytes;
    }

    private void startPiece(int bytes) {
      pieceBytes = Math.min(bytes, remainingBytes);
      remainingBytes -= pieceBytes;
      finishTotal = Math.max(total, finishTotal) + pieceBytes;
      flows.add(this);
    }

    /** Takes a body off the link because its client has gone; the others get its share. */
    void stop(long atNanos, Timer timer) {
      update(atNanos, timer, () -> flows.remove(this));
    }
  }

  private final double bytesPerNano;
  private final int bytesPerMilli;

  /** The bodies on the link; the first is the one whose piece will be carried first. */
  private final PriorityQueue<Flow> flows =
      new PriorityQueue<>(Comparator.comparingDouble((Flow flow) -> flow.finishTotal));

  /** How many bytes a body has received that has been here since the link was last empty. */
  private double total;

  /** The instant for which {@link #total} holds. */
  private long totalNanos = System.nanoTime();

  /** The earliest instant for which a timer is set. */
  private long timerNanos = Long.MAX_VALUE;

  SharedLink(Bandwidth bandwidth) {
    bytesPerNano = bandwidth.bytesPerSecond() / 1e9;
    bytesPerMilli = (int) (bandwidth.bytesPerSecond() / 1000);
  }

  /**
   * Puts a body on the link. A body that the link can carry within a millisecond is one piece. Of a
   * longer body the first piece is one TCP segment, so that the client sees the response begin
   * early, and each other piece is as much as the whole link carries in a millisecond, but no less
   * than one segment.
   *
   * @param atNanos when the first byte is ready
   * @param timer runs the link's next task, whichever body it is for
   */
  Flow start(int bytes, long atNanos, Timer timer, PieceListener listener) {
    var flow = new Flow(listener, bytes);
    update(atNanos, timer, () -> flow.startPiece(bytes <= bytesPerMilli ? bytes : SEGMENT_BYTES));
    return flow;
  }

  /** Advances to an instant, makes a change, and tells of the pieces carried until the instant. */
  private void update(long atNanos, Timer timer, Runnable change) {
    List<Runnable> notifications;
    synchronized (this) {
      notifications = advance(atNanos);
      change.run();
      long dueNanos = nextNanos();
      if (dueNanos < timerNanos) {
        timerNanos = dueNanos;
        Runnable forget = () -> timerNanos = timerNanos == dueNanos ? Long.MAX_VALUE : timerNanos;
        timer.at(dueNanos, lateNanos -> update(dueNanos + lateNanos, timer, forget));
      }
    }
    notifications.forEach(Runnable::run);
  }

  /** Lets time pass until an instant; the result tells of the pieces that are carried meanwhile. */
  private List<Runnable> advance(long nowNanos) {
    List<Runnable> notifications = new ArrayList<>();
    while (nextNanos() <= nowNanos) {
      long finishNanos = nextNanos();
      Flow flow = flows.remove();
      int pieceBytes = flow.pieceBytes;
      totalNanos = finishNanos;
      total = flow.finishTotal;
      notifications.add(() -> flow.listener.carried(pieceBytes, finishNanos));
      if (flow.remainingBytes > 0) {
        flow.startPiece(Math.max(SEGMENT_BYTES, bytesPerMilli));
      }
    }
    if (flows.isEmpty()) {
      total = 0;
    } else if (nowNanos > totalNanos) {
      total += (nowNanos - totalNanos) * bytesPerNano / flows.size();
    }
    totalNanos = Math.max(totalNanos, nowNanos);
    return notifications;
  }

  /** When the next piece will have been carried, if there is one and no body comes or goes. */
  private long nextNanos() {
    @Nullable Flow first = flows.peek();
    if (first == null) {
      return Long.MAX_VALUE;
    }
    double missing = first.finishTotal - total;
    return totalNanos + (long) Math.ceil(Math.max(0, missing) * flows.size() / bytesPerNano);
  }
}

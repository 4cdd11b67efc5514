package flagbench.server;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.AttachmentKey;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.ChannelListeners;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One request, from its arrival to the last byte of its response. It waits for three things, one
 * after the other, and the methods below are in that order:
 *
 * <ol>
 *   <li>{@link #waitForCapacity}: until the server has capacity for it ({@link Admission}). A
 *       request that is refused there waits for its latency and for nothing else.
 *   <li>{@link #waitForLatency}: until its latency has passed ({@link DelayTimer}).
 *   <li>{@link #waitForLink}: until the link has carried its body, piece by piece ({@link
 *       SharedLink}).
 * </ol>
 *
 * <p>All methods run on the I/O thread of the request's connection, so the fields need no locks.
 * Only {@link #carried} may be called by another I/O thread, and then hands over to this one.
 */
final class Transfer implements IoCallback {

  /** A connection is closed when its client has read nothing of a response for so long. */
  private static final long CLIENT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  /** Set on a connection when its first request arrives. */
  private static final AttachmentKey<Boolean> USED = AttachmentKey.create(Boolean.class);

  private final EmulatedNetwork network;
  private final HttpServerExchange exchange;
  private final @Nullable FlagFile flag;
  private final DelayTimer timer;
  private final long latencyNanos;
  private final @Nullable RequestOutcome fault;

  private boolean isRefused;

  /**
   * When the wait that ended last should have ended. The next wait begins at this instant and not
   * when the timer ran, so that the lateness of timers does not add up.
   */
  private long dueNanos;

  /** Whether the request has been counted by its outcome and no longer takes up capacity. */
  private boolean hasLeft;

  /** Its position is how much has been given to the sender, its limit how much will be. */
  private ByteBuffer body = ByteBuffer.allocate(0);

  private SharedLink.@Nullable Flow flow;
  private int carriedBytes;
  private boolean isSending;

  /**
   * Begins the transfer of a request that has just arrived, and draws its latency and fault.
   *
   * @param flag the flag that was asked for; null if there is no such flag
   * @param index the flag's index among all codes
   */
  Transfer(
      EmulatedNetwork network, HttpServerExchange exchange, @Nullable FlagFile flag, int index) {
    this.network = network;
    this.exchange = exchange;
    this.flag = flag;
    timer = network.timer(exchange);
    NetworkConditions conditions = network.conditions;
    long requestIndex = network.nextRequest(index);
    boolean isFirst = exchange.getConnection().putAttachment(USED, true) == null;
    network.statistics.requestStarted(isFirst);
    latencyNanos =
        conditions.latency().nanos(conditions.seed(), requestIndex, index)
            + (isFirst ? conditions.handshake().delay().toNanos() : 0);
    fault = conditions.faults().draw(conditions.seed(), requestIndex, index).orElse(null);
  }

  /** Answers the request, now or later. */
  void start() {
    long arrivalNanos = System.nanoTime();
    if (latencyNanos == 0 && fault == null && !network.isLimited) {
      waitForCapacity(arrivalNanos);
    } else {
      // Undertow ends an exchange as soon as its handler returns, unless it has been dispatched.
      exchange.dispatch(SameThreadExecutor.INSTANCE, () -> waitForCapacity(arrivalNanos));
    }
  }

  private void waitForCapacity(long arrivalNanos) {
    isRefused =
        !network.admission.arrive(arrivalNanos, exchange.getIoThread(), this::waitForLatency);
    if (isRefused) {
      waitForLatency(arrivalNanos);
    }
  }

  private void waitForLatency(long fromNanos) {
    dueNanos = fromNanos + latencyNanos;
    if (latencyNanos == 0) {
      respond();
    } else {
      timer.at(dueNanos, lateNanos -> respond());
    }
  }

  private void respond() {
    if (isRefused) {
      respondWithoutBody(RequestOutcome.REFUSED, StatusCodes.SERVICE_UNAVAILABLE);
    } else if (fault == RequestOutcome.ERROR) {
      respondWithoutBody(fault, StatusCodes.SERVICE_UNAVAILABLE);
    } else if (fault == RequestOutcome.DROP) {
      leave(fault, 0);
      reset();
    } else if (flag == null) {
      respondWithoutBody(RequestOutcome.NOT_FOUND, StatusCodes.NOT_FOUND);
    } else {
      body = flag.respond(exchange);
      if (!body.hasRemaining()) {
        respondWithoutBody(RequestOutcome.OK, exchange.getStatusCode());
      } else if (fault == RequestOutcome.STALL) {
        stall();
      } else {
        body.limit(fault == RequestOutcome.TRUNCATE ? body.limit() / 2 : body.limit());
        waitForLink();
      }
    }
  }

  private void respondWithoutBody(RequestOutcome outcome, int status) {
    leave(outcome, 0);
    exchange.setStatusCode(status).endExchange();
  }

  private void waitForLink() {
    if (network.link == null) {
      carriedBytes = body.limit();
      send();
    } else {
      flow = network.link.start(body.limit(), dueNanos, timer::at, this::carried);
    }
  }

  /** The link has carried another piece of the body. Called by any I/O thread. */
  private void carried(int bytes, long atNanos) {
    if (!exchange.isInIoThread()) {
      exchange.getIoThread().execute(() -> carried(bytes, atNanos));
      return;
    }
    if (hasLeft) {
      return;
    }
    carriedBytes += bytes;
    // Other threads may tell of pieces in another order than that in which they were carried.
    dueNanos += Math.max(0, atNanos - dueNanos);
    if (!isSending) {
      send();
    }
  }

  /** Sends what the link has carried and what has not been sent yet. */
  private void send() {
    ByteBuffer piece = body.duplicate().limit(carriedBytes);
    body.position(carriedBytes);
    isSending = true;
    if (!body.hasRemaining()) {
      leave(fault == null ? RequestOutcome.OK : fault, body.limit());
    }
    exchange.getResponseSender().send(piece, this);
    int sentBytes = carriedBytes;
    if (isUnread(sentBytes)) {
      timer.at(
          System.nanoTime() + CLIENT_TIMEOUT_NANOS,
          lateNanos -> {
            if (isUnread(sentBytes)) {
              abandon();
            }
          });
    }
  }

  /** Whether the piece that ends at this byte is still not written: the client does not read. */
  private boolean isUnread(int sentBytes) {
    return isSending && body.position() == sentBytes && !exchange.isResponseComplete();
  }

  /** Undertow has written the piece. */
  @Override
  public void onComplete(HttpServerExchange exchange, Sender sender) {
    if (body.hasRemaining()) {
      isSending = false;
      if (carriedBytes > body.position()) {
        send();
      }
    } else if (fault == RequestOutcome.TRUNCATE) {
      close();
    } else {
      END_EXCHANGE.onComplete(exchange, sender);
    }
  }

  /** The client has closed its connection. */
  @Override
  public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
    abandon();
  }

  private void abandon() {
    if (!hasLeft) {
      dueNanos = System.nanoTime();
      leave(RequestOutcome.ABANDONED, body.position());
    }
    if (flow != null) {
      flow.stop(System.nanoTime(), timer::at);
    }
    close();
  }

  /** Sends the headers of a flag and then nothing, until the client goes or its time is over. */
  private void stall() {
    leave(RequestOutcome.STALL, 0);
    timer.at(System.nanoTime() + CLIENT_TIMEOUT_NANOS, lateNanos -> close());
    try {
      boolean unused = exchange.getResponseChannel().flush();
    } catch (IOException e) {
      close();
      return;
    }
    // A client that goes is noticed by reading from its connection until the end.
    var connection = (HttpServerConnection) exchange.getConnection();
    ConduitStreamSourceChannel requests = connection.getChannel().getSourceChannel();
    requests.setReadListener(
        ChannelListeners.drainListener(
            Long.MAX_VALUE, channel -> close(), (channel, exception) -> close()));
    requests.resumeReads();
  }

  /**
   * Counts the request by its outcome and frees its capacity. This happens before the last byte is
   * written: otherwise a fast client would receive it, send its next request and so seem to have
   * more requests in flight than it has.
   */
  private void leave(RequestOutcome outcome, long bytes) {
    hasLeft = true;
    boolean isDelayed = latencyNanos > 0 || flow != null;
    if (isDelayed && outcome != RequestOutcome.ABANDONED) {
      network.statistics.late(System.nanoTime() - dueNanos);
    }
    network.statistics.requestEnded(outcome, bytes);
    if (!isRefused) {
      network.admission.leave(dueNanos);
    }
  }

  /** Closes the connection so that the client sees a TCP reset instead of an orderly end. */
  private void reset() {
    try {
      exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
    } catch (IOException e) {
      // The client has closed the connection already.
    }
    close();
  }

  private void close() {
    isSending = false;
    IoUtils.safeClose(exchange.getConnection());
  }
}

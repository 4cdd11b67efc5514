package flagbench.server;

import flagbench.server.Admission.Decision;
import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.channels.Channels;
import org.xnio.conduits.ConduitStreamSourceChannel;

/**
 * One request, from its arrival to the last byte of its answer. It waits for three things, one
 * after the other: until the server has capacity for it ({@link Admission}), until its latency is
 * over ({@link DelayTimer}), and until the link has carried the body ({@link SharedLink}). A
 * refused request waits for its latency alone.
 *
 * <p>Everything here runs on the connection's I/O thread.
 */
final class Transfer implements IoCallback {

  /** How long a connection stays open for a client that waits, or that does not read. */
  private static final long CLIENT_TIMEOUT_NANOS = TimeUnit.SECONDS.toNanos(60);

  private final EmulatedNetwork network;
  private final HttpServerExchange exchange;
  private final @Nullable FlagFile flag;
  private final DelayTimer timer;
  private final long latencyNanos;
  private final @Nullable Fault fault;

  private Decision admission = Decision.SERVED;

  /**
   * When the answer is due, as far as is known: being late is not to make the next wait begin late.
   */
  private long dueNanos;

  private boolean hasLeft;
  private ByteBuffer body = ByteBuffer.allocate(0);
  private SharedLink.@Nullable Flow flow;
  private boolean sending;

  /** The body's bytes that the link has carried. */
  private int carriedBytes;

  /**
   * A request that has just arrived.
   *
   * @param flag nothing if there is no such flag
   * @param latencyNanos how long its answer takes, the handshake of a new connection included
   */
  Transfer(
      EmulatedNetwork network,
      HttpServerExchange exchange,
      @Nullable FlagFile flag,
      long latencyNanos,
      @Nullable Fault fault) {
    this.network = network;
    this.exchange = exchange;
    this.flag = flag;
    this.timer = network.timer(exchange);
    this.latencyNanos = latencyNanos;
    this.fault = fault;
  }

  void start() {
    if (latencyNanos == 0
        && fault == null
        && !network.admission.isLimited()
        && network.link == null) {
      answer();
      return;
    }
    long arrivalNanos = System.nanoTime();
    // Dispatched, or Undertow would end the exchange when its handler returns.
    exchange.dispatch(SameThreadExecutor.INSTANCE, () -> waitForCapacity(arrivalNanos));
  }

  private void waitForCapacity(long arrivalNanos) {
    if (network.admission.isLimited()) {
      // Through the I/O thread's queue, since in a long line instant answers would nest too deep.
      admission =
          network.admission.arrive(roomNanos ->
              exchange
                  .getIoThread()
                  .execute(() -> waitForLatency(Math.max(arrivalNanos, roomNanos))));
    }
    if (admission != Decision.WAITING) {
      waitForLatency(arrivalNanos);
    }
  }

  private void waitForLatency(long fromNanos) {
    dueNanos = fromNanos + latencyNanos;
    if (latencyNanos == 0) {
      answer();
    } else {
      timer.at(
          dueNanos,
          lateNanos -> {
            if (network.link == null) {
              network.statistics.late(lateNanos);
            }
            answer();
          });
    }
  }

  private void answer() {
    if (admission == Decision.REFUSED) {
      network.statistics.answeredRefusal();
      exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE).endExchange();
    } else if (fault == Fault.ERROR) {
      network.statistics.failed(fault, 0);
      exchange.setStatusCode(StatusCodes.SERVICE_UNAVAILABLE).endExchange();
      leave();
    } else if (fault == Fault.DROP) {
      network.statistics.failed(fault, 0);
      reset();
      leave();
    } else if (flag == null) {
      network.statistics.answeredNotFound();
      exchange.setStatusCode(StatusCodes.NOT_FOUND).endExchange();
      leave();
    } else {
      body = flag.respond(exchange);
      // An answer without a body can neither stall nor be cut.
      if (fault == Fault.STALL && body.hasRemaining()) {
        stall();
      } else {
        body.limit(fault == Fault.TRUNCATE ? body.limit() / 2 : body.limit());
        waitForLink();
      }
    }
  }

  private void waitForLink() {
    @Nullable SharedLink link = network.link;
    if (link == null || !body.hasRemaining()) {
      sendLast(body);
    } else {
      flow = link.start(body.limit(), dueNanos, timer::at, this::carried);
    }
  }

  /** The link has carried a piece of the body. */
  private void carried(int bytes, long atNanos) {
    if (!exchange.isInIoThread()) {
      exchange.getIoThread().execute(() -> carried(bytes, atNanos));
      return;
    }
    if (hasLeft) {
      return;
    }
    carriedBytes += bytes;
    dueNanos = atNanos;
    if (carriedBytes == body.limit()) {
      network.statistics.late(System.nanoTime() - atNanos);
    }
    if (!sending) {
      sendCarried();
    }
  }

  private void sendCarried() {
    ByteBuffer part = body.slice(body.position(), carriedBytes - body.position());
    body.position(carriedBytes);
    if (!body.hasRemaining()) {
      sendLast(part);
      return;
    }
    sending = true;
    exchange.getResponseSender().send(part, this);
    int sentBytes = body.position();
    if (sending) {
      timer.at(
          System.nanoTime() + CLIENT_TIMEOUT_NANOS,
          lateNanos -> {
            if (sending && body.position() == sentBytes) {
              abandon();
            }
          });
    }
  }

  private void sendLast(ByteBuffer rest) {
    boolean isCut = fault == Fault.TRUNCATE && body.limit() > 0;
    if (isCut) {
      network.statistics.failed(Fault.TRUNCATE, body.limit());
    } else {
      network.statistics.answered(body.limit());
    }
    exchange.getResponseSender().send(rest, isCut ? this : IoCallback.END_EXCHANGE);
    leave();
    if (!exchange.isResponseComplete() && exchange.getConnection().isOpen()) {
      timer.at(
          System.nanoTime() + CLIENT_TIMEOUT_NANOS,
          lateNanos -> {
            if (!exchange.isResponseComplete()) {
              close();
            }
          });
    }
  }

  /** Sends the headers of a flag, and nothing more until the client goes or its time is over. */
  private void stall() {
    network.statistics.failed(Fault.STALL, 0);
    leave();
    try {
      boolean unused = exchange.getResponseChannel().flush();
    } catch (IOException e) {
      close();
      return;
    }
    timer.at(System.nanoTime() + CLIENT_TIMEOUT_NANOS, lateNanos -> close());
    var connection = (HttpServerConnection) exchange.getConnection();
    ConduitStreamSourceChannel requests = connection.getChannel().getSourceChannel();
    requests.setReadListener(this::closeAtEndOf);
    requests.resumeReads();
  }

  private void closeAtEndOf(ConduitStreamSourceChannel channel) {
    try {
      if (Channels.drain(channel, Long.MAX_VALUE) == -1) {
        close();
      }
    } catch (IOException e) {
      close();
    }
  }

  /**
   * Part of the body has been written; if it was the last part of a body that is cut, that is the
   * end.
   */
  @Override
  public void onComplete(HttpServerExchange exchange, Sender sender) {
    sending = false;
    if (!body.hasRemaining()) {
      close();
    } else if (carriedBytes > body.position()) {
      sendCarried();
    }
  }

  /** The client has gone. */
  @Override
  public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
    abandon();
  }

  private void abandon() {
    if (!hasLeft) {
      network.statistics.abandoned(body.position());
      dueNanos = System.nanoTime();
      leave();
    }
    @Nullable SharedLink link = network.link;
    if (link != null && flow != null) {
      link.stop(flow, System.nanoTime(), timer::at);
    }
    close();
  }

  /**
   * Makes room for the next request; to be called once, after the statistics have counted this one.
   */
  private void leave() {
    hasLeft = true;
    if (network.admission.isLimited()) {
      network.admission.leave(dueNanos);
    }
  }

  /** Closes so that the client sees a reset and no orderly end. */
  private void reset() {
    try {
      exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
    } catch (IOException e) {
      // The client has gone already.
    }
    close();
  }

  private void close() {
    IoUtils.safeClose(exchange.getConnection());
  }
}

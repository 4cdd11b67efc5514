package flagbench.server;

import io.undertow.io.IoCallback;
import io.undertow.io.Sender;
import io.undertow.server.HttpServerExchange;
import io.undertow.server.protocol.http.HttpServerConnection;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.xnio.IoUtils;
import org.xnio.Options;
import org.xnio.channels.Channels;
import org.xnio.conduits.ConduitStreamSourceChannel;

/** One request on its way through an {@link EmulatedNetwork}. */
final class Transfer implements IoCallback {

  /** Bytes: what one TCP segment carries on most networks. */
  private static final int SEGMENT = 1460;

  /** How long a connection stays open for a client that waits, or that does not read. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(60);

  private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

  /** Ends the connection where the body has been cut. */
  private static final IoCallback CUT =
      new IoCallback() {
        @Override
        public void onComplete(HttpServerExchange exchange, Sender sender) {
          IoUtils.safeClose(exchange.getConnection());
        }

        @Override
        public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
          IoUtils.safeClose(exchange.getConnection());
        }
      };

  private final EmulatedNetwork network;
  private final HttpServerExchange exchange;
  private final @Nullable FlagFile flag;
  private final DelayTimer timer;
  private final long delayNanos;
  private final @Nullable Fault fault;

  private ByteBuffer body = NOTHING;
  private boolean cut;
  private long bodyDueNanos;
  private volatile int segmentsWritten;
  private final AtomicBoolean hasLeft = new AtomicBoolean();

  Transfer(
      EmulatedNetwork network,
      HttpServerExchange exchange,
      @Nullable FlagFile flag,
      long delayNanos,
      @Nullable Fault fault) {
    this.network = network;
    this.exchange = exchange;
    this.flag = flag;
    this.timer = network.timer(exchange);
    this.delayNanos = delayNanos;
    this.fault = fault;
  }

  void start() {
    if (delayNanos == 0
        && fault == null
        && !network.admission.isLimited()
        && network.conditions.bandwidth().isUnlimited()) {
      answer();
      return;
    }
    long dueNanos = System.nanoTime() + delayNanos;
    // Dispatched, so that Undertow does not end the exchange when the handler returns.
    exchange.dispatch(
        SameThreadExecutor.INSTANCE,
        () -> {
          if (network.admission.isLimited()) {
            network.admission.enter(this::admitted);
          } else {
            delayUntil(dueNanos);
          }
        });
  }

  /** Goes on by the I/O thread's queue: in a long line, instant answers would nest too deep. */
  private void admitted() {
    exchange.getIoThread().execute(() -> delayUntil(System.nanoTime() + delayNanos));
  }

  private void delayUntil(long dueNanos) {
    if (delayNanos == 0) {
      answer();
      return;
    }
    timer.at(
        dueNanos,
        late -> {
          network.statistics.late(late);
          answer();
        });
  }

  private void answer() {
    if (fault == Fault.ERROR) {
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
      if (fault == Fault.STALL && body.hasRemaining()) {
        stall();
      } else {
        // An answer without a body cannot be cut, nor can it stall.
        cut = fault == Fault.TRUNCATE && body.hasRemaining();
        body.limit(cut ? body.limit() / 2 : body.limit());
        flow();
      }
    }
  }

  /** Sends what is left of the body, or as much of it as the bandwidth lets through at a time. */
  private void flow() {
    long bytesPerSecond = network.conditions.bandwidth().bytesPerSecond();
    if (network.conditions.bandwidth().isUnlimited() || !body.hasRemaining()) {
      sendLast(body);
      return;
    }
    if (body.position() == 0) {
      bodyDueNanos = System.nanoTime();
    }
    // A link delivers whole segments, or more where a millisecond carries more.
    int size = (int) Math.min(body.remaining(), Math.max(SEGMENT, bytesPerSecond / 1000));
    ByteBuffer segment = body.slice(body.position(), size);
    body.position(body.position() + size);
    bodyDueNanos += (long) (size * 1e9 / bytesPerSecond);
    timer.at(
        bodyDueNanos,
        late -> {
          if (body.hasRemaining()) {
            send(segment);
          } else {
            sendLast(segment);
          }
        });
  }

  private void send(ByteBuffer segment) {
    int before = segmentsWritten;
    exchange.getResponseSender().send(segment, this);
    if (segmentsWritten == before) {
      timer.at(
          System.nanoTime() + PATIENCE_NANOS,
          late -> {
            if (segmentsWritten == before) {
              abandon();
            }
          });
    }
  }

  private void sendLast(ByteBuffer rest) {
    if (cut) {
      network.statistics.failed(Fault.TRUNCATE, body.limit());
      exchange.getResponseSender().send(rest, CUT);
    } else {
      network.statistics.answered(body.limit());
      exchange.getResponseSender().send(rest);
    }
    leave();
    if (!exchange.isResponseComplete() && exchange.getConnection().isOpen()) {
      timer.at(
          System.nanoTime() + PATIENCE_NANOS,
          late -> {
            if (!exchange.isResponseComplete()) {
              close();
            }
          });
    }
  }

  /** Sends the headers of a flag, and nothing until the client goes or patience ends. */
  private void stall() {
    network.statistics.failed(Fault.STALL, 0);
    leave();
    try {
      boolean unused = exchange.getResponseChannel().flush();
    } catch (IOException e) {
      close();
      return;
    }
    timer.at(System.nanoTime() + PATIENCE_NANOS, late -> close());
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

  /** Closes so that the client sees a reset and no orderly end. */
  private void reset() {
    try {
      exchange.getConnection().setOption(Options.CLOSE_ABORT, true);
    } catch (IOException e) {
      // Then the client has gone already.
    }
    close();
  }

  private void close() {
    IoUtils.safeClose(exchange.getConnection());
  }

  private void leave() {
    if (hasLeft.compareAndSet(false, true) && network.admission.isLimited()) {
      network.admission.leave();
    }
  }

  /** A segment is on its way. */
  @Override
  @SuppressWarnings("NonAtomicVolatileUpdate") // one segment at a time
  public void onComplete(HttpServerExchange exchange, Sender sender) {
    segmentsWritten++;
    flow();
  }

  /** The client has gone. */
  @Override
  public void onException(HttpServerExchange exchange, Sender sender, IOException exception) {
    abandon();
  }

  private void abandon() {
    if (!hasLeft.get()) {
      network.statistics.abandoned(body.position());
      leave();
    }
    close();
  }
}

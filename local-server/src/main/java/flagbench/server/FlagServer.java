package flagbench.server;

import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.SameThreadExecutor;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Serves the 20 flags on loopback under a latency. {@code GET|HEAD /flags/{cc}/{cc}.gif} waits,
 * {@code /instant/{cc}/{cc}.gif} serves the same bytes at once and uncounted, for whoever heats a
 * JVM before measuring.
 *
 * <p>A delay is a timer of the connection's I/O thread and holds no thread: 1,000 delayed requests
 * cost what 1,000 idle connections cost.
 */
public final class FlagServer implements AutoCloseable {

  /** Held, since a logger that nobody holds forgets its level: Undertow greets at INFO. */
  private static final List<Logger> QUIET =
      Stream.of("io.undertow", "org.xnio", "org.jboss.threads").map(Logger::getLogger).toList();

  /**
   * With this one each of the first three operations under {@code book} takes what the book
   * measured, within 3 %; so few make a benchmark's fork.
   */
  static final long DEFAULT_SEED = 942_970;

  /** Connections waiting to be accepted: a thousand workers may connect at the same instant. */
  private static final int BACKLOG = 4096;

  /**
   * One on two cores, where 1, 2 and 3 measured alike because clients share the cores; more on
   * more, always an odd number. XNIO picks a connection's thread by its port, the kernel gives
   * outgoing connections ports of one parity: of an even number of threads, half might idle.
   */
  private static final int IO_THREADS = Runtime.getRuntime().availableProcessors() / 4 * 2 + 1;

  private final FlagSet flags = new FlagSet();
  private final ServerStatistics statistics = new ServerStatistics();
  private final Map<String, HttpHandler> routes = new HashMap<>();
  private final List<DelayedFlag> delayedFlags = new ArrayList<>();
  private final Latency latency;
  private final long seed;
  private final Undertow undertow;

  private FlagServer(Builder builder) {
    QUIET.forEach(logger -> logger.setLevel(Level.WARNING));
    latency = builder.latency;
    seed = builder.seed;
    for (int i = 0; i < FlagSet.CODES.size(); i++) {
      String code = FlagSet.CODES.get(i);
      String file = "/%1$s/%1$s.gif".formatted(code);
      ByteBuffer gif = flags.gif(code);
      var delayed = new DelayedFlag(i, gif);
      delayedFlags.add(delayed);
      routes.put("/flags" + file, delayed);
      routes.put("/instant" + file, exchange -> send(exchange, gif));
    }
    undertow =
        Undertow.builder()
            .addHttpListener(builder.port, "127.0.0.1")
            .setIoThreads(IO_THREADS)
            // Nothing blocks: requests are answered on the I/O threads.
            .setWorkerThreads(1)
            .setDirectBuffers(true)
            .setSocketOption(org.xnio.Options.BACKLOG, BACKLOG)
            // HTTP/1.1 connections are kept alive without being told.
            .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .setHandler(this::route)
            .build();
  }

  /** A server on a free port, without latency, until told otherwise. */
  public static Builder builder() {
    return new Builder();
  }

  /** What clients append {@code /{cc}/{cc}.gif} to, such as {@code http://127.0.0.1:8001/flags}. */
  public URI baseUrl() {
    return URI.create("http://127.0.0.1:" + port() + "/flags");
  }

  /** The same flags without conditions and statistics: see {@link #baseUrl()}. */
  public URI instantUrl() {
    return baseUrl().resolve("/instant");
  }

  public FlagSet flags() {
    return flags;
  }

  public ServerStatistics statistics() {
    return statistics;
  }

  /** Starts statistics and draws anew: the next request for a flag meets its first delay. */
  public void reset() {
    statistics.reset();
    delayedFlags.forEach(flag -> flag.operations.set(0));
  }

  /** Stops listening and closes every connection; requests still delayed get no answer. */
  @Override
  public void close() {
    undertow.stop();
  }

  private int port() {
    return ((InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress()).getPort();
  }

  private void route(HttpServerExchange exchange) throws Exception {
    @Nullable HttpHandler handler = routes.get(exchange.getRequestPath());
    if (handler == null) {
      exchange.setStatusCode(StatusCodes.NOT_FOUND).endExchange();
    } else if (!exchange.getRequestMethod().equals(Methods.GET)
        && !exchange.getRequestMethod().equals(Methods.HEAD)) {
      exchange.getResponseHeaders().put(Headers.ALLOW, "GET, HEAD");
      exchange.setStatusCode(StatusCodes.METHOD_NOT_ALLOWED).endExchange();
    } else {
      handler.handleRequest(exchange);
    }
  }

  private static void send(HttpServerExchange exchange, ByteBuffer gif) {
    exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "image/gif");
    exchange.setResponseContentLength(gif.limit());
    exchange.getResponseSender().send(gif.duplicate());
  }

  /** One flag under the server's conditions. */
  private final class DelayedFlag implements HttpHandler {
    private final AtomicLong operations = new AtomicLong();
    private final int index;
    private final ByteBuffer gif;

    DelayedFlag(int index, ByteBuffer gif) {
      this.index = index;
      this.gif = gif;
    }

    @Override
    public void handleRequest(HttpServerExchange exchange) {
      statistics.requestStarted();
      long nanos = latency.nanos(seed, operations.getAndIncrement(), index);
      if (nanos == 0) {
        answer(exchange);
        return;
      }
      // XNIO's timers count whole milliseconds and drop the rest; no answer may come early.
      long millis = Math.ceilDiv(nanos, 1_000_000L);
      // Dispatched, so that Undertow does not end the exchange when this method returns.
      exchange.dispatch(
          SameThreadExecutor.INSTANCE,
          () ->
              exchange
                  .getIoThread()
                  .executeAfter(() -> answer(exchange), millis, TimeUnit.MILLISECONDS));
    }

    private void answer(HttpServerExchange exchange) {
      statistics.requestEnded();
      send(exchange, gif);
    }
  }

  /** What a server is to be. */
  public static final class Builder {
    private int port;
    private long seed = DEFAULT_SEED;
    private Latency latency = Latency.ZERO;

    private Builder() {}

    /** The port to listen on; 0, the default, takes a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The delay of every request to {@code /flags}. */
    public Builder latency(Latency latency) {
      this.latency = latency;
      return this;
    }

    /** What the draws of a random latency start from. */
    public Builder seed(long seed) {
      this.seed = seed;
      return this;
    }

    /**
     * Starts the server; it accepts requests when this returns.
     *
     * @throws UncheckedIOException if the port is taken
     */
    public FlagServer start() {
      var server = new FlagServer(this);
      try {
        server.undertow.start();
      } catch (RuntimeException e) {
        if (e.getCause() instanceof IOException cause) {
          throw new UncheckedIOException(
              "cannot listen on port " + port + ": " + cause.getMessage(), cause);
        }
        throw e;
      }
      return server;
    }
  }
}

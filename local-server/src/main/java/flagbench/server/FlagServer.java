package flagbench.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.Methods;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * Serves the 20 flags over a network that we control. {@code GET|HEAD /flags/{cc}/{cc}.gif} meets
 * the {@link NetworkConditions}, also where there is no such flag. {@code /warmup/{cc}/{cc}.gif}
 * serves the same flags through the same code with a delay of 1 ms instead of the latency (none
 * where there is no latency), without faults and without being counted: a benchmark warms up with
 * it. {@code /conditions} and {@code /stats} are JSON ({@code DELETE /stats} is {@link #reset};
 * with {@code ?draws=keep} it leaves the draws), and {@code /} is a page for a person.
 *
 * <p>Its limits: request headers of 16 KiB and 100 fields, sent within 10 seconds; bodies, which no
 * request needs, of 16 KiB; idle connections, and clients that do not read their answer, for 60
 * seconds; as many connections as the process may have open files but for 1,000, the rest wait to
 * be accepted.
 */
public final class FlagServer implements AutoCloseable {

  /** Held, since a logger that nobody holds forgets its level: Undertow tells of every start. */
  private static final List<Logger> QUIET =
      Stream.of("io.undertow", "org.xnio", "org.jboss.threads").map(Logger::getLogger).toList();

  /** Connections waiting to be accepted: a thousand workers may connect at the same instant. */
  private static final int BACKLOG = 4096;

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_HEADERS = 100;
  private static final int HEADER_MILLIS = 10_000;
  private static final int IDLE_MILLIS = 60_000;
  private static final int SHUTDOWN_MILLIS = 500;
  private static final long MAX_BODY_BYTES = 16 * 1024;

  /** Open files that are no connections: jars, selectors, what an embedding program needs. */
  private static final int OTHER_FILES = 1000;

  /**
   * Half the cores are the clients'. On two cores 1, 2 and 3 measured alike with the clients in the
   * same JVM, and one is the fastest under wrk.
   */
  private static final int IO_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private final FlagSet flags = new FlagSet();
  private final Map<String, HttpHandler> routes = new HashMap<>();
  private final List<AtomicLong> operations = new ArrayList<>();
  private final EmulatedNetwork network;
  private final EmulatedNetwork warmUpNetwork;
  private final Undertow undertow;

  private FlagServer(Builder builder) {
    QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
    network = new EmulatedNetwork(builder.conditions);
    warmUpNetwork = new EmulatedNetwork(builder.conditions.forWarmUp());
    int index = 0;
    for (String code : FlagSet.CODES) {
      var flag = new FlagFile(flags.gif(code));
      addRoute("/flags", code, network, flag, index);
      addRoute("/warmup", code, warmUpNetwork, flag, index);
      index++;
    }
    for (char first = 'a'; first <= 'z'; first++) {
      for (char second = 'a'; second <= 'z'; second++) {
        addRoute("/flags", "" + first + second, network, null, index);
        index++;
      }
    }
    var pages = new Pages(network, this::reset);
    routes.put("/", onWorker(pages::index));
    routes.put("/conditions", onWorker(pages::conditions));
    routes.put("/stats", onWorker(pages::statistics));
    undertow =
        Undertow.builder()
            .addHttpListener(builder.port, builder.bind)
            .setIoThreads(IO_THREADS)
            // Flags are answered on the I/O threads; the pages take a worker.
            .setWorkerThreads(1)
            .setDirectBuffers(true)
            .setSocketOption(Options.BACKLOG, BACKLOG)
            .setSocketOption(Options.CONNECTION_HIGH_WATER, maxConnections())
            .setSocketOption(Options.CONNECTION_LOW_WATER, maxConnections())
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, MAX_HEADER_BYTES)
            .setServerOption(UndertowOptions.MAX_HEADERS, MAX_HEADERS)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, MAX_BODY_BYTES)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, HEADER_MILLIS)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, IDLE_MILLIS)
            .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, SHUTDOWN_MILLIS)
            // A pipelined request's answer would wait for the next one's latency.
            .setServerOption(UndertowOptions.BUFFER_PIPELINED_DATA, false)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, builder.http2)
            // HTTP/1.1 connections are kept alive without being told.
            .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .setHandler(this::route)
            .build();
  }

  private void addRoute(
      String root, String code, EmulatedNetwork through, @Nullable FlagFile flag, int index) {
    var route = new FlagRoute(through, flag, index, new AtomicLong());
    // A code that has a flag keeps it.
    if (routes.putIfAbsent(path(root, code), route) == null) {
      operations.add(route.count);
    }
  }

  /**
   * Answers requests for one code. One class for all roots, so that what the JIT learned during a
   * warm-up holds for what is measured.
   *
   * @param flag nothing where there is no such flag
   * @param index the flag's place among all codes
   * @param count of requests since the last reset
   */
  private record FlagRoute(
      EmulatedNetwork network, @Nullable FlagFile flag, int index, AtomicLong count)
      implements HttpHandler {
    @Override
    public void handleRequest(HttpServerExchange exchange) {
      network.answer(exchange, flag, count.getAndIncrement(), index);
    }
  }

  /** Off the I/O thread, and sent without blocking: a client need not read what it asked for. */
  private static HttpHandler onWorker(HttpHandler page) {
    return exchange -> exchange.dispatch(page);
  }

  private static String path(String root, String code) {
    return "%1$s/%2$s/%2$s.gif".formatted(root, code);
  }

  private static int maxConnections() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Math.clamp(unix.getMaxFileDescriptorCount() - OTHER_FILES, 100, 1_000_000)
        : 10_000;
  }

  /** A server on a free port of loopback, without conditions, until told otherwise. */
  public static Builder builder() {
    return new Builder();
  }

  /** What clients append {@code /{cc}/{cc}.gif} to, such as {@code http://127.0.0.1:8001/flags}. */
  public URI baseUrl() {
    InetSocketAddress address =
        (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
    String host = address.getAddress().getHostAddress();
    return URI.create(
        "http://%s:%d/flags"
            .formatted(host.contains(":") ? "[" + host + "]" : host, address.getPort()));
  }

  /** The same flags with a delay of 1 ms at most and uncounted: see {@link #baseUrl()}. */
  public URI warmUpUrl() {
    return baseUrl().resolve("/warmup");
  }

  public FlagSet flags() {
    return flags;
  }

  public NetworkConditions conditions() {
    return network.conditions;
  }

  /**
   * Changes the latency of requests that arrive from now on; those that wait already keep theirs.
   * Everything else stays as it is, so requests take the same path through server and timer as
   * before. Meant for warming up with a shorter delay than the one that is measured.
   */
  public void setLatency(Latency latency) {
    network.conditions = network.conditions.withLatency(latency);
  }

  /**
   * Changes the seed from which the latency and the fault of each request are drawn, and starts the
   * draws and the statistics anew, as {@link #reset} does.
   */
  public void setSeed(long seed) {
    network.conditions = network.conditions.withSeed(seed);
    reset();
  }

  public ServerStatistics statistics() {
    return network.statistics;
  }

  /** Starts statistics and draws anew: the next request for a flag meets its first delay. */
  public void reset() {
    network.statistics.reset();
    operations.forEach(count -> count.set(0));
  }

  /** Stops listening and closes every connection; requests still delayed get no answer. */
  @Override
  public void close() {
    network.close();
    warmUpNetwork.close();
    undertow.stop();
  }

  private void route(HttpServerExchange exchange) throws Exception {
    @Nullable HttpHandler handler = routes.get(exchange.getRequestPath());
    if (!exchange.isRequestComplete()) {
      // Nobody waits for a body that may never come.
      exchange.setPersistent(false);
    }
    if (handler == null) {
      exchange.setStatusCode(StatusCodes.NOT_FOUND).endExchange();
    } else if (exchange.getRequestMethod().equals(Methods.GET)
        || exchange.getRequestMethod().equals(Methods.HEAD)
        || (exchange.getRequestMethod().equals(Methods.DELETE)
            && exchange.getRequestPath().equals("/stats"))) {
      handler.handleRequest(exchange);
    } else {
      exchange
          .getResponseHeaders()
          .put(
              Headers.ALLOW,
              exchange.getRequestPath().equals("/stats") ? "GET, HEAD, DELETE" : "GET, HEAD");
      exchange.setStatusCode(StatusCodes.METHOD_NOT_ALLOWED).endExchange();
    }
  }

  /** What a server is to be. */
  public static final class Builder {
    private int port;
    private String bind = "127.0.0.1";
    private NetworkConditions conditions = NetworkConditions.NONE;
    private boolean http2;

    private Builder() {}

    /** The port to listen on; 0, the default, takes a free one. */
    public Builder port(int port) {
      this.port = port;
      return this;
    }

    /** The address to listen on; 127.0.0.1, the default, lets nobody else in. */
    public Builder bind(String bind) {
      this.bind = bind;
      return this;
    }

    /** What every request to {@code /flags} meets. */
    public Builder conditions(NetworkConditions conditions) {
      this.conditions = conditions;
      return this;
    }

    /** Whether clients may upgrade a clear-text connection to HTTP/2; they may not by default. */
    public Builder http2(boolean http2) {
      this.http2 = http2;
      return this;
    }

    /**
     * Starts the server; it accepts requests when this returns.
     *
     * @throws IllegalArgumentException if HTTP/2 is to meet faults, which end a connection and with
     *     it all other requests on it
     * @throws UncheckedIOException if the port is taken or the address is none of this machine's
     */
    public FlagServer start() {
      if (http2 && !conditions.faults().equals(Faults.NONE)) {
        throw new IllegalArgumentException(
            "there are no faults over HTTP/2 here: leave out either --fault or --http2");
      }
      var server = new FlagServer(this);
      try {
        server.undertow.start();
      } catch (RuntimeException e) {
        server.network.close();
        server.warmUpNetwork.close();
        if (e.getCause() instanceof IOException cause) {
          throw new UncheckedIOException(
              "cannot listen on %s port %d: %s".formatted(bind, port, cause.getMessage()), cause);
        }
        throw e;
      }
      return server;
    }
  }
}

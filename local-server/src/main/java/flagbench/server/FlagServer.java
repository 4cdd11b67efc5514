package flagbench.server;

import com.sun.management.UnixOperatingSystemMXBean;
import io.undertow.Undertow;
import io.undertow.UndertowOptions;
import io.undertow.server.HttpHandler;
import io.undertow.server.HttpServerExchange;
import io.undertow.util.Headers;
import io.undertow.util.HttpString;
import io.undertow.util.Methods;
import io.undertow.util.NetworkUtils;
import io.undertow.util.StatusCodes;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.channels.ClosedChannelException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.xnio.Options;

/**
 * Serves the 20 flags over a network that we control.
 *
 * <ul>
 *   <li>{@code GET|HEAD /flags/{cc}/{cc}.gif} is answered under the {@link NetworkConditions}, also
 *       with 404 where there is no such flag.
 *   <li>{@code GET|HEAD /warmup/{cc}/{cc}.gif} serves the same flags by the same code for
 *       benchmarks that warm up: after 1 ms instead of the latency (at once where there is no
 *       latency) and without faults, refusals and a handshake, but with the same link and capacity.
 *       These requests are not counted.
 *   <li>{@code GET /conditions} and {@code GET /stats} are JSON. {@code DELETE /stats} is {@link
 *       #reset}; with {@code ?draws=keep} it starts only the statistics anew, and with {@code
 *       ?seed=7} latencies and faults are drawn from this seed from now on.
 *   <li>{@code GET /} is a page for people.
 * </ul>
 *
 * <p>The limits: request headers of 16 KiB and 100 fields, sent within 10 seconds; request bodies,
 * which nothing here needs, of 16 KiB; 60 seconds for idle connections and for clients that do not
 * read their response; as many connections as the process may have open files, less 1,000, but at
 * least 100. Further connections wait to be accepted.
 */
public final class FlagServer implements AutoCloseable {

  /**
   * Undertow logs every start; these loggers are told not to. They are referenced here because a
   * logger that nothing references is collected as garbage, and its level with it.
   */
  private static final List<Logger> QUIET =
      Stream.of("io.undertow", "org.xnio", "org.jboss.threads").map(Logger::getLogger).toList();

  /** Logs a connection that could not be accepted. */
  private static final Logger ACCEPTING = Logger.getLogger("org.xnio.listener");

  /**
   * Half of the cores; the clients use the other half. On two cores, 1, 2 and 3 I/O threads were
   * equally fast with clients in the same JVM, and one was the fastest with wrk as the client.
   */
  private static final int IO_THREADS = Math.max(1, Runtime.getRuntime().availableProcessors() / 2);

  private static final List<HttpString> METHODS = List.of(Methods.GET, Methods.HEAD);

  private final Map<String, HttpHandler> routes = new HashMap<>();
  private final EmulatedNetwork network;
  private final EmulatedNetwork warmUpNetwork;
  private final Undertow undertow;

  private FlagServer(String bind, int port, NetworkConditions conditions, boolean http2) {
    QUIET.forEach(logger -> logger.setLevel(Level.SEVERE));
    // A connection may arrive while the server is being closed, which is no error.
    ACCEPTING.setFilter(entry -> !(entry.getThrown() instanceof ClosedChannelException));
    network = new EmulatedNetwork(conditions);
    warmUpNetwork = new EmulatedNetwork(conditions.forWarmUp());
    addRoutes();
    undertow =
        Undertow.builder()
            .addHttpListener(port, bind)
            .setIoThreads(IO_THREADS)
            // Flags are answered on the I/O threads. Only the pages need a worker thread.
            .setWorkerThreads(1)
            .setDirectBuffers(true)
            // Connections that wait to be accepted: a thousand workers may connect at one instant.
            .setSocketOption(Options.BACKLOG, 4096)
            .setSocketOption(Options.CONNECTION_HIGH_WATER, maxConnections())
            .setSocketOption(Options.CONNECTION_LOW_WATER, maxConnections())
            // Sizes are in bytes, and times in milliseconds.
            .setServerOption(UndertowOptions.MAX_HEADER_SIZE, 16 * 1024)
            .setServerOption(UndertowOptions.MAX_HEADERS, 100)
            .setServerOption(UndertowOptions.MAX_ENTITY_SIZE, 16 * 1024L)
            .setServerOption(UndertowOptions.REQUEST_PARSE_TIMEOUT, 10_000)
            .setServerOption(UndertowOptions.NO_REQUEST_TIMEOUT, 60_000)
            .setServerOption(UndertowOptions.SHUTDOWN_TIMEOUT, 500)
            // Otherwise the response to a pipelined request would wait for the next one's latency.
            .setServerOption(UndertowOptions.BUFFER_PIPELINED_DATA, false)
            .setServerOption(UndertowOptions.ENABLE_HTTP2, http2)
            // In HTTP/1.1 connections are kept alive without a header that says so.
            .setServerOption(UndertowOptions.ALWAYS_SET_KEEP_ALIVE, false)
            .setHandler(this::route)
            .build();
  }

  private void addRoutes() {
    var pages = new Pages(network);
    // Pages are made on a worker thread and sent without blocking it, so a client that does not
    // read its page delays nobody.
    routes.put("/", exchange -> exchange.dispatch(pages::index));
    routes.put("/conditions", exchange -> exchange.dispatch(pages::conditions));
    routes.put("/stats", exchange -> exchange.dispatch(pages::statistics));
    var flags = new FlagSet();
    for (int i = 0; i < 26 * 26; i++) {
      String code = "" + (char) ('a' + i / 26) + (char) ('a' + i % 26);
      String path = "/%1$s/%1$s.gif".formatted(code);
      int flag = FlagSet.CODES.indexOf(code);
      int index = flag < 0 ? FlagSet.CODES.size() + i : flag;
      @Nullable FlagFile file = flag < 0 ? null : new FlagFile(flags.gif(code));
      routes.put("/flags" + path, handler(network, file, index));
      if (file != null) {
        routes.put("/warmup" + path, handler(warmUpNetwork, file, index));
      }
    }
  }

  /**
   * Handles the requests for one code. All handlers are of one class, that of this lambda, so that
   * what the JIT compiles for {@code /warmup} is what {@code /flags} runs.
   *
   * @param file null if there is no such flag
   * @param index the code's index among all codes
   */
  private static HttpHandler handler(EmulatedNetwork network, @Nullable FlagFile file, int index) {
    return exchange -> new Transfer(network, exchange, file, index).start();
  }

  /**
   * Leaves 1,000 open files, if there are so many, for jars, selectors, and whatever an embedding
   * program needs.
   */
  private static int maxConnections() {
    return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix
        ? Math.clamp(unix.getMaxFileDescriptorCount() - 1000, 100, 1_000_000)
        : 10_000;
  }

  /** Starts a server on a free port of loopback. */
  public static FlagServer start(NetworkConditions conditions) {
    return start("127.0.0.1", 0, conditions, false);
  }

  /**
   * Starts a server; it accepts requests when this returns.
   *
   * @param bind the address to listen on; 127.0.0.1 accepts only clients on this machine
   * @param port the port to listen on; 0 takes a free one
   * @param conditions what every request to {@code /flags} meets
   * @param http2 whether clients may upgrade a clear-text connection to HTTP/2
   * @throws IllegalArgumentException if there are to be faults over HTTP/2: they end a connection,
   *     and with it all other requests on it
   * @throws UncheckedIOException if the port is in use, or the address is not one of this machine
   */
  public static FlagServer start(
      String bind, int port, NetworkConditions conditions, boolean http2) {
    if (http2 && !conditions.faults().equals(Faults.NONE)) {
      throw new IllegalArgumentException(
          "there are no faults over HTTP/2 here: leave out either --fault or --http2");
    }
    var server = new FlagServer(bind, port, conditions, http2);
    try {
      server.undertow.start();
      return server;
    } catch (RuntimeException e) {
      server.close();
      if (e.getCause() instanceof IOException cause) {
        throw new UncheckedIOException(
            "cannot listen on %s port %d: %s".formatted(bind, port, cause.getMessage()), cause);
      }
      throw e;
    }
  }

  /** What clients append {@code /{cc}/{cc}.gif} to, such as {@code http://127.0.0.1:8001/flags}. */
  public URI baseUrl() {
    InetSocketAddress address =
        (InetSocketAddress) undertow.getListenerInfo().getFirst().getAddress();
    String host =
        address.getAddress().isAnyLocalAddress()
            ? "0.0.0.0"
            : NetworkUtils.formatPossibleIpv6Address(address.getAddress().getHostAddress());
    return URI.create("http://%s:%d/flags".formatted(host, address.getPort()));
  }

  /** The same flags for warming up: see {@code /warmup} above. */
  public URI warmUpUrl() {
    return baseUrl().resolve("/warmup");
  }

  public NetworkConditions conditions() {
    return network.conditions;
  }

  public ServerStatistics statistics() {
    return network.statistics;
  }

  /**
   * Starts statistics and random draws anew: the next request for a flag has the same latency as
   * the first one had.
   */
  public void reset() {
    network.reset();
  }

  /** Stops listening and closes every connection. Requests that still wait get no response. */
  @Override
  public void close() {
    network.close();
    warmUpNetwork.close();
    undertow.stop();
  }

  private void route(HttpServerExchange exchange) throws Exception {
    if (!exchange.isRequestComplete()) {
      // The connection will not wait for the rest of a request body, which may never come.
      exchange.setPersistent(false);
    }
    @Nullable HttpHandler handler = routes.get(exchange.getRequestPath());
    boolean isStatistics = exchange.getRequestPath().equals("/stats");
    if (handler == null) {
      exchange.getResponseHeaders().put(Headers.CONTENT_TYPE, "text/plain");
      exchange
          .setStatusCode(StatusCodes.NOT_FOUND)
          .getResponseSender()
          .send("Not found. Flags are at /flags/br/br.gif and the like; / lists them all.\n");
    } else if (METHODS.contains(exchange.getRequestMethod())
        || (isStatistics && exchange.getRequestMethod().equals(Methods.DELETE))) {
      handler.handleRequest(exchange);
    } else {
      exchange
          .getResponseHeaders()
          .put(Headers.ALLOW, isStatistics ? "GET, HEAD, DELETE" : "GET, HEAD");
      exchange.setStatusCode(StatusCodes.METHOD_NOT_ALLOWED).endExchange();
    }
  }
}

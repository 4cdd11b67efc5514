package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/**
 * An HTTP client with the two methods that downloads need. It does not limit how many requests are
 * in flight, which the styles do; but some libraries have limits of their own, see {@link Kind}. It
 * is safe for use by many threads.
 */
public interface FlagClient extends AutoCloseable {

  /**
   * Fetches a resource and waits until all of it has arrived.
   *
   * @return the response, whatever its status
   * @throws IOException if no complete response arrives in time
   */
  Reply get(URI uri) throws IOException, InterruptedException;

  /** Fetches a resource as {@link #get} does, but no thread waits for it. */
  CompletableFuture<Reply> getAsync(URI uri);

  /**
   * How many requests have been repeated so far. A server may close a kept connection at any time,
   * for example because it was idle or has carried enough requests. If it does so after a GET was
   * sent and before the first byte of the response, the GET is repeated on another connection (RFC
   * 9110, section 9.2.2). All clients do so.
   */
  long repeats();

  /** Closes every connection. */
  @Override
  void close();

  /** A complete response. Its equality is of no use, because arrays are compared by identity. */
  @SuppressWarnings("ArrayRecordComponent")
  record Reply(int status, byte[] body) {}

  /**
   * The libraries to choose from, and the ways of using them. Unless said otherwise, a client
   * speaks HTTP/1.1 and keeps connections alive. With a plain name, a client's own limits are
   * raised to the number of workers; with {@code @default} they are as the library ships them. See
   * {@code benchmarks/README.md}.
   */
  enum Kind {
    /** {@code java.net.http.HttpClient}, which does not limit the number of connections. */
    JDK("jdk", (timeout, workers) -> new JdkClient(timeout, Version.HTTP_1_1)),
    /**
     * The same over HTTP/2, where all requests share a connection, if the server agrees to upgrade.
     */
    JDK_HTTP2("jdk-http2", (timeout, workers) -> new JdkClient(timeout, Version.HTTP_2)),
    /** Apache HttpComponents Core 5, which HttpClient 5 is built on. */
    HTTPCORE5("httpcore5", (timeout, workers) -> new HttpCoreClient(timeout, workers, true)),
    HTTPCORE5_DEFAULT(
        "httpcore5@default", (timeout, workers) -> new HttpCoreClient(timeout, 0, true)),
    /** The same with a new connection for every request, as Python's {@code requests.get} has. */
    HTTPCORE5_CLOSE(
        "httpcore5-close", (timeout, workers) -> new HttpCoreClient(timeout, workers, false)),
    /** Apache HttpClient 5. */
    HTTPCLIENT5("httpclient5", (timeout, workers) -> new HttpClient5Client(timeout, workers)),
    HTTPCLIENT5_DEFAULT(
        "httpclient5@default", (timeout, workers) -> new HttpClient5Client(timeout, 0)),
    /** OkHttp. */
    OKHTTP("okhttp", (timeout, workers) -> new OkClient(timeout, workers)),
    OKHTTP_DEFAULT("okhttp@default", (timeout, workers) -> new OkClient(timeout, 0));

    private final String label;

    // The constants pass lambdas, because with constructor references this enum would load the
    // libraries of all clients.
    @SuppressWarnings("ImmutableEnumChecker") // no lambda has a state
    private final BiFunction<Duration, Integer, FlagClient> opener;

    Kind(String label, BiFunction<Duration, Integer, FlagClient> opener) {
      this.label = label;
      this.opener = opener;
    }

    /**
     * Finds a kind by its name.
     *
     * @throws IllegalArgumentException naming all kinds, if there is none of that name
     */
    public static Kind of(String label) {
      return Arrays.stream(values())
          .filter(kind -> kind.label.equals(label))
          .findFirst()
          .orElseThrow(() ->
              new IllegalArgumentException("client '%s' is none of: %s".formatted(label, names())));
    }

    private static String names() {
      return Arrays.stream(values()).map(Kind::toString).collect(Collectors.joining(", "));
    }

    /**
     * Opens a client.
     *
     * @param timeout how long connecting may take, and how long a response may take: the JDK's
     *     client bounds the time until it is complete, the others bound each pause within it
     * @param workers how many requests may be in flight at once
     */
    public FlagClient open(Duration timeout, int workers) {
      return opener.apply(timeout, workers);
    }

    @Override
    public String toString() {
      return label;
    }
  }
}

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
 * An HTTP client, as small as the downloads need it. How many requests are in flight is the styles'
 * affair; some libraries have limits of their own, see {@link Kind}. Safe for use by many threads.
 */
public interface FlagClient extends AutoCloseable {

  /**
   * Fetches a resource and waits for all of it.
   *
   * @throws IOException if there is no whole answer in time, whatever its status
   */
  Reply get(URI uri) throws IOException, InterruptedException;

  /** Like {@link #get}, without a thread that waits. */
  CompletableFuture<Reply> getAsync(URI uri);

  /**
   * How many requests were made again so far. A kept connection may end at any time, as servers
   * close those that are idle or have carried enough; a GET that it ends under, before the first
   * byte of an answer, is made again on another (RFC 9110, 9.2.2), alike in every client.
   */
  long repeats();

  /** Closes every connection. */
  @Override
  void close();

  /** A whole answer; nobody compares two of them. */
  @SuppressWarnings("ArrayRecordComponent")
  record Reply(int status, byte[] body) {}

  /**
   * The libraries to choose from, and ways of using them: HTTP/1.1, kept alive, unless said. A
   * plain name is a client whose own limits are raised to the number of workers; {@code @default}
   * is the same with the limits that the library ships. See {@code benchmarks/README.md}.
   */
  enum Kind {
    /** {@code java.net.http.HttpClient}, which has no limit of connections. */
    JDK("jdk", (timeout, workers) -> new JdkClient(timeout, Version.HTTP_1_1)),
    /**
     * The same over HTTP/2, if the server agrees to the upgrade: all requests share a connection.
     */
    JDK_HTTP2("jdk-http2", (timeout, workers) -> new JdkClient(timeout, Version.HTTP_2)),
    /** Apache HttpComponents Core 5, which HttpClient 5 is built on. */
    HTTPCORE5("httpcore5", (timeout, workers) -> new HttpCoreClient(timeout, workers, true)),
    HTTPCORE5_DEFAULT(
        "httpcore5@default", (timeout, workers) -> new HttpCoreClient(timeout, 0, true)),
    /** The same with a new connection for every request, as the book's {@code requests.get}. */
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

    // A lambda and no constructor reference, with which this enum would load every client's
    // library.
    @SuppressWarnings("ImmutableEnumChecker") // no lambda has a state
    private final BiFunction<Duration, Integer, FlagClient> opener;

    Kind(String label, BiFunction<Duration, Integer, FlagClient> opener) {
      this.label = label;
      this.opener = opener;
    }

    /**
     * The kind of a name as {@link #toString()} writes it.
     *
     * @throws IllegalArgumentException naming the kinds there are
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
     * @param timeout for connecting, and for an answer: to be whole (the JDK's), or for the longest
     *     silence within it (the others')
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

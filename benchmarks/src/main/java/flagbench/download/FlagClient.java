package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;

/**
 * An HTTP client, as small as the downloads need it. It limits nothing: how many requests are in
 * flight is the styles' affair. Safe for use by many threads.
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

  /** Closes every connection. */
  @Override
  void close();

  /** A whole answer; nobody compares two of them. */
  @SuppressWarnings("ArrayRecordComponent")
  record Reply(int status, byte[] body) {}

  /** The libraries to choose from, and ways of using them. HTTP/1.1, kept alive, unless said. */
  enum Kind {
    /** {@code java.net.http.HttpClient}. */
    JDK,
    /**
     * The same over HTTP/2, if the server agrees to the upgrade: all requests share a connection.
     */
    JDK_HTTP2,
    /** Apache HttpComponents Core 5. */
    HTTPCORE5,
    /** The same with a new connection for every request, as the book's {@code requests.get}. */
    HTTPCORE5_CLOSE;

    /**
     * The kind of a name as {@link #toString()} writes it.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static Kind of(String label) {
      return valueOf(label.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    /**
     * Opens a client.
     *
     * @param timeout for connecting, and for an answer: to be whole (JDK's), or for the longest
     *     silence within it (HttpCore's)
     */
    public FlagClient open(Duration timeout) {
      return switch (this) {
        case JDK -> new JdkClient(timeout, Version.HTTP_1_1);
        case JDK_HTTP2 -> new JdkClient(timeout, Version.HTTP_2);
        case HTTPCORE5 -> new HttpCoreClient(timeout, true);
        case HTTPCORE5_CLOSE -> new HttpCoreClient(timeout, false);
      };
    }

    @Override
    public String toString() {
      return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
  }
}

package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/**
 * An HTTP/1.1 client that keeps its connections alive, as small as the downloads need it. It limits
 * nothing: how many requests are in flight is the styles' affair. Safe for use by many threads.
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

  /** The libraries to choose from. */
  enum Kind {
    /** {@code java.net.http.HttpClient}. */
    JDK,
    /** Apache HttpComponents Core 5. */
    APACHE;

    /**
     * Opens a client.
     *
     * @param timeout for connecting, and for an answer: to be whole (JDK), or for the longest
     *     silence within it (APACHE)
     */
    public FlagClient open(Duration timeout) {
      return switch (this) {
        case JDK -> new JdkClient(timeout);
        case APACHE -> new ApacheClient(timeout);
      };
    }
  }
}

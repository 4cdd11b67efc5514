package flagbench.download;

import flagbench.download.FlagClient.Reply;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import org.apache.hc.core5.concurrent.FutureCallback;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.EndpointDetails;
import org.apache.hc.core5.http.HttpResponse;
import org.apache.hc.core5.http.Message;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.jspecify.annotations.Nullable;

/** What the two Apache clients share: how they read a response, and when they repeat a request. */
abstract class ApacheClient extends BlockingClient {

  /**
   * How often a request is made at most if its connections are closed before it is sent: a
   * convention.
   */
  private static final int MOST_UNSENT = 5;

  /** How many connections to one server these libraries keep by default, at most. */
  private static final int DEFAULT_CONNECTIONS = 20;

  private final int mostAttempts;

  /**
   * Creates a client.
   *
   * @param connections the most connections at the same time; 0 for the library's default
   */
  ApacheClient(int connections) {
    mostAttempts = 1 + (connections > 0 ? connections : DEFAULT_CONNECTIONS);
  }

  /** Reads a response of the classic API. */
  static Reply reply(ClassicHttpResponse response) throws IOException {
    byte @Nullable [] body = EntityUtils.toByteArray(response.getEntity());
    return new Reply(response.getCode(), body == null ? new byte[0] : body);
  }

  /**
   * Decides whether a GET that failed is repeated, and counts that. It is repeated, if its
   * connection had served requests before and ended before the first byte of this response (RFC
   * 9110, section 9.2.2). The pool drops such a connection. The next attempt gets another kept
   * connection or, when there are no more of them, a new one; if that fails, the request is not
   * repeated. A new connection that ends within the head of its first response looks like a kept
   * one, so the number of attempts has a bound: one for each connection of the pool, and one more.
   *
   * @param attempt how many attempts there have been, at least 1
   */
  final boolean isRepeated(Throwable error, HttpCoreContext context, int attempt) {
    @Nullable EndpointDetails connection = context.getEndpointDetails();
    boolean isClosed =
        connection == null
            // The event loop closed the connection after it was leased and before it was used.
            ? error instanceof ConnectionClosedException && attempt < MOST_UNSENT
            // Bytes, because connections of the event loop do not count responses (HttpCore 5.4.4).
            : error instanceof IOException
                && connection.getReceivedBytesCount() > 0
                && attempt < mostAttempts;
    boolean again =
        isClosed && !(error instanceof InterruptedIOException) && context.getResponse() == null;
    repeated.add(again ? 1 : 0);
    return again;
  }

  /** A future that a callback of the event loop completes. */
  static final class Answer extends CompletableFuture<Reply>
      implements FutureCallback<Message<HttpResponse, byte[]>> {

    @Override
    public void completed(Message<HttpResponse, byte[]> message) {
      byte @Nullable [] body = message.getBody();
      complete(new Reply(message.getHead().getCode(), body == null ? new byte[0] : body));
    }

    @Override
    public void failed(Exception cause) {
      completeExceptionally(cause);
    }

    @Override
    public void cancelled() {
      completeExceptionally(new CancellationException("the client was closed"));
    }
  }
}

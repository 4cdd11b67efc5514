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

/** What Apache's two clients share: how an answer is taken, and when a request is made again. */
final class HttpCoreReplies {

  /** Connections in a row that may have ended before a request was handed to them. */
  private static final int MOST_NEVER_SENT = 5;

  private HttpCoreReplies() {}

  static Reply reply(ClassicHttpResponse response) throws IOException {
    byte @Nullable [] body = EntityUtils.toByteArray(response.getEntity());
    return new Reply(response.getCode(), body == null ? new byte[0] : body);
  }

  /**
   * Whether a GET is made again: its connection had answered requests before, and ended before the
   * first byte of this answer (RFC 9110, 9.2.2). The pool drops such a connection, so that the
   * repetition gets another, in the end a new one, whose failure is final.
   *
   * @param attempt how often it was made, at least 1
   */
  static boolean isRepeated(Exception error, HttpCoreContext context, int attempt) {
    if (!(error instanceof IOException)
        || error instanceof InterruptedIOException
        || context.getResponse() != null) {
      return false;
    }
    @Nullable EndpointDetails connection = context.getEndpointDetails();
    return connection == null
        // The event loop closed it between its being taken from the pool and being used.
        ? error instanceof ConnectionClosedException && attempt <= MOST_NEVER_SENT
        // The event loop's connections do not count their answers (HttpCore 5.4.4).
        : connection.getReceivedBytesCount() > 0;
  }

  /** Carries a callback of the event loop into a future. */
  static class Future extends CompletableFuture<Reply>
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

package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.net.http.HttpTimeoutException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;

/**
 * A {@link FlagClient} that uses {@code java.net.http} with its default configuration, except for
 * the version of HTTP and the timeouts.
 *
 * <p>Before JDK 26 the timeout of a request ends with the headers of the response (JDK-8208693), so
 * that the client would wait forever for a body that stops half-way. Therefore one thread checks
 * the deadlines of all bodies ten times a second, which is how often the event loop of {@link
 * HttpCoreClient} does. A timer for each body would be a cost that the other clients do not have.
 */
final class JdkClient extends BlockingClient {
  private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

  /** The JDK's message when a connection ended before the first byte of a response. */
  private static final String NO_BYTES = "HTTP/1.1 header parser received no bytes";

  /**
   * How often a request is made at most, so that a server that ends every connection is not asked
   * for ever. Five is a convention. The JDK itself repeats each attempt once.
   */
  private static final int MOST_ATTEMPTS = 5;

  /** The bodies that have begun to arrive, and what to cancel if they are late. */
  private final Map<Body, Flow.Subscription> arriving = new ConcurrentHashMap<>();

  private final HttpClient client;
  private final Duration timeout;
  private final Thread watch;

  /**
   * Opens a client.
   *
   * @param version with HTTP/2 it asks the server to upgrade, and uses HTTP/1.1 if that refuses
   */
  JdkClient(Duration timeout, HttpClient.Version version) {
    this.timeout = timeout;
    client = HttpClient.newBuilder().version(version).connectTimeout(timeout).build();
    watch = Thread.ofVirtual().start(this::watchBodies);
  }

  @Override
  Reply fetch(URI uri) throws IOException, InterruptedException {
    for (int attempt = 1; true; attempt++) {
      try {
        return reply(client.send(request(uri), bounded()));
      } catch (IOException e) {
        if (!isRepeated(e, attempt)) {
          throw e;
        }
      }
    }
  }

  @Override
  public CompletableFuture<Reply> getAsync(URI uri) {
    return attempt(uri, 1);
  }

  private CompletableFuture<Reply> attempt(URI uri, int attempt) {
    return client
        .sendAsync(request(uri), bounded())
        .thenApply(JdkClient::reply)
        .exceptionallyCompose(e ->
            isRepeated(e, attempt) ? attempt(uri, attempt + 1) : CompletableFuture.failedFuture(e));
  }

  /**
   * Decides whether a request that failed is repeated, and counts that. It is repeated, if its
   * connection ended before the first byte of the response. The JDK repeats it once by itself, and
   * fails if the next connection from its pool has ended as well. Only the message of its exception
   * tells that, and nothing tells whether the connection was a kept one.
   */
  private boolean isRepeated(Throwable error, int attempt) {
    // A CompletionException has the message of its cause, after the name of its class.
    boolean again =
        attempt < MOST_ATTEMPTS && String.valueOf(error.getMessage()).endsWith(NO_BYTES);
    repeated.add(again ? 1 : 0);
    return again;
  }

  @Override
  public void close() {
    watch.interrupt();
    client.shutdownNow();
  }

  private HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(timeout).method("GET", new NoBody()).build();
  }

  /**
   * The empty body of a GET, which counts repetitions. It makes the JDK send {@code Content-Length:
   * 0}. The JDK does not tell when it repeats a request by itself, but it asks for the length of
   * the body whenever it sends the request.
   */
  private final class NoBody implements HttpRequest.BodyPublisher {
    private boolean made;

    @Override
    public long contentLength() {
      repeated.add(made ? 1 : 0);
      made = true;
      return 0;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      BodyPublishers.noBody().subscribe(subscriber);
    }
  }

  /** Receives a body that must be complete when the timeout, which begins now, has passed. */
  private BodyHandler<byte[]> bounded() {
    long deadline = System.nanoTime() + timeout.toNanos();
    return info -> new Body(deadline);
  }

  private static Reply reply(HttpResponse<byte[]> response) {
    return new Reply(response.statusCode(), response.body());
  }

  private void watchBodies() {
    try {
      while (true) {
        Thread.sleep(CHECK_INTERVAL);
        long now = System.nanoTime();
        for (Map.Entry<Body, Flow.Subscription> body : arriving.entrySet()) {
          if (now - body.getKey().deadline > 0) {
            body.getKey().expire(body.getValue());
          }
        }
      }
    } catch (InterruptedException e) {
      // The client was closed.
    }
  }

  /** A body that fails if it is not complete at its deadline. */
  private final class Body implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private final long deadline;

    Body(long deadline) {
      this.deadline = deadline;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return bytes.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      arriving.put(this, given);
      bytes.onSubscribe(given);
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
      bytes.onNext(item);
    }

    @Override
    public void onError(Throwable error) {
      arriving.remove(this);
      bytes.onError(error);
    }

    @Override
    public void onComplete() {
      arriving.remove(this);
      bytes.onComplete();
    }

    void expire(Flow.Subscription subscription) {
      arriving.remove(this);
      bytes
          .getBody()
          .toCompletableFuture()
          .completeExceptionally(new HttpTimeoutException("the body did not arrive in time"));
      subscription.cancel();
    }
  }
}

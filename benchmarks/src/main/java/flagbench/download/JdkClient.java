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
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * {@link FlagClient} over {@code java.net.http}, configured as its users get it but for the version
 * of HTTP and the timeouts.
 *
 * <p>Before JDK 26 a request's own timeout ends with the headers (JDK-8208693), so that a body that
 * stops half-way would be waited for without end. One thread looks at all bodies that are arriving
 * ten times a second, as often as {@link HttpCoreClient}'s event loop does: a timer for every body
 * would be a cost that the other clients do not have.
 */
final class JdkClient implements FlagClient {
  private static final Duration LOOK = Duration.ofMillis(100);
  private static final String NO_BYTES = "HTTP/1.1 header parser received no bytes";

  /** Each of which the JDK makes twice where connections end. */
  private static final int MOST_ATTEMPTS = 5;

  private final Set<Body> arriving = ConcurrentHashMap.newKeySet();
  private final LongAdder repeated = new LongAdder();
  private final HttpClient client;
  private final Duration timeout;
  private final Thread watch;

  /** With HTTP/2 it asks a clear-text server to upgrade, and keeps to HTTP/1.1 if that refuses. */
  JdkClient(Duration timeout, HttpClient.Version version) {
    this.timeout = timeout;
    client = HttpClient.newBuilder().version(version).connectTimeout(timeout).build();
    watch = Thread.ofVirtual().unstarted(this::watchBodies);
    watch.start();
  }

  @Override
  public Reply get(URI uri) throws IOException, InterruptedException {
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
            isRepeated(
                    e instanceof CompletionException && e.getCause() != null ? e.getCause() : e,
                    attempt)
                ? attempt(uri, attempt + 1)
                : CompletableFuture.failedFuture(e));
  }

  /**
   * Whether a request is made again whose connection ended before the first byte of an answer. The
   * JDK does so once, and fails if the next connection from its pool has ended, too. It tells that
   * by the message alone, and not whether the connection was a kept one.
   */
  private boolean isRepeated(Throwable error, int attempt) {
    boolean again =
        attempt < MOST_ATTEMPTS
            && error instanceof IOException
            && NO_BYTES.equals(error.getMessage());
    if (again) {
      repeated.increment();
    }
    return again;
  }

  @Override
  public void close() {
    watch.interrupt();
    client.shutdownNow();
  }

  @Override
  public long repeats() {
    return repeated.sum();
  }

  private HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(timeout).method("GET", new NoBody()).build();
  }

  /**
   * The body of a GET, of no bytes. The JDK repeats a request by itself without telling anybody,
   * but asks for the length of its body whenever it makes it.
   */
  private final class NoBody implements HttpRequest.BodyPublisher {
    private final HttpRequest.BodyPublisher nothing = BodyPublishers.noBody();
    private boolean made;

    @Override
    public long contentLength() {
      if (made) {
        repeated.increment();
      }
      made = true;
      return 0;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super ByteBuffer> subscriber) {
      nothing.subscribe(subscriber);
    }
  }

  /** Takes a body whose time began with the request. */
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
        Thread.sleep(LOOK);
        long now = System.nanoTime();
        for (Body body : arriving) {
          if (now - body.deadline > 0) {
            body.expire();
          }
        }
      }
    } catch (InterruptedException e) {
      // The client was closed.
    }
  }

  /** A body that arrives before its deadline or not at all. */
  private final class Body implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private final long deadline;
    private volatile Flow.@Nullable Subscription subscription;

    Body(long deadline) {
      this.deadline = deadline;
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return bytes.getBody();
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
      subscription = given;
      arriving.add(this);
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

    void expire() {
      arriving.remove(this);
      bytes
          .getBody()
          .toCompletableFuture()
          .completeExceptionally(new HttpTimeoutException("the body did not arrive in time"));
      Flow.Subscription cancelled = subscription;
      if (cancelled != null) {
        cancelled.cancel();
      }
    }
  }
}

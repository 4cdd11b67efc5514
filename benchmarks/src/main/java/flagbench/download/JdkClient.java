package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandler;
import java.net.http.HttpResponse.BodySubscriber;
import java.net.http.HttpResponse.BodySubscribers;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLParameters;

/** {@link FlagClient} over {@code java.net.http}. */
final class JdkClient implements FlagClient {
  private final HttpClient client;
  private final Duration timeout;

  /** With HTTP/2 it asks a clear-text server to upgrade, and keeps to HTTP/1.1 if that refuses. */
  JdkClient(Duration timeout, HttpClient.Version version) {
    this.timeout = timeout;
    client =
        HttpClient.newBuilder()
            .version(version)
            .connectTimeout(timeout)
            // Answers are taken apart on the selector's thread. With the default executor each of
            // their parts hops to another.
            .executor(Runnable::run)
            .sslContext(new NoTls())
            .sslParameters(new SSLParameters())
            .build();
  }

  @Override
  public Reply get(URI uri) throws IOException, InterruptedException {
    return reply(client.send(request(uri), bounded()));
  }

  @Override
  public CompletableFuture<Reply> getAsync(URI uri) {
    return client.sendAsync(request(uri), bounded()).thenApply(JdkClient::reply);
  }

  @Override
  public void close() {
    client.shutdownNow();
  }

  private HttpRequest request(URI uri) {
    return HttpRequest.newBuilder(uri).timeout(timeout).build();
  }

  /** A body whose time began with the request. */
  private BodyHandler<byte[]> bounded() {
    long start = System.nanoTime();
    return info -> new BoundedBody(timeout.toNanos() - (System.nanoTime() - start));
  }

  private static Reply reply(HttpResponse<byte[]> response) {
    return new Reply(response.statusCode(), response.body());
  }

  /**
   * A body that arrives in time or not at all: before JDK 26 a request's own timeout ends with the
   * headers (JDK-8208693).
   */
  private static final class BoundedBody implements BodySubscriber<byte[]> {
    private final BodySubscriber<byte[]> bytes = BodySubscribers.ofByteArray();
    private final CompletableFuture<byte[]> body;

    BoundedBody(long nanos) {
      body = bytes.getBody().toCompletableFuture().copy().orTimeout(nanos, TimeUnit.NANOSECONDS);
    }

    @Override
    public CompletionStage<byte[]> getBody() {
      return body;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      bytes.onSubscribe(subscription);
      CompletableFuture<byte[]> unused =
          body.whenComplete((all, error) -> {
            if (error != null) {
              subscription.cancel();
            }
          });
    }

    @Override
    public void onNext(List<ByteBuffer> item) {
      bytes.onNext(item);
    }

    @Override
    public void onError(Throwable error) {
      bytes.onError(error);
    }

    @Override
    public void onComplete() {
      bytes.onComplete();
    }
  }
}

package flagbench.probe;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Flow;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Looks at a server from one client: {@value #CONNECTIONS} connections that are opened and closed,
 * and {@value #REQUESTS} requests for one URL, one at a time, all on one connection that is kept
 * open. So it cannot tell how many requests the server serves at once, or refuses.
 */
public final class Probe {
  private static final int CONNECTIONS = 9;
  private static final int REQUESTS = 41;

  /** Of a body: more would burden somebody's server. */
  private static final long MOST_BYTES = 1_000_000;

  /** Of a body beyond its first piece, from which its bandwidth can be told. */
  private static final int FEWEST_BYTES = 4_096;

  private static final long FEWEST_NANOS = 2_000_000;

  private final URI url;
  private final Duration timeout;

  /**
   * Prepares to look at one URL.
   *
   * @param timeout bounds every connection and every answer, the body included
   */
  public Probe(URI url, Duration timeout) {
    this.url = url;
    this.timeout = timeout;
  }

  /**
   * Looks.
   *
   * @throws IOException naming the URL, if the server does not answer, sends to somewhere else, or
   *     sends no flag
   */
  public Findings run() throws IOException, InterruptedException {
    List<Double> connects = new ArrayList<>();
    while (connects.size() < CONNECTIONS) {
      connects.add(connectNanos() / 1e6);
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
    try {
      // Opens the connection, and loads the client's classes.
      Answer first = get(client);
      List<Double> firstBytes = new ArrayList<>();
      List<Double> bandwidths = new ArrayList<>();
      while (firstBytes.size() < REQUESTS - 1) {
        Answer answer = get(client);
        firstBytes.add(answer.firstByteNanos / 1e6);
        if (answer.body.tellsBandwidth()) {
          bandwidths.add(answer.body.bytesPerSecond());
        }
      }
      // Of single bodies that happened to be cut into pieces nothing follows.
      boolean tells = bandwidths.size() > firstBytes.size() / 2;
      return new Findings(connects, firstBytes, tells ? bandwidths : List.of(), first.body.bytes);
    } finally {
      client.shutdownNow();
    }
  }

  private long connectNanos() throws IOException {
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    try (var socket = new Socket()) {
      var address = new InetSocketAddress(url.getHost(), port);
      long start = System.nanoTime();
      socket.connect(address, (int) timeout.toMillis());
      return System.nanoTime() - start;
    } catch (IOException e) {
      throw new IOException("%s does not answer".formatted(url), e);
    }
  }

  private Answer get(HttpClient client) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(url).build();
    var answer = new Answer(System.nanoTime());
    HttpResponse<Body> response;
    try {
      // Bounds the body too, which the timeout of a request does not before JDK 26.
      response = client.sendAsync(request, answer).get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "%s does not answer within %d s".formatted(url, timeout.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IOException(
          answer.body.bytes > MOST_BYTES
              ? "%s sends over %d bytes: name a smaller file".formatted(url, MOST_BYTES)
              : "%s does not answer".formatted(url),
          e);
    }
    int status = response.statusCode();
    if (status / 100 == 3) {
      throw new IOException(
          "%s sends to %s: probe that, if it is what you mean"
              .formatted(url, response.headers().firstValue("Location").orElse("somewhere else")));
    }
    if (status != 200) {
      throw new IOException("%s answers with status %d".formatted(url, status));
    }
    if (answer.body.bytes == 0) {
      throw new IOException("%s sends no body".formatted(url));
    }
    if (response.headers().firstValue("Connection").orElse("").equalsIgnoreCase("close")) {
      throw new IOException(
          "%s closes every connection, so that a first byte would hold a handshake".formatted(url));
    }
    return answer;
  }

  /** Notes when the headers come. */
  private static final class Answer implements HttpResponse.BodyHandler<Body> {
    private final long startNanos;
    private final Body body = new Body();
    private long firstByteNanos;

    private Answer(long startNanos) {
      this.startNanos = startNanos;
    }

    @Override
    public BodySubscriber<Body> apply(HttpResponse.ResponseInfo info) {
      firstByteNanos = System.nanoTime() - startNanos;
      return body;
    }
  }

  /** Notes how many bytes come, and when. */
  private static final class Body implements BodySubscriber<Body> {
    private final CompletableFuture<Body> whole = new CompletableFuture<>();
    private long bytes;
    private long firstBytes;
    private long firstNanos;
    private long lastNanos;

    @Override
    public CompletionStage<Body> getBody() {
      return whole;
    }

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(Long.MAX_VALUE);
    }

    @Override
    public void onNext(List<ByteBuffer> buffers) {
      lastNanos = System.nanoTime();
      bytes += buffers.stream().mapToInt(ByteBuffer::remaining).sum();
      if (bytes > MOST_BYTES) {
        whole.completeExceptionally(new IOException("too long"));
      }
      if (firstBytes == 0) {
        firstNanos = lastNanos;
        firstBytes = bytes;
      }
    }

    @Override
    public void onError(Throwable error) {
      whole.completeExceptionally(error);
    }

    @Override
    public void onComplete() {
      whole.complete(this);
    }

    /** Whether enough came after the first piece, and took long enough, to tell how fast it was. */
    private boolean tellsBandwidth() {
      return bytes - firstBytes >= FEWEST_BYTES && lastNanos - firstNanos >= FEWEST_NANOS;
    }

    private double bytesPerSecond() {
      return (bytes - firstBytes) / ((lastNanos - firstNanos) / 1e9);
    }
  }
}

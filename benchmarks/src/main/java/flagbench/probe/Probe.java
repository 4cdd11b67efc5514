package flagbench.probe;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
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

  /** The longest body that is read: more would burden somebody's server. */
  private static final long MOST_BYTES = 1_000_000;

  /**
   * The bandwidth follows from how long the rest of a body took after its first piece. The rest
   * must have this many bytes, and must have taken this long, or the machine's own delays matter.
   */
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
   * What one request showed.
   *
   * @param firstByteMillis from sending the request until the headers of the answer were there
   * @param bodyBytes of the whole body
   * @param laterBytes of the body after its first piece
   * @param laterNanos from the first piece to the end of the body
   */
  private record Answer(double firstByteMillis, long bodyBytes, long laterBytes, long laterNanos) {

    boolean tellsBandwidth() {
      return laterBytes >= FEWEST_BYTES && laterNanos >= FEWEST_NANOS;
    }

    double bytesPerSecond() {
      return laterBytes / (laterNanos / 1e9);
    }
  }

  /**
   * Makes all connections and requests.
   *
   * @throws IOException if the server does not answer
   * @throws IllegalArgumentException if it answers with something else than a file of some bytes
   */
  public Findings run() throws IOException, InterruptedException {
    List<Double> connects = new ArrayList<>();
    while (connects.size() < CONNECTIONS) {
      connects.add(connectMillis());
    }
    HttpClient client =
        HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(timeout)
            .build();
    try {
      // The first request opens the connection and loads the client's classes: it is left out.
      Answer first = answer(client);
      List<Answer> answers = new ArrayList<>();
      while (answers.size() < REQUESTS - 1) {
        answers.add(answer(client));
      }
      List<Double> bandwidths =
          answers.stream().filter(Answer::tellsBandwidth).map(Answer::bytesPerSecond).toList();
      // A few bodies may have come in pieces by chance, which tells nothing of the link.
      boolean tells = bandwidths.size() > answers.size() / 2;
      return new Findings(
          connects,
          answers.stream().map(Answer::firstByteMillis).toList(),
          tells ? bandwidths : List.of(),
          first.bodyBytes);
    } finally {
      client.shutdownNow();
    }
  }

  private double connectMillis() throws IOException {
    int port = url.getPort() >= 0 ? url.getPort() : url.getScheme().equals("https") ? 443 : 80;
    try (var socket = new Socket()) {
      var address = new InetSocketAddress(url.getHost(), port);
      long start = System.nanoTime();
      socket.connect(address, (int) timeout.toMillis());
      return (System.nanoTime() - start) / 1e6;
    } catch (IOException e) {
      throw new IOException("%s does not answer".formatted(url), e);
    }
  }

  /** In a thread of its own, since before JDK 26 a request's timeout does not bound its body. */
  private Answer answer(HttpClient client) throws IOException, InterruptedException {
    var task = new FutureTask<>(() -> get(client));
    Thread.ofVirtual().start(task);
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(
          "%s does not answer within %d s".formatted(url, timeout.toSeconds()), e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException refusal) {
        throw refusal;
      }
      throw new IOException("%s does not answer".formatted(url), e);
    }
  }

  private Answer get(HttpClient client) throws IOException, InterruptedException {
    long start = System.nanoTime();
    HttpResponse<InputStream> response =
        client.send(HttpRequest.newBuilder(url).build(), BodyHandlers.ofInputStream());
    long headers = System.nanoTime();
    try (InputStream body = response.body()) {
      requireFile(response);
      byte[] buffer = new byte[1 << 16];
      long bytes = body.read(buffer);
      long firstBytes = bytes;
      long firstPiece = System.nanoTime();
      for (int read = body.read(buffer); read >= 0; read = body.read(buffer)) {
        bytes += read;
        require(bytes <= MOST_BYTES, "sends over " + MOST_BYTES + " bytes: name a smaller file");
      }
      require(bytes > 0, "sends no body");
      return new Answer(
          (headers - start) / 1e6, bytes, bytes - firstBytes, System.nanoTime() - firstPiece);
    }
  }

  private void requireFile(HttpResponse<InputStream> response) {
    int status = response.statusCode();
    require(
        status / 100 != 3,
        "sends to %s: probe that, if it is what you mean"
            .formatted(response.headers().firstValue("Location").orElse("somewhere else")));
    require(status == 200, "answers with status " + status);
    require(
        !response.headers().firstValue("Connection").orElse("").equalsIgnoreCase("close"),
        "closes every connection, so that a first byte would hold a handshake");
  }

  private void require(boolean isRight, String fault) {
    if (!isRight) {
      throw new IllegalArgumentException(url + " " + fault);
    }
  }
}

package flagbench.probe;

import flagbench.server.FlagServer;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.net.HttpURLConnection;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.net.ssl.SSLException;

/**
 * Measures the network to a server by few requests. It opens and closes {@value #CONNECTIONS}
 * connections, and then requests one URL {@value #REQUESTS} times, one request at a time. Each of
 * the first {@value #CONNECTIONS} opens a connection, of which the last is kept open for all
 * others. That cannot show how many requests the server serves at the same time, or when it refuses
 * them.
 *
 * @param timeout how long a connection may take to open, and a response to arrive completely
 */
public record Probe(URI url, Duration timeout) {
  private static final int CONNECTIONS = 10;
  private static final int REQUESTS = 50;

  /**
   * How many requests the client makes to a server of this process before it measures. A client
   * that has just started adds up to 2 ms to the time to a first byte, because its code is still
   * being interpreted. After so many requests, which take a third of a second, the JVM has compiled
   * most of it.
   */
  private static final int WARM_UP_REQUESTS = 200;

  /** The longest body that is read; longer ones would be a burden for the server. */
  private static final int MOST_BYTES = 1_000_000;

  /**
   * The bandwidth is computed from the part of a body that follows its first piece. That part must
   * have at least this many bytes, and must take at least {@link #LEAST_NANOS} to arrive, or the
   * delays of this machine would distort the result.
   */
  private static final int LEAST_BYTES = 4_096;

  private static final long LEAST_NANOS = 2_000_000;

  /**
   * The measurements of one request.
   *
   * @param firstByteMillis the time from sending the request until the headers of the response
   * @param bodyBytes the length of the body
   * @param laterBytes the length of the body after its first piece
   * @param laterNanos the time from the first piece of the body until its end
   */
  private record Answer(double firstByteMillis, long bodyBytes, long laterBytes, long laterNanos) {

    boolean tellsBandwidth() {
      return laterBytes >= LEAST_BYTES && laterNanos >= LEAST_NANOS;
    }

    double bytesPerSecond() {
      return laterBytes / (laterNanos / 1e9);
    }
  }

  /**
   * Warms up the client, and makes all connections and requests.
   *
   * @throws IOException if the server does not answer
   * @throws IllegalArgumentException if its response cannot be measured: it is not a file, the file
   *     is empty or too long, or the server closes every connection
   */
  public Findings run() throws IOException, InterruptedException {
    List<Double> connects = new ArrayList<>();
    while (connects.size() < CONNECTIONS) {
      connects.add(connectMillis());
    }
    warmUp();
    List<Answer> all = new ArrayList<>();
    while (all.size() < REQUESTS) {
      all.add(answer(all.size() < CONNECTIONS - 1));
    }
    List<Answer> answers = all.subList(CONNECTIONS, REQUESTS);
    List<Double> bandwidths =
        answers.stream().filter(Answer::tellsBandwidth).map(Answer::bytesPerSecond).toList();
    // If only a few bodies arrived slowly, that was chance and not the bandwidth of the link.
    boolean tells = bandwidths.size() > answers.size() / 2;
    return new Findings(
        connects,
        all.stream().limit(CONNECTIONS).map(Answer::firstByteMillis).toList(),
        answers.stream().map(Answer::firstByteMillis).toList(),
        tells ? bandwidths : List.of(),
        all.getFirst().bodyBytes);
  }

  private static void warmUp() throws IOException, InterruptedException {
    try (FlagServer server = FlagServer.start(NetworkConditions.NONE)) {
      var probe = new Probe(server.baseUrl().resolve("flags/br/br.gif"), Duration.ofSeconds(10));
      for (int i = 0; i < WARM_UP_REQUESTS; i++) {
        Answer unused = probe.answer(false);
      }
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

  /**
   * Makes a request on a thread of its own and waits for that no longer than the timeout. The
   * timeouts of the JDK's client would not be enough: they are of each read, not of an answer.
   *
   * @param closes whether to close the connection afterwards, so that the next request opens
   *     another one. With TLS, that one resumes the session of the first.
   */
  private Answer answer(boolean closes) throws IOException, InterruptedException {
    var seconds = BigDecimal.valueOf(timeout.toMillis(), 3).stripTrailingZeros();
    String late = " does not answer within %s s".formatted(seconds.toPlainString());
    var task = new FutureTask<>(() -> get(closes));
    Thread.ofVirtual().start(task);
    try {
      return task.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException e) {
      throw new IOException(url + late, e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof IllegalArgumentException unusable) {
        throw unusable;
      }
      String fault =
          switch (e.getCause()) {
            // A read that began soon after the request times out at the same time as this wait.
            case SocketTimeoutException timedOut -> late;
            case SSLException refused ->
                " does not complete a TLS handshake: perhaps this JDK does not trust its certificate";
            case null, default -> " does not answer";
          };
      throw new IOException(url + fault, e);
    }
  }

  /**
   * Uses the blocking client, since the other one of the JDK hands an answer from thread to thread.
   */
  private Answer get(boolean closes) throws IOException {
    var connection = (HttpURLConnection) url.toURL().openConnection();
    connection.setInstanceFollowRedirects(false);
    connection.setConnectTimeout((int) timeout.toMillis());
    connection.setReadTimeout((int) timeout.toMillis());
    long start = System.nanoTime();
    int status = connection.getResponseCode();
    long headers = System.nanoTime();
    requireFile(status, connection);
    try (InputStream body = connection.getInputStream()) {
      int bytes = body.read(new byte[1 << 16]);
      long firstPiece = System.nanoTime();
      int laterBytes = body.readNBytes(MOST_BYTES).length;
      long end = System.nanoTime();
      require(bytes > 0, "sends no body");
      bytes += laterBytes;
      require(bytes <= MOST_BYTES, "sends over " + MOST_BYTES + " bytes: name a smaller file");
      if (closes) {
        connection.disconnect();
      }
      return new Answer((headers - start) / 1e6, bytes, laterBytes, end - firstPiece);
    }
  }

  private void requireFile(int status, HttpURLConnection connection) {
    require(
        status / 100 != 3,
        "redirects to %s: probe that URL if it is the one you mean"
            .formatted(
                Objects.requireNonNullElse(
                    connection.getHeaderField("Location"), "somewhere else")));
    require(status == 200, "answers with status " + status);
    String header = String.valueOf(connection.getHeaderField("Connection"));
    require(
        connection.getHeaderField(0).startsWith("HTTP/1.0")
            ? header.equalsIgnoreCase("keep-alive")
            : !header.equalsIgnoreCase("close"),
        "closes every connection, so that the time to a first byte would include a handshake");
  }

  private void require(boolean isRight, String fault) {
    if (!isRight) {
      throw new IllegalArgumentException(url + " " + fault);
    }
  }
}

package flagbench.benchmark;

import flagbench.download.FlagClient;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * As little as can be called a client of our server: sockets kept open, a request of one line and a
 * half, an answer of which nothing is looked at but its status and length. What it takes is taken
 * by server, sockets and threads, and by no library.
 */
final class RawClient implements FlagClient {
  private static final int HEAD_BYTES = 512;
  private static final String LENGTH = "\r\nContent-Length: ";

  private final Queue<Connection> idle = new ConcurrentLinkedQueue<>();
  private final int timeoutMillis;

  RawClient(Duration timeout) {
    timeoutMillis = Math.toIntExact(timeout.toMillis());
  }

  @Override
  public Reply get(URI uri) throws IOException {
    @Nullable Connection free = idle.poll();
    Connection connection = free == null ? new Connection(uri) : free;
    try {
      Reply reply = connection.get(uri);
      idle.add(connection);
      return reply;
    } catch (IOException | RuntimeException e) {
      connection.socket.close();
      throw e;
    }
  }

  /** There is none: an event loop by hand would be another benchmark. */
  @Override
  public CompletableFuture<Reply> getAsync(URI uri) {
    throw new UnsupportedOperationException("client 'raw' has no event loop");
  }

  @Override
  public void close() {
    try {
      for (Connection connection : idle) {
        connection.socket.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** One request at a time. */
  private final class Connection {
    private final Socket socket = new Socket();
    private final DataInputStream in;
    private final byte[] head = new byte[HEAD_BYTES];

    Connection(URI uri) throws IOException {
      socket.setTcpNoDelay(true);
      socket.setSoTimeout(timeoutMillis);
      socket.connect(new InetSocketAddress(uri.getHost(), uri.getPort()), timeoutMillis);
      in = new DataInputStream(socket.getInputStream());
    }

    Reply get(URI uri) throws IOException {
      String request =
          "GET " + uri.getRawPath() + " HTTP/1.1\r\nHost: " + uri.getHost() + "\r\n\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
      int read = 0;
      String answer;
      int end;
      do {
        int more = in.read(head, read, head.length - read);
        if (more <= 0) {
          throw new EOFException(
              "no whole answer: " + new String(head, 0, read, StandardCharsets.ISO_8859_1));
        }
        read += more;
        answer = new String(head, 0, read, StandardCharsets.ISO_8859_1);
        end = answer.indexOf("\r\n\r\n");
      } while (end < 0);
      int length = answer.indexOf(LENGTH) + LENGTH.length();
      byte[] body = new byte[Integer.parseInt(answer, length, answer.indexOf("\r\n", length), 10)];
      int begun = read - end - 4;
      System.arraycopy(head, end + 4, body, 0, begun);
      in.readFully(body, begun, body.length - begun);
      return new Reply(Integer.parseInt(answer, 9, 12, 10), body);
    }
  }
}

package flagbench.download;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Answers every GET at once, and closes its connections without announcing it. */
final class ClosingServer implements AutoCloseable {

  /** When a connection is closed. */
  enum Closing {
    /** Right after its last response, while the next request may already be on its way. */
    AFTER_AN_ANSWER,
    /** When one request too many has arrived, to which there is no response. */
    UNDER_A_REQUEST,
    /** Likewise, but after a part of the response's first line. */
    WITHIN_A_HEAD,
    /** As under a request, and after that nothing listens at this port. */
    FOR_GOOD,
    /** When no request has arrived for 50 ms. */
    WHEN_IDLE
  }

  private static final int IDLE_MILLIS = 50;
  private static final byte[] ANSWER =
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\ngif".getBytes(StandardCharsets.US_ASCII);

  private final ServerSocket socket;
  private final Closing closing;
  private final int most;
  private final Queue<Thread> threads = new ConcurrentLinkedQueue<>();
  private final Queue<Socket> connections = new ConcurrentLinkedQueue<>();
  final AtomicInteger answered = new AtomicInteger();
  final AtomicInteger hungUp = new AtomicInteger();

  /**
   * Starts to listen.
   *
   * @param most how many requests of a connection are answered, unless it is closed {@link
   *     Closing#WHEN_IDLE}
   */
  ClosingServer(Closing closing, int most) throws IOException {
    this.closing = closing;
    this.most = most;
    socket = new ServerSocket(0, 1024, InetAddress.getLoopbackAddress());
    Thread.ofVirtual().start(this::accept);
  }

  URI url() {
    return URI.create("http://127.0.0.1:" + socket.getLocalPort());
  }

  /** Waits until every connection is closed, which happens at the latest when it is idle. */
  void awaitAllClosed() throws InterruptedException {
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.add(connection);
        threads.add(Thread.ofVirtual().start(() -> serve(connection)));
      }
    } catch (IOException e) {
      // The server was closed.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      if (closing == Closing.WHEN_IDLE) {
        connection.setSoTimeout(IDLE_MILLIS);
      }
      connection.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(connection.getInputStream());
      for (int carried = 0; readHead(in); carried++) {
        boolean isOneTooMany = carried == most;
        if (closing == Closing.FOR_GOOD && isOneTooMany) {
          close();
          return;
        }
        if (isOneTooMany && closing == Closing.WITHIN_A_HEAD) {
          connection.getOutputStream().write(ANSWER, 0, 10);
        }
        if (isOneTooMany
            && (closing == Closing.UNDER_A_REQUEST || closing == Closing.WITHIN_A_HEAD)) {
          hungUp.incrementAndGet();
          return;
        }
        answered.incrementAndGet();
        connection.getOutputStream().write(ANSWER);
        if (closing == Closing.AFTER_AN_ANSWER && carried + 1 == most) {
          return;
        }
      }
    } catch (SocketTimeoutException e) {
      // It was idle for long enough.
    } catch (IOException e) {
      // The client closed it.
    }
  }

  /** Reads until an empty line. */
  private static boolean readHead(InputStream in) throws IOException {
    int last = 0;
    for (int one = in.read(); one >= 0; one = in.read()) {
      last = last << 8 | one;
      if (last == 0x0d0a0d0a) {
        return true;
      }
    }
    return false;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}

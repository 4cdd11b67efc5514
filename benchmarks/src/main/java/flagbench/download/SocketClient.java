package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;

/** What the clients share whose {@link #get} waits in a blocking read of a socket. */
abstract class SocketClient implements FlagClient {

  /** Requests that were made again, as {@link #repeats} counts them. */
  final LongAdder repeated = new LongAdder();

  /** Fetches a resource on the calling thread. */
  abstract Reply fetch(URI uri) throws IOException;

  @Override
  public final Reply get(URI uri) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      return fetch(uri);
    } catch (IOException e) {
      // A blocking read ends with its timeout, or, on a virtual thread, with the interrupt itself.
      if (Thread.interrupted()) {
        throw new InterruptedException(e.getMessage());
      }
      throw e;
    }
  }

  @Override
  public final long repeats() {
    return repeated.sum();
  }
}

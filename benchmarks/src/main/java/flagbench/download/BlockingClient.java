package flagbench.download;

import java.io.IOException;
import java.net.URI;
import java.util.concurrent.atomic.LongAdder;

/**
 * A client that counts the requests it repeats, and whose {@link #get} waits on the calling thread,
 * which an interrupt may end.
 */
abstract class BlockingClient implements FlagClient {

  /** The counter of {@link #repeats}. */
  final LongAdder repeated = new LongAdder();

  /** Fetches a resource on the calling thread. */
  abstract Reply fetch(URI uri) throws IOException, InterruptedException;

  @Override
  public final Reply get(URI uri) throws IOException, InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    try {
      return fetch(uri);
    } catch (IOException e) {
      // An interrupt ends a blocking read of a virtual thread at once. On a platform thread the
      // read
      // goes on until bytes arrive or its timeout is over.
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

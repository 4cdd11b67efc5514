package flagbench.server;

import java.util.Locale;

/**
 * How a request ended. The last four are {@link Faults}, which happen only if the conditions ask
 * for them.
 */
public enum RequestOutcome {
  /**
   * The client was sent the flag, or as much of it as it asked for. This is counted just before the
   * last piece is written, so that a client that closes its connection after that is not noticed.
   */
  OK,

  /** The response had status 404, because there is no such flag. */
  NOT_FOUND,

  /** The response had status 503, because too many requests were served or waiting. */
  REFUSED,

  /** The client closed its connection or stopped reading before the last piece was written. */
  ABANDONED,

  /** The response had status 503 as a fault. */
  ERROR,

  /** The connection was reset, and there was no response. */
  DROP,

  /** The connection was closed after half of the body that the headers had announced. */
  TRUNCATE,

  /** The headers were sent, and nothing after them. */
  STALL;

  /** The name as in {@code /stats} and in {@code error=0.25}. */
  @Override
  public String toString() {
    return this == NOT_FOUND ? "notFound" : name().toLowerCase(Locale.ROOT);
  }
}

package flagbench.server;

import java.util.Locale;

/** What can go wrong with a request after its latency. */
public enum Fault {
  /** Status 503 instead of the flag. */
  ERROR,

  /** The connection is reset before the response. */
  DROP,

  /** Half the body that was announced, then the connection ends. */
  TRUNCATE,

  /** The headers, then silence. */
  STALL;

  /** As in {@code error=0.25}. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

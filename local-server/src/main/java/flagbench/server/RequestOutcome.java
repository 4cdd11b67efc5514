package flagbench.server;

import java.util.Locale;

/** What became of a request. The last four are the {@link Faults} that can be asked for. */
public enum RequestOutcome {
  /** The client got the flag, or as much of it as it asked for. */
  OK,

  /** There is no such flag, so the status was 404. */
  NOT_FOUND,

  /** Too many requests were served or waited, so the status was 503. */
  REFUSED,

  /** The client closed its connection, or stopped reading, before the last of the response. */
  ABANDONED,

  /** The status was 503. */
  ERROR,

  /** The connection was reset instead of a response. */
  DROP,

  /** Half of the announced body was sent, and then the connection was closed. */
  TRUNCATE,

  /** The headers were sent, and then nothing. */
  STALL;

  /** The name as in {@code /stats} and in {@code error=0.25}. */
  @Override
  public String toString() {
    return this == NOT_FOUND ? "notFound" : name().toLowerCase(Locale.ROOT);
  }
}

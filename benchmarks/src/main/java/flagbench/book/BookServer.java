package flagbench.book;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The servers that the book's scripts choose by {@code --server}. */
public enum BookServer {
  LOCAL(8001, "0ms", ""),
  DELAY(8002, "500ms..5s", ""),
  ERROR(8003, "0ms", "error=0.25");

  private final int port;
  private final String latency;
  private final String fault;

  BookServer(int port, String latency, String fault) {
    this.port = port;
    this.latency = latency;
    this.fault = fault;
  }

  /** The server of a name as {@link #toString()} writes it; nothing where there is none. */
  public static Optional<BookServer> of(String name) {
    return Arrays.stream(values()).filter(one -> one.toString().equals(name)).findFirst();
  }

  public int port() {
    return port;
  }

  public String latency() {
    return latency;
  }

  public String fault() {
    return fault;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

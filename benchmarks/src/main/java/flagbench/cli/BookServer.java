package flagbench.cli;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The book's servers, by the names of its {@code --server}. */
enum BookServer {
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

  /** The server of a name, or null where it is none's. */
  static @Nullable BookServer of(String name) {
    for (BookServer server : values()) {
      if (server.toString().equals(name)) {
        return server;
      }
    }
    return null;
  }

  int port() {
    return port;
  }

  String latency() {
    return latency;
  }

  String fault() {
    return fault;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

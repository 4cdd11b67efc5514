package flagbench.download;

import java.io.EOFException;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.jspecify.annotations.Nullable;

/** What became of a flag. Every flag that is to be downloaded has exactly one outcome. */
public sealed interface Outcome {

  Flag flag();

  /** The whole flag is in the sink. */
  record Saved(Flag flag, int bytes) implements Outcome {}

  /** The server has no such flag (HTTP 404). */
  record NotFound(Flag flag) implements Outcome {}

  /** The server refused the request, because it has too many already (HTTP 503). */
  record Refused(Flag flag) implements Outcome {}

  /** Everything else: no response in time, another status, or a file that cannot be saved. */
  record Failed(Flag flag, Throwable cause) implements Outcome {

    /** The cause in a few words, which are the same for flags that failed for the same reason. */
    public String reason() {
      return reason(cause);
    }

    private static String reason(Throwable error) {
      return switch (error) {
        case HttpTimeoutException e -> "timed out";
        case SocketTimeoutException e -> "timed out";
        case TimeoutException e -> "timed out";
        case ConnectException e -> "no connection";
        case EOFException e -> "the connection ended too early";
        case ConnectionClosedException e -> "the connection ended too early";
        case Throwable e when e.getCause() != null -> reason(e.getCause());
        case AccessDeniedException e -> "no permission to save it";
        case NoSuchFileException e -> "no directory to save it in";
        default -> {
          @Nullable String message =
              error instanceof FileSystemException file ? file.getReason() : error.getMessage();
          yield message == null ? error.getClass().getSimpleName() : message;
        }
      };
    }
  }
}

package flagbench.download;

import flagbench.download.FlagClient.Reply;
import java.io.IOException;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Consumer;

/**
 * The download of a single flag, which all styles share: the book's {@code download_one}.
 *
 * @param baseUrl the URL to which {@code /{cc}/{cc}.gif} is appended
 * @param arrivals receives every outcome as soon as it is known, on whichever thread that is
 */
public record Download(FlagClient client, URI baseUrl, Sink sink, Consumer<Outcome> arrivals) {

  /** Creates downloads whose outcomes are only returned. */
  public Download(FlagClient client, URI baseUrl, Sink sink) {
    this(client, baseUrl, sink, outcome -> {});
  }

  /** Fetches and saves one flag. Every failure, even an {@code Error}, becomes an outcome. */
  public Outcome downloadOne(Flag flag) throws InterruptedException {
    Outcome outcome;
    try {
      outcome = save(flag, client.get(url(flag)));
    } catch (IOException | RuntimeException | Error e) {
      outcome = new Outcome.Failed(flag, e);
    }
    arrivals.accept(outcome);
    return outcome;
  }

  /**
   * Does the same as {@link #downloadOne}, but no thread waits for it. The flag is saved on the
   * thread that completes the client's future.
   */
  public CompletableFuture<Outcome> downloadOneAsync(Flag flag) {
    CompletableFuture<Reply> reply;
    try {
      reply = client.getAsync(url(flag));
    } catch (RuntimeException | Error e) {
      reply = CompletableFuture.failedFuture(e);
    }
    return reply.handle((answer, error) -> {
      Outcome outcome = error == null ? save(flag, answer) : failed(flag, error);
      arrivals.accept(outcome);
      return outcome;
    });
  }

  private URI url(Flag flag) {
    return URI.create(baseUrl + "/" + flag.code() + "/" + flag.code() + ".gif");
  }

  private Outcome save(Flag flag, Reply reply) {
    return switch (reply.status()) {
      case 200 -> {
        try {
          sink.save(flag.file(), reply.body());
          yield new Outcome.Saved(flag, reply.body().length);
        } catch (IOException | RuntimeException | Error e) {
          yield new Outcome.Failed(flag, e);
        }
      }
      case 404 -> new Outcome.NotFound(flag);
      case 503 -> new Outcome.Refused(flag);
      default -> new Outcome.Failed(flag, new IOException("HTTP status " + reply.status()));
    };
  }

  private static Outcome failed(Flag flag, Throwable error) {
    Throwable cause = error.getCause();
    return new Outcome.Failed(
        flag, error instanceof CompletionException && cause != null ? cause : error);
  }
}

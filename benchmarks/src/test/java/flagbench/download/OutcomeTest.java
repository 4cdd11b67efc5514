package flagbench.download;

import static org.junit.jupiter.api.Assertions.assertEquals;

import flagbench.download.Outcome.Failed;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class OutcomeTest {

  static Stream<Arguments> causes() {
    return Stream.of(
        Arguments.of(new HttpTimeoutException("request timed out"), "timed out"),
        Arguments.of(new SocketTimeoutException("Read timed out"), "timed out"),
        Arguments.of(new IOException(new TimeoutException()), "timed out"),
        Arguments.of(new IOException(null, new TimeoutException()), "timed out"),
        Arguments.of(new ConnectException(), "no connection"),
        Arguments.of(
            new IOException("received: 7", new EOFException("EOF")),
            "the connection ended too early"),
        Arguments.of(
            new IOException("no bytes", new SocketException("Connection reset")),
            "Connection reset"),
        Arguments.of(new AccessDeniedException("br.gif"), "no permission to save it"),
        Arguments.of(new NoSuchFileException("br.gif"), "no directory to save it in"),
        Arguments.of(
            new FileSystemException("br.gif", null, "No space left on device"),
            "No space left on device"),
        Arguments.of(new IOException("HTTP status 503"), "HTTP status 503"),
        Arguments.of(new IllegalStateException(), "IllegalStateException"));
  }

  @ParameterizedTest
  @MethodSource("causes")
  void aFailuresReasonIsAFewWords(Throwable cause, String words) {
    assertEquals(words, new Failed(new Flag("br", "br.gif"), cause).reason());
  }
}

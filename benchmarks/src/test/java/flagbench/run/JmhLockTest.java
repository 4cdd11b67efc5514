package flagbench.run;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JmhLockTest {

  /** A directory takes the place of another user's file, because root may open any file. */
  @Test
  void aLockThatCannotBeOpenedSaysWhatToDoAndNoExceptionsName(@TempDir Path directory)
      throws IOException {
    Path lock = Files.createDirectory(directory.resolve("jmh.lock"));
    IOException error = assertThrows(IOException.class, () -> JmhLock.acquire(lock));
    String message = String.valueOf(error.getMessage());
    assertFalse(message.contains("Exception"), message);
    assertTrue(message.contains(lock.toString()), message);
    assertTrue(message.contains("have it removed"), message);
    assertTrue(message.contains("-Djava.io.tmpdir="), message);
  }
}

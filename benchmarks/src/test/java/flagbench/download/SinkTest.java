package flagbench.download;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class SinkTest {
  @TempDir private Path directory;

  @Test
  void aFileIsWrittenWholeAndNothingElse() throws IOException {
    new Sink.Disk(directory).save("br.gif", new byte[] {1, 2, 3});
    assertArrayEquals(new byte[] {1, 2, 3}, Files.readAllBytes(directory.resolve("br.gif")));
    assertEquals(List.of("br.gif"), names());
  }

  @Test
  void anOlderFileIsReplaced() throws IOException {
    Sink sink = new Sink.Disk(directory);
    sink.save("br.gif", new byte[100]);
    sink.save("br.gif", new byte[] {1});
    assertArrayEquals(new byte[] {1}, Files.readAllBytes(directory.resolve("br.gif")));
  }

  @Test
  void whatCannotBeSavedLeavesNoPartBehind() throws IOException {
    Files.createDirectories(directory.resolve("br.gif/in-the-way"));
    assertThrows(IOException.class, () -> new Sink.Disk(directory).save("br.gif", new byte[] {1}));
    assertEquals(List.of("br.gif"), names());
  }

  @Test
  void aCleanUpThatFailsDoesNotHideWhyTheFileWasNotSaved() throws IOException {
    var sink = new Sink.Disk(directory);
    Files.createDirectories(sink.part("br.gif").resolve("in-the-way"));
    var error = assertThrows(IOException.class, () -> sink.save("br.gif", new byte[] {1}));
    assertEquals(FileSystemException.class, error.getClass());
    assertInstanceOf(DirectoryNotEmptyException.class, error.getSuppressed()[0]);
  }

  @Test
  void aMissingDirectoryIsAFailure() {
    Sink sink = new Sink.Disk(directory.resolve("missing"));
    assertThrows(IOException.class, () -> sink.save("br.gif", new byte[] {1}));
  }

  private List<String> names() throws IOException {
    try (var files = Files.list(directory)) {
      return files.map(file -> file.getFileName().toString()).toList();
    }
  }
}

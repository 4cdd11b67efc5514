package flagbench.download;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ConcurrentMap;

/** Where flags are saved: a whole file or none. Safe for use by many threads. */
@FunctionalInterface
public interface Sink {

  /**
   * Saves a file, in place of one of the same name.
   *
   * @throws IOException if it cannot; then no part of it stays
   */
  void save(String file, byte[] bytes) throws IOException;

  /**
   * A directory, as in the book. A file is written under a name of its own and then renamed, so
   * that nobody ever sees half of it.
   */
  static Sink disk(Path directory) {
    String suffix = "." + ProcessHandle.current().pid() + ".part";
    return (file, bytes) -> {
      Path part = directory.resolve(file + suffix);
      try {
        Files.write(part, bytes);
        Files.move(
            part,
            directory.resolve(file),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        Files.deleteIfExists(part);
        throw e;
      }
    };
  }

  /** A map from file names to their bytes. */
  static Sink memory(ConcurrentMap<String, byte[]> files) {
    return files::put;
  }
}

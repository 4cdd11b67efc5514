package flagbench.download;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentMap;

/** Where flags are saved: a whole file or none. Safe for use by many threads. */
@FunctionalInterface
public interface Sink {

  /**
   * Saves a file, in place of one of the same name.
   *
   * @throws IOException if it cannot; then no part of it stays, unless it cannot be deleted either
   */
  void save(String file, byte[] bytes) throws IOException;

  /** A map from file names to their bytes. */
  static Sink memory(ConcurrentMap<String, byte[]> files) {
    return files::put;
  }

  /**
   * A directory, as in the book. A file is written under a name of its own and then renamed, so
   * that nobody ever sees half of it.
   */
  record Disk(Path directory) implements Sink {
    private static final String SUFFIX = "." + ProcessHandle.current().pid() + ".part";

    /** Where a file is until it is whole. */
    public Path part(String file) {
      return directory.resolve(file + SUFFIX);
    }

    @Override
    public void save(String file, byte[] bytes) throws IOException {
      Path part = part(file);
      try {
        write(part, bytes);
        Files.move(
            part,
            directory.resolve(file),
            StandardCopyOption.ATOMIC_MOVE,
            StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException | RuntimeException | Error e) {
        try {
          Files.deleteIfExists(part);
        } catch (IOException second) {
          e.addSuppressed(second);
        }
        throw e;
      }
    }

    /** Cuts what is too long after writing: cut before, ext4 would hurry the file to the disk. */
    private static void write(Path part, byte[] bytes) throws IOException {
      try (OutputStream out =
          Files.newOutputStream(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
        out.write(bytes);
      }
      if (Files.size(part) > bytes.length) {
        try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
          channel.truncate(bytes.length);
        }
      }
    }
  }
}

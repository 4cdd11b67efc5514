package flagbench.download;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/**
 * Where flags are saved. A file is saved completely or not at all. A sink is safe for use by many
 * threads.
 */
@FunctionalInterface
public interface Sink {

  /**
   * Saves a file, and replaces a file of the same name.
   *
   * @throws IOException if that fails. No part of the file is left then, unless deleting it fails,
   *     too.
   */
  void save(String file, byte[] bytes) throws IOException;

  /**
   * A sink that saves to a directory, as the book does. A file is written under another name and
   * then renamed, so that nobody ever sees an incomplete file.
   */
  record Disk(Path directory) implements Sink {
    private static final String SUFFIX = "." + ProcessHandle.current().pid() + ".part";

    /** The name under which a file is written until it is complete. */
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

    /**
     * Writes a file. If a longer file of that name exists, it is truncated after writing, because
     * ext4 writes a file to the disk at once that was truncated before (its mount option
     * auto_da_alloc).
     */
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

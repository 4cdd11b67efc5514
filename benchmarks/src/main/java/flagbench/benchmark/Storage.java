package flagbench.benchmark;

import flagbench.download.Sink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A sink whose files a benchmark can read back, and which it can empty between operations. */
interface Storage extends Sink {

  /** Removes everything that was saved. */
  void empty() throws IOException;

  /** Returns the content of a saved file; no bytes if there is no such file. */
  byte[] read(String file) throws IOException;

  /**
   * Opens the storage that a benchmark's parameter names.
   *
   * @param name {@code disk}, which is a new directory in {@code java.io.tmpdir}, or {@code memory}
   */
  static Storage of(String name) throws IOException {
    return switch (name) {
      case "disk" -> new Disk();
      case "memory" -> new Memory(new ConcurrentHashMap<>());
      default ->
          throw new IllegalArgumentException("sink '%s' is none of: disk, memory".formatted(name));
    };
  }

  /**
   * Saves to a directory that is deleted when the JVM ends. A shutdown hook deletes it, because JMH
   * does not run the tear-down of a state after a failure.
   *
   * <p>Until then no file is deleted. To empty the directory, each file is truncated to no bytes
   * and moved to the name under which {@link Sink.Disk} will write its successor, so that
   * operations neither free inodes nor allocate new ones. On a file system without a journal, which
   * many virtual machines have, ext4 searches all inodes that were freed in the last minutes before
   * it allocates one (recently_deleted in fs/ext4/ialloc.c). A benchmark that deletes its files
   * would therefore become slower the longer it runs; results/README.md has figures.
   */
  final class Disk implements Storage {
    private static final int MOST_ATTEMPTS_TO_DELETE = 100;
    private static final long NANOS_BETWEEN_ATTEMPTS = 2_000_000;

    private final Path directory;
    private final Sink.Disk files;
    private volatile boolean isEnding;

    private Disk() throws IOException {
      directory = Files.createTempDirectory("flagbench-");
      files = new Sink.Disk(directory);
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(this::delete));
      } catch (IllegalStateException e) {
        // The JVM is ending already and accepts no more hooks.
        delete();
        throw e;
      }
    }

    @Override
    public void save(String file, byte[] bytes) throws IOException {
      if (isEnding) {
        throw new IOException("the fork is ending");
      }
      files.save(file, bytes);
    }

    @Override
    public void empty() throws IOException {
      try (var saved = Files.newDirectoryStream(directory)) {
        for (Path file : saved) {
          String name = file.getFileName().toString();
          if (name.endsWith(".gif")) {
            Path part = files.part(name);
            Files.move(file, part);
            try (var channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
              channel.truncate(0);
            }
          }
        }
      }
    }

    @Override
    public byte[] read(String file) throws IOException {
      Path saved = directory.resolve(file);
      return Files.exists(saved) ? Files.readAllBytes(saved) : new byte[0];
    }

    /**
     * Deletes the directory. Downloads go on while a JVM ends, so a file may appear after the
     * others were deleted. In that case the directory is not empty, and it is tried again.
     */
    private void delete() {
      isEnding = true;
      IOException last = null;
      for (int attempt = 0; attempt < MOST_ATTEMPTS_TO_DELETE; attempt++) {
        try {
          try (var left = Files.newDirectoryStream(directory)) {
            for (Path file : left) {
              Files.deleteIfExists(file);
            }
          }
          Files.delete(directory);
          return;
        } catch (IOException e) {
          last = e;
          LockSupport.parkNanos(NANOS_BETWEEN_ATTEMPTS);
        }
      }
      System.err.println("cannot delete " + directory + ": " + last);
    }
  }

  /** Saves to a map from file names to bytes. */
  record Memory(ConcurrentHashMap<String, byte[]> files) implements Storage {
    @Override
    public void save(String file, byte[] bytes) {
      files.put(file, bytes);
    }

    @Override
    public void empty() {
      files.clear();
    }

    @Override
    public byte[] read(String file) {
      return files.getOrDefault(file, new byte[0]);
    }
  }
}

package flagbench.benchmark;

import flagbench.download.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A sink and how to empty what it saves to. */
interface Storage {

  /** Where downloads save. */
  Sink sink();

  /** Deletes everything that was saved. */
  void empty() throws IOException;

  /**
   * The storage of a benchmark parameter.
   *
   * @param name {@code disk}, a new directory in {@code java.io.tmpdir}, or {@code memory}
   */
  static Storage of(String name) throws IOException {
    return switch (name) {
      case "disk" -> Disk.temporary();
      case "memory" -> new Memory(new ConcurrentHashMap<>());
      default ->
          throw new IllegalArgumentException("sink '%s' is none of: disk, memory".formatted(name));
    };
  }

  /** Files, deleted when the fork ends however it ends: JMH tears nothing down after a failure. */
  final class Disk implements Storage {
    private static final int DELETING_TURNS = 100;
    private static final long NANOS_BETWEEN_TURNS = 2_000_000;

    private final Path directory;
    private final Sink files;
    private volatile boolean ending;

    private Disk(Path directory) {
      this.directory = directory;
      files = Sink.disk(directory);
    }

    static Disk temporary() throws IOException {
      var disk = new Disk(Files.createTempDirectory("flagbench-"));
      try {
        Runtime.getRuntime().addShutdownHook(new Thread(disk::delete));
      } catch (IllegalStateException e) {
        // The JVM is ending already, and takes no more hooks.
        disk.delete();
        throw e;
      }
      return disk;
    }

    @Override
    public Sink sink() {
      return (file, bytes) -> {
        if (ending) {
          throw new IOException("the fork is ending");
        }
        files.save(file, bytes);
      };
    }

    @Override
    public void empty() throws IOException {
      try (var saved = Files.newDirectoryStream(directory)) {
        for (Path file : saved) {
          Files.deleteIfExists(file);
        }
      }
    }

    /**
     * Downloads go on while a JVM ends: what was being saved meanwhile is deleted in another turn.
     */
    private void delete() {
      ending = true;
      IOException last = null;
      for (int turn = 0; turn < DELETING_TURNS; turn++) {
        try {
          empty();
          Files.delete(directory);
          return;
        } catch (IOException e) {
          last = e;
          LockSupport.parkNanos(NANOS_BETWEEN_TURNS);
        }
      }
      System.err.println("cannot delete " + directory + ": " + last);
    }
  }

  /** A map from file names to bytes. */
  record Memory(ConcurrentHashMap<String, byte[]> files) implements Storage {
    @Override
    public Sink sink() {
      return Sink.memory(files);
    }

    @Override
    public void empty() {
      files.clear();
    }
  }
}

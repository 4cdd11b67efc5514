package flagbench.benchmark;

import flagbench.download.Sink;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.ConcurrentHashMap;

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
  record Disk(Path directory) implements Storage {
    static Disk temporary() throws IOException {
      var disk = new Disk(Files.createTempDirectory("flagbench-"));
      Runtime.getRuntime().addShutdownHook(new Thread(disk::delete));
      return disk;
    }

    /** Downloads may still be saving: what they add meanwhile is deleted in another turn. */
    private void delete() {
      IOException last = null;
      for (int turn = 0; turn < 10; turn++) {
        try {
          empty();
          Files.delete(directory);
          return;
        } catch (IOException e) {
          last = e;
        }
      }
      System.err.println("cannot delete " + directory + ": " + last);
    }

    @Override
    public Sink sink() {
      return Sink.disk(directory);
    }

    @Override
    public void empty() throws IOException {
      try (var files = Files.newDirectoryStream(directory)) {
        for (Path file : files) {
          Files.deleteIfExists(file);
        }
      }
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

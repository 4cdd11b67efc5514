package flagbench.benchmark;

import flagbench.download.Sink;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;

/** A sink and how to empty what it saves to. */
interface Storage {

  /** Where downloads save. */
  Sink sink();

  /** Leaves nothing that was saved. */
  void empty() throws IOException;

  /** What was saved under a name; of no bytes where nothing was. */
  byte[] read(String file) throws IOException;

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

  /**
   * Files, deleted when the fork ends however it ends: JMH tears nothing down after a failure.
   *
   * <p>Until then no file is deleted. A saved file is emptied and moved to where the next one of
   * its name is going to be written, so that operations neither free inodes nor take new ones.
   * Without a journal, as in many virtual machines, ext4 looks through all inodes that were freed
   * in the last minutes before it takes one (recently_deleted in fs/ext4/ialloc.c). A benchmark
   * that deletes what it saved would therefore get slower the longer it runs; results/README.md has
   * figures.
   */
  final class Disk implements Storage {
    private static final int DELETING_TURNS = 100;
    private static final long NANOS_BETWEEN_TURNS = 2_000_000;

    private final Path directory;
    private final Sink.Disk files;
    private volatile boolean ending;

    private Disk(Path directory) {
      this.directory = directory;
      files = new Sink.Disk(directory);
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
     * Downloads go on while a JVM ends: what was being saved meanwhile is deleted in another turn.
     */
    private void delete() {
      ending = true;
      IOException last = null;
      for (int turn = 0; turn < DELETING_TURNS; turn++) {
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

    @Override
    public byte[] read(String file) {
      return files.getOrDefault(file, new byte[0]);
    }
  }
}

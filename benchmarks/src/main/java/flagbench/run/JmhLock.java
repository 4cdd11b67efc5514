package flagbench.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * JMH's own lock, a file that keeps two JMH processes from measuring on one machine at the same
 * time. JMH locks it while one of its runners runs, and another process could start between two of
 * them. This locks it for a whole run.
 */
public final class JmhLock implements AutoCloseable {
  private final FileChannel channel;

  private JmhLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Locks the file. The runners in forks are told to ignore the lock: see {@link ForkMain}.
   *
   * @throws IOException if another run holds the lock, or the file cannot be opened
   */
  public static JmhLock acquire() throws IOException {
    return acquire(Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock"));
  }

  static JmhLock acquire(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      // Usually because JMH left the file with permissions for another user alone.
      throw new IOException(
          "JMH's lock %s cannot be opened, probably because another user's run left it: have it removed, or choose another temporary directory by JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIRECTORY"
              .formatted(file),
          e);
    }
    // JMH does the same, so that other users can lock the file, too.
    file.toFile().setWritable(true, false);
    try {
      if (channel.tryLock() != null) {
        return new JmhLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // This process holds it already, which is no different from another process.
    }
    channel.close();
    throw new IOException(
        "another JMH run holds the lock %s: wait until it has ended".formatted(file));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

package flagbench.run;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/**
 * JMH's own lock, which keeps two runs on one machine apart. JMH holds it for one {@code Runner};
 * between two, anybody could slip in.
 */
public final class JmhLock implements AutoCloseable {
  private final FileChannel channel;

  private JmhLock(FileChannel channel) {
    this.channel = channel;
  }

  /**
   * Takes the lock and tells JMH's runner, which must not have been loaded yet, not to.
   *
   * @throws IOException if another run holds it
   */
  public static JmhLock acquire() throws IOException {
    return acquire(Path.of(System.getProperty("java.io.tmpdir"), "jmh.lock"));
  }

  static JmhLock acquire(Path file) throws IOException {
    FileChannel channel;
    try {
      channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException e) {
      // Another user's file, left by JMH itself with rights for that user alone, is the usual case.
      throw new IOException(
          "JMH's lock %s cannot be opened, which happens if another user's run left it: have it removed, or give java a temporary directory of your own, as by JAVA_TOOL_OPTIONS=-Djava.io.tmpdir=DIRECTORY"
              .formatted(file),
          e);
    }
    // As JMH does, so that another user's run can lock it too.
    file.toFile().setWritable(true, false);
    try {
      if (channel.tryLock() != null) {
        System.setProperty("jmh.ignoreLock", "true");
        return new JmhLock(channel);
      }
    } catch (OverlappingFileLockException e) {
      // Held by this very process; to the caller it makes no difference.
    }
    channel.close();
    throw new IOException("another JMH run holds %s: wait until it has ended".formatted(file));
  }

  @Override
  public void close() throws IOException {
    channel.close();
  }
}

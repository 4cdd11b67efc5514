package flagbench.download;

import java.util.List;

/** A style of downloading many flags. Its method is the book's {@code download_many}. */
@FunctionalInterface
public interface Downloader {

  /**
   * Downloads all flags. When it returns or throws, nothing that it started is still running. The
   * timeouts of the requests bound how long it takes.
   *
   * @return one outcome per flag, in the order of the flags
   * @throws InterruptedException if the calling thread is interrupted
   */
  List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException;
}

package flagbench.download;

import java.util.List;

/** The book's {@code download_many}: the one method that the styles differ in. */
@FunctionalInterface
public interface Downloader {

  /**
   * Downloads all flags. When it returns or throws, nothing that it started is still running; it
   * takes no longer than its requests' timeouts let it.
   *
   * @return one outcome per flag, in the order of the flags
   * @throws InterruptedException if the calling thread is interrupted
   */
  List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException;

  /**
   * Checks a limit of downloads in flight.
   *
   * @throws IllegalArgumentException if nothing could ever be downloaded
   */
  static void requireWorkers(int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("%d workers download nothing".formatted(workers));
    }
  }
}

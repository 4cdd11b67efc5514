package flagbench.download;

import java.util.Arrays;

/** The ways of downloading many flags. */
public enum Style {
  SEQUENTIAL("sequential"),
  THREAD_POOL("threadPool"),
  VIRTUAL_THREADS("virtualThreads"),
  ASYNC("async");

  private final String label;

  Style(String label) {
    this.label = label;
  }

  /**
   * Finds a style by its name.
   *
   * @throws IllegalArgumentException naming all styles, if there is none of that name
   */
  public static Style of(String label) {
    return Arrays.stream(values())
        .filter(style -> style.label.equals(label))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "style '%s' is none of: sequential, threadPool, virtualThreads, async"
                    .formatted(label)));
  }

  /**
   * Creates a downloader of this style.
   *
   * @param workers how many downloads may be in flight at the same time; {@link #SEQUENTIAL} has
   *     one, whatever is said here
   * @throws IllegalArgumentException if it is below 1, so that nothing could ever be downloaded
   */
  public Downloader downloader(Download download, int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("workers '%d' is below 1".formatted(workers));
    }
    return switch (this) {
      case SEQUENTIAL -> new SequentialDownloader(download);
      case THREAD_POOL -> new ThreadPoolDownloader(download, workers);
      case VIRTUAL_THREADS -> new VirtualThreadsDownloader(download, workers);
      case ASYNC -> new AsyncDownloader(download, workers);
    };
  }

  @Override
  public String toString() {
    return label;
  }
}

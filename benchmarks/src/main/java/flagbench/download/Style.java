package flagbench.download;

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
    for (Style style : values()) {
      if (style.label.equals(label)) {
        return style;
      }
    }
    throw new IllegalArgumentException(
        "style '%s' is none of: sequential, threadPool, virtualThreads, async".formatted(label));
  }

  /**
   * Creates a downloader of this style.
   *
   * @param workers how many downloads may be in flight at the same time, at least 1; {@link
   *     #SEQUENTIAL} ignores it
   */
  public Downloader downloader(Download download, int workers) {
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

package flagbench.download;

import java.util.ArrayList;
import java.util.List;

/** The style of the book's {@code flags.py}: it downloads one flag after the other. */
public record SequentialDownloader(Download download) implements Downloader {

  @Override
  public List<Outcome> downloadMany(List<Flag> flags) throws InterruptedException {
    List<Outcome> outcomes = new ArrayList<>(flags.size());
    for (Flag flag : flags) {
      outcomes.add(download.downloadOne(flag));
    }
    return outcomes;
  }
}

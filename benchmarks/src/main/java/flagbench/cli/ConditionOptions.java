package flagbench.cli;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The conditions of a server that is started, by the names that benchmarks have for them too. */
final class ConditionOptions {

  @Option(
      names = "--latency",
      paramLabel = "DURATION",
      description =
          "Before each answer: 50ms, 20ms..80ms (uniform), 120ms~400ms (log-normal: median, 99th"
              + " percentile) or book.")
  private @Nullable String latency;

  @Option(
      names = "--link",
      paramLabel = "BANDWIDTH",
      description = "Shared by all connections, such as 10MiB/s or 500kB/s, at most 125MB/s.")
  private @Nullable String link;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      description = "Requests served at once; the rest wait in order.")
  private @Nullable String capacity;

  @Option(
      names = "--refuse",
      paramLabel = "N",
      description = "Beyond so many that are served or wait at once, the server answers 503.")
  private @Nullable String refuse;

  /** Names and values of the conditions that were given. */
  Map<String, String> words() {
    Map<String, String> words = new LinkedHashMap<>();
    putIfGiven(words, "latency", latency);
    putIfGiven(words, "link", link);
    putIfGiven(words, "capacity", capacity);
    putIfGiven(words, "refuse", refuse);
    return words;
  }

  static void putIfGiven(Map<String, String> words, String name, @Nullable String value) {
    if (value != null) {
      words.put(name, value);
    }
  }
}

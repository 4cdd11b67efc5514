package flagbench.cli;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/**
 * The network conditions of a server to start. The options have the names of the benchmarks'
 * parameters.
 */
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ConditionOptions {

  @Option(
      names = "--latency",
      paramLabel = "DURATION",
      description =
          "How long every request waits: 50ms, 20ms..80ms (uniform), 120ms~400ms (log-normal:"
              + " median and 99th percentile) or book. Without it, 50ms for tune, 0ms for serve.")
  private @Nullable String latency;

  @Option(
      names = "--link",
      paramLabel = "BANDWIDTH",
      defaultValue = "none",
      description = "The bandwidth that all connections share: 10MiB/s, 500kB/s, up to 125MB/s.")
  private String link;

  @Option(
      names = "--capacity",
      paramLabel = "N",
      defaultValue = "none",
      description = "How many requests the server serves at once; the others wait in order.")
  private String capacity;

  @Option(
      names = "--refuse",
      paramLabel = "N",
      defaultValue = "none",
      description = "How many requests the server serves or lets wait before it answers 503.")
  private String refuse;

  /** The values by the names of the conditions, without a latency if none was given. */
  Map<String, String> words() {
    Map<String, String> words =
        new HashMap<>(Map.of("link", link, "capacity", capacity, "refuse", refuse));
    if (latency != null) {
      words.put("latency", latency);
    }
    return words;
  }
}

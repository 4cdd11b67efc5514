package flagbench.cli;

import flagbench.book.CountryCodes;
import flagbench.book.DownloadSession;
import flagbench.download.BaseUrl;
import flagbench.download.Flag;
import flagbench.download.Style;
import flagbench.server.FlagServer;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code download}: does what the book's scripts do. */
@Command(
    name = "download",
    description =
        "Download flags as the book's scripts do: show each flag as it arrives, then count them.",
    exitCodeList = {
      Main.DONE,
      "1:A flag could not be downloaded, although the server may have it.",
      Main.USAGE,
      Main.STOPPED
    },
    footer = {
      "  flagbench download BR CN IN --style async",
      "  flagbench download --style all --runs 3 --latency 50ms"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DownloadCommand extends PrintingCommand {

  /** The limit of the book's scripts. */
  private static final int MOST_WORKERS = 1000;

  /** The servers that can be started by name; all but {@code book} have the names in the book. */
  private static final Map<String, Map<String, String>> SERVERS =
      Map.of(
          "book", Map.of("latency", "book"),
          "local", Map.of("latency", "0ms"),
          "delay", Map.of("latency", "500ms..5s"),
          "error", Map.of("fault", "error=0.25"));

  @Parameters(
      arity = "0..*",
      paramLabel = "CC",
      description =
          "Country codes such as BR. A single letter stands for all codes that begin with it."
              + " Without any, the 20 countries of the book.")
  private @Nullable List<String> words;

  @Option(names = "--every", description = "Download all codes from AA to ZZ.")
  private boolean every;

  @Option(
      names = "--flags",
      paramLabel = "N",
      description = "Download N flags: the codes over and over again, into files of other names.")
  private @Nullable Integer flags;

  @Option(
      names = "--style",
      defaultValue = "sequential",
      description = "sequential, threadPool, virtualThreads, async, or all.")
  private String style;

  @Option(
      names = "--max-workers",
      paramLabel = "N",
      defaultValue = "20",
      description = "How many flags may be in flight at once, up to 1000.")
  private int maxWorkers;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "How many times each style downloads the flags.")
  private int runs;

  @Option(
      names = "--dest",
      paramLabel = "DIR",
      defaultValue = "downloads",
      description = "The directory to save the flags in.")
  private Path directory;

  @Option(
      names = "--server",
      defaultValue = "book",
      description =
          "The base URL of a running server, or the name of one to start: book (latency as in the"
              + " book), local (no latency), delay (500ms..5s), error (a quarter of the requests"
              + " fail).")
  private String server;

  @Option(
      names = "--latency",
      description = "The latency of a server to start, such as 50ms, 20ms..80ms or book.")
  private @Nullable String latency;

  @Mixin private RemoteOption remote;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "30s",
      description = "The longest that one flag may take.")
  private Duration timeout;

  @Override
  public Integer call() throws IOException {
    requirePositive("max-workers", maxWorkers);
    requirePositive("runs", runs);
    requirePositive("timeout", timeout.toMillis());
    if (maxWorkers > MOST_WORKERS) {
      throw new IllegalArgumentException(
          "--max-workers '%d' is above %d".formatted(maxWorkers, MOST_WORKERS));
    }
    List<String> codes = CountryCodes.expand(words == null ? List.of() : words, every);
    List<Flag> list = Flag.of(codes, flags == null ? codes.size() : flags);
    List<Style> styles =
        style.equals("all") ? Arrays.asList(Style.values()) : List.of(Style.of(style));
    try {
      return downloadFromServer(list, styles) ? 0 : Main.FAILED;
    } catch (InterruptedException e) {
      return Main.INTERRUPTED;
    }
  }

  private boolean downloadFromServer(List<Flag> list, List<Style> styles)
      throws IOException, InterruptedException {
    @Nullable Map<String, String> conditions = SERVERS.get(server);
    if (conditions == null) {
      URI baseUrl = BaseUrl.parse(server, "book, local, delay, error", remote.isAllowed);
      if (latency != null) {
        throw new IllegalArgumentException(
            "--latency '%s' is for a server to start, and '%s' is running already"
                .formatted(latency, server));
      }
      return download(list, styles, baseUrl, () -> {});
    }
    Map<String, String> words = new HashMap<>(conditions);
    if (latency != null) {
      words.put("latency", latency);
    }
    try (FlagServer started = FlagServer.start(NetworkConditions.parse(words))) {
      return download(list, styles, started.baseUrl(), started::reset);
    }
  }

  /**
   * Downloads the flags in each style.
   *
   * @param reset lets the server start its random delays anew, so that all styles have the same
   */
  private boolean download(List<Flag> list, List<Style> styles, URI baseUrl, Runnable reset)
      throws IOException, InterruptedException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException(
          "'%s' is no directory, and none can be made there".formatted(directory), e);
    }
    var session =
        new DownloadSession(
            list, Math.min(maxWorkers, list.size()), baseUrl, directory, timeout, out(), err());
    boolean isComplete = true;
    for (Style one : styles) {
      reset.run();
      if (styles.size() > 1) {
        session.out().println(one);
      }
      isComplete &= session.run(one, runs);
    }
    return isComplete;
  }

  private static void requirePositive(String option, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("--%s '%d' is not above zero".formatted(option, value));
    }
  }
}

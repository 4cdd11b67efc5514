package flagbench.cli;

import flagbench.book.BookServer;
import flagbench.book.CountryCodes;
import flagbench.book.DownloadSession;
import flagbench.download.BaseUrl;
import flagbench.download.Flag;
import flagbench.download.Style;
import flagbench.server.FlagServer;
import flagbench.server.Latency;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code download}: the book's scripts. */
@Command(
    name = "download",
    description = "Download flags as the book's scripts do: shown as they arrive, then counted.",
    exitCodeList = {Main.DONE, "1:A flag could not be downloaded.", Main.USAGE, Main.STOPPED},
    footer = {
      "  flagbench download BR CN IN --style async",
      "  flagbench download --style all --runs 3 --latency 50ms"
    })
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class DownloadCommand implements Callable<Integer> {
  private static final int FAILED = 1;
  private static final int INTERRUPTED = 130;

  @Parameters(
      arity = "0..*",
      paramLabel = "CC",
      description = "Codes of countries; one letter is all codes from it. Default: the book's 20.")
  private List<String> words = List.of();

  @Option(names = "--every", description = "All codes from AA to ZZ.")
  private boolean every;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "Only the first N codes. Default: all.")
  private int limit = Integer.MAX_VALUE;

  @Option(
      names = "--flags",
      paramLabel = "N",
      description = "N flags: the codes in turn again, each file under a name of its own.")
  private @Nullable Integer flags;

  @Option(
      names = "--style",
      defaultValue = "sequential",
      description =
          "sequential, threadPool, virtualThreads, async, or all. Default: ${DEFAULT-VALUE}.")
  private String style;

  @Option(
      names = "--max-workers",
      paramLabel = "N",
      defaultValue = "20",
      description = "Flags in flight at once, at most 1000. Default: ${DEFAULT-VALUE}.")
  private int maxWorkers;

  @Option(
      names = "--runs",
      paramLabel = "N",
      defaultValue = "1",
      description = "How often. Default: ${DEFAULT-VALUE}.")
  private int runs;

  @Option(
      names = "--dest",
      paramLabel = "DIR",
      defaultValue = "downloads",
      description = "Where flags are saved. Default: ${DEFAULT-VALUE}.")
  private Path directory;

  @Option(
      names = "--server",
      description =
          "One of the book's, started for the purpose: local, delay (500ms..5s), error (a quarter"
              + " fails); or the base URL of one that runs.")
  private @Nullable String server;

  @Option(
      names = "--latency",
      description =
          "Of the server that is started: 50ms, 20ms..80ms or book, the default without --server.")
  private @Nullable String latency;

  @Option(names = "--allow-remote", description = "Let the server be another machine's.")
  private boolean allowRemote;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      converter = DurationConverter.class,
      defaultValue = "30s",
      description = "The longest that one flag may take. Default: ${DEFAULT-VALUE}.")
  private Duration timeout;

  @Option(names = "--verbose", description = "Say what became of each flag, a line each.")
  private boolean verbose;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() throws IOException {
    requirePositive("limit", limit);
    requirePositive("max-workers", maxWorkers);
    requirePositive("runs", runs);
    requirePositive("timeout", timeout.toMillis());
    List<String> codes = CountryCodes.expand(words, every);
    codes = codes.subList(0, Math.min(limit, codes.size()));
    List<Flag> list = Flag.of(codes, flags == null ? codes.size() : flags);
    List<Style> styles =
        style.equals("all") ? Arrays.asList(Style.values()) : List.of(Style.of(style));
    try {
      return download(list, styles) ? 0 : FAILED;
    } catch (InterruptedException e) {
      return INTERRUPTED;
    }
  }

  private boolean download(List<Flag> list, List<Style> styles)
      throws IOException, InterruptedException {
    Optional<BookServer> named = Optional.ofNullable(server).flatMap(BookServer::of);
    if (server != null && named.isEmpty()) {
      return session(list, runningServer(server), null).run(styles, runs, () -> {});
    }
    String delay = latency != null ? latency : named.map(BookServer::latency).orElse("book");
    NetworkConditions conditions =
        NetworkConditions.parse(
            Map.of("latency", delay, "fault", named.map(BookServer::fault).orElse("")));
    try (FlagServer started = FlagServer.start(conditions)) {
      return session(list, started.baseUrl(), conditions.latency())
          .run(styles, runs, started::reset);
    }
  }

  private URI runningServer(String url) {
    URI baseUrl = BaseUrl.parse(url, "local, delay, error", allowRemote);
    if (latency != null) {
      throw new IllegalArgumentException(
          "--latency '%s' is not ours to set: '%s' runs already".formatted(latency, url));
    }
    return baseUrl;
  }

  private DownloadSession session(List<Flag> list, URI baseUrl, @Nullable Latency known)
      throws IOException {
    try {
      Files.createDirectories(directory);
    } catch (IOException e) {
      throw new IOException(
          "'%s' is no directory to save flags in, and cannot be made one".formatted(directory), e);
    }
    return new DownloadSession(
        list,
        maxWorkers,
        baseUrl,
        known,
        directory,
        timeout,
        verbose,
        spec.commandLine().getOut(),
        spec.commandLine().getErr());
  }

  private static void requirePositive(String option, long value) {
    if (value < 1) {
      throw new IllegalArgumentException("--%s '%d' is not above zero".formatted(option, value));
    }
  }
}

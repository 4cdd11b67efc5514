package flagbench.cli;

import flagbench.book.BookServer;
import flagbench.server.FlagServer;
import flagbench.server.NetworkConditions;
import flagbench.server.RequestOutcome;
import flagbench.server.ServerStatistics;
import java.io.IOException;
import java.io.PrintStream;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: the local server by itself. */
@Command(
    name = "serve",
    description = "Serve the 20 flags under network conditions, until Ctrl-C.",
    exitCodeList = {
      "0:Standard input ended, with --until-eof.",
      Main.USAGE,
      Main.STOPPED,
      "143:Ended by SIGTERM."
    },
    footer = "  flagbench serve --latency 50ms --link 10MB/s --capacity 50")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ServeCommand implements Callable<Integer> {

  @Option(
      names = "--as",
      defaultValue = "local",
      description =
          "One of the book's servers: local (port 8001), delay (8002, latency 500ms..5s) or error"
              + " (8003, fault error=0.25). The options below override it.")
  private BookServer as;

  @Option(names = "--port", description = "The port; 0 takes a free one. Default: that of --as.")
  private @Nullable Integer port;

  @Option(
      names = "--bind",
      defaultValue = "127.0.0.1",
      description = "The address to listen on. Default: ${DEFAULT-VALUE}, this machine alone.")
  private String bind;

  @Mixin private ConditionOptions conditions;

  @Option(
      names = "--handshake",
      paramLabel = "DURATION",
      description = "Besides, before a connection's first answer; default 0ms.")
  private @Nullable String handshake;

  @Option(
      names = "--fault",
      paramLabel = "FAULT=SHARE",
      description =
          "Such as error=0.25,drop=0.01: error (status 503), drop (reset), truncate (half a body),"
              + " stall (headers, then silence).")
  private @Nullable String fault;

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "What draws start from: the same seed, the same sequence.")
  private @Nullable String seed;

  @Option(
      names = "--http2",
      description = "Let clients upgrade to HTTP/2, where there is no --fault.")
  private boolean http2;

  @Option(
      names = "--until-eof",
      description = "Stop when standard input ends, for a program that starts this one.")
  private boolean untilEof;

  @Override
  public Integer call() throws IOException, InterruptedException {
    Map<String, String> words = new HashMap<>();
    words.put("latency", as.latency());
    words.put("fault", as.fault());
    words.putAll(conditions.words());
    ConditionOptions.putIfGiven(words, "handshake", handshake);
    ConditionOptions.putIfGiven(words, "fault", fault);
    ConditionOptions.putIfGiven(words, "seed", seed);
    int listenOn = port == null ? as.port() : port;
    if (listenOn < 0 || listenOn > 65535) {
      throw new IllegalArgumentException("port '%d' is not from 0 to 65535".formatted(listenOn));
    }
    FlagServer server = FlagServer.start(bind, listenOn, NetworkConditions.parse(words), http2);
    // Not picocli's writer: the summary is printed while the JVM ends.
    PrintStream out = System.out;
    Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server, out)));
    out.println(server.baseUrl());
    out.println(server.conditions());
    if (untilEof) {
      System.in.transferTo(PrintStream.nullOutputStream());
      return 0;
    }
    Thread.currentThread().join();
    return 0;
  }

  private static void stop(FlagServer server, PrintStream out) {
    out.println(summary(server.statistics()));
    server.close();
  }

  private static String summary(ServerStatistics seen) {
    var line = new StringBuilder();
    line.append(
        "%d requests on %d connections, at most %d in flight: %d ok, %d not found"
            .formatted(
                seen.requests(),
                seen.connections(),
                seen.peakInFlight(),
                seen.count(RequestOutcome.OK),
                seen.count(RequestOutcome.NOT_FOUND)));
    for (RequestOutcome outcome :
        EnumSet.complementOf(EnumSet.of(RequestOutcome.OK, RequestOutcome.NOT_FOUND))) {
      if (seen.count(outcome) > 0) {
        line.append(", %d %s".formatted(seen.count(outcome), outcome));
      }
    }
    Histogram error = seen.latencyError();
    if (error.getTotalCount() > 0) {
      line.append(
          String.format(
              Locale.ROOT,
              "%nlate by %.2f ms (p50), %.2f ms (p99), %.2f ms (max)",
              error.getValueAtPercentile(50) / 1e6,
              error.getValueAtPercentile(99) / 1e6,
              error.getMaxValue() / 1e6));
    }
    return line.toString();
  }
}

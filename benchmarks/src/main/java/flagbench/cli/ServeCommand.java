package flagbench.cli;

import flagbench.server.FlagServer;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code serve}: runs the local server by itself. */
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
      names = "--port",
      defaultValue = "8001",
      description = "The port to listen on; 0 takes a free one.")
  private int port;

  @Option(
      names = "--bind",
      defaultValue = "127.0.0.1",
      description =
          "The address to listen on. The default is reached from this machine alone; 0.0.0.0 is"
              + " all addresses, those of IPv6 included.")
  private String bind;

  @Mixin private ConditionOptions conditions;

  @Option(
      names = "--handshake",
      paramLabel = "DURATION",
      defaultValue = "0ms",
      description = "How much longer the first request of a connection waits.")
  private String handshake;

  @Option(
      names = "--fault",
      paramLabel = "FAULT=SHARE",
      description =
          "What goes wrong, and how often, such as error=0.25,drop=0.01: error (status 503), drop"
              + " (the connection is reset), truncate (half a body), stall (headers, then"
              + " silence).")
  private @Nullable String fault;

  @Option(
      names = "--seed",
      paramLabel = "N",
      defaultValue = "" + NetworkConditions.DEFAULT_SEED,
      description = "The seed of random latencies and faults. The same seed gives the same ones.")
  private String seed;

  @Option(
      names = "--http2",
      description = "Let clients upgrade to HTTP/2, which is not possible together with --fault.")
  private boolean http2;

  @Option(
      names = "--until-eof",
      description = "Stop when standard input ends, for a program that starts this one.")
  private boolean untilEof;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (port < 0 || port > 65535) {
      throw new IllegalArgumentException("port '%d' is not from 0 to 65535".formatted(port));
    }
    Map<String, String> words = conditions.words();
    words.putAll(Map.of("handshake", handshake, "seed", seed, "fault", fault == null ? "" : fault));
    FlagServer server = FlagServer.start(bind, port, NetworkConditions.parse(words), http2);
    // Not picocli's writer, since the statistics are printed while the JVM shuts down.
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
    out.println(server.statistics().toJson());
    server.close();
  }
}

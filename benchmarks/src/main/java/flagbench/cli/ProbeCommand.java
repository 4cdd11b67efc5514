package flagbench.cli;

import flagbench.download.BaseUrl;
import flagbench.probe.Findings;
import flagbench.probe.Probe;
import flagbench.probe.Quantile;
import flagbench.report.Table;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code probe}: measures a network, and prints the options that imitate it. */
@Command(
    name = "probe",
    description =
        "Measure the network to a server with at most 50 requests, one at a time, and print the"
            + " options that make the local server behave like it.",
    exitCodeList = {Main.DONE, Main.USAGE},
    footer = "  flagbench probe https://example.org/flags/br/br.gif --allow-remote")
@SuppressWarnings("NullAway.Init") // picocli sets the fields
final class ProbeCommand extends PrintingCommand {

  @Parameters(
      paramLabel = "URL",
      description = "The URL of one file, such as a flag: http or https.")
  private String url;

  @Mixin private RemoteOption remote;

  @Option(
      names = "--timeout",
      paramLabel = "DURATION",
      defaultValue = "30s",
      converter = DurationConverter.class,
      description = "The longest that a connection or a response may take.")
  private Duration timeout;

  @Override
  public Integer call() throws IOException, InterruptedException {
    if (timeout.toMillis() < 1 || timeout.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException("--timeout is not from 1 ms to 24 days");
    }
    URI file = BaseUrl.parseFile(url, remote.isAllowed);
    Findings found = new Probe(file, timeout).run();
    var table = new Table("", "median", "90 % interval", "p90", "90 % interval", "p99", "90 %");
    add(table, "connect, ms", found.connectMillis(), 1);
    add(table, "first byte, ms", found.firstByteMillis(), 1);
    add(table, "opening, ms", found.openingMillis(), 1);
    if (!found.bytesPerSecond().isEmpty()) {
      add(table, "body, kB/s", found.bytesPerSecond(), 1000);
    }
    String link = found.link().map(" --link=%s"::formatted).orElse("");
    PrintWriter out = out();
    out.printf(
        "%s%n%d connections, and %d requests one at a time, of %d B each,%nof which the first %d open a connection, too%n%n%s%n",
        file,
        found.connectMillis().size(),
        found.openingMillis().size() + found.firstByteMillis().size(),
        found.bodyBytes(),
        found.openingMillis().size(),
        table.text());
    if (found.bytesPerSecond().isEmpty()) {
      out.println("The body is too short to measure the bandwidth of the link.");
    }
    out.println("These are too few values for an upper bound of the 99th percentile.");
    out.println("How many requests the server serves at once, or from how many on it refuses");
    out.printf("any, cannot be seen from one request at a time.%n%n");
    out.printf("Options for a network like this:%n");
    out.printf("  serve --latency=%s --handshake=%s%s%n", found.latency(), found.handshake(), link);
    out.printf("  bench -p latency=%s%s%n", found.latency(), link.replace(" --link", " -p link"));
    out.printf("  tune --latency=%s%s%n", found.latency(), link);
    return 0;
  }

  private static void add(Table table, String name, List<Double> values, double unit) {
    List<String> row = new ArrayList<>(List.of(name));
    for (double share : new double[] {0.5, 0.9, 0.99}) {
      Quantile quantile = Quantile.of(values, share);
      String interval = Double.isInfinite(quantile.high()) ? "over %.1f" : "%.1f to %.1f";
      row.add("%.1f".formatted(quantile.value() / unit));
      row.add(interval.formatted(quantile.low() / unit, quantile.high() / unit));
    }
    table.add(row.toArray(String[]::new));
  }
}

package flagbench.analysis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Holds the table of clients in {@code benchmarks/README.md}, and what is concluded from it, to the
 * committed run of {@code ClientBenchmark}.
 */
class ClientMatrixReferenceTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final List<String> STYLES = List.of("threadPool", "virtualThreads", "async");
  private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d+");

  private final List<CellResult> results =
      ResultFile.read(ROOT.resolve("results/reference/clients.json"));

  ClientMatrixReferenceTest() throws IOException {}

  @Test
  void theTableAndTheFindingArePrintedFromTheFile() throws IOException {
    String table = table();
    String readme = Files.readString(ROOT.resolve("benchmarks/README.md"));
    assertTrue(readme.contains(table), () -> "benchmarks/README.md lacks:\n" + table);
    String finding = readme.split("### What the clients cost", 2)[1].split("\\n\\|", 2)[0];
    List<String> typed =
        DECIMAL
            .matcher(finding)
            .results()
            .map(MatchResult::group)
            .filter(number -> !table.contains(number))
            .toList();
    assertEquals(List.of(), typed, "the finding's numbers are not the table's");
  }

  /** What is not raised stops where {@code ClientLimitsTest} says that its library does. */
  @Test
  void aClientAsShippedIsSlowerByTheRatioOfItsLimit() {
    for (String style : STYLES) {
      assertEquals(5, peak("httpclient5@default", style), style);
      assertEquals(20, peak("httpcore5@default", style), style);
    }
    assertEquals(5, peak("okhttp@default", "async"));
    assertEquals(50, peak("okhttp@default", "threadPool"));
  }

  private double peak(String client, String style) {
    return result(client, style, "20ms").flatMap(ClientMatrixReferenceTest::peak).orElseThrow();
  }

  private static Optional<Double> peak(CellResult result) {
    OptionalDouble peak = result.secondaryMax("peakInFlight");
    return peak.isPresent() ? Optional.of(peak.getAsDouble()) : Optional.empty();
  }

  private String table() {
    List<String> lines = new ArrayList<>();
    lines.add(
        "| client | style | 20 ms, raised | as shipped | in flight as shipped | 0 ms, raised | CPU, µs a flag | allocated, kB a flag | threads |");
    lines.add("| --- | --- | --: | --: | --: | --: | --: | --: | --: |");
    Set<String> clients = new LinkedHashSet<>();
    results.forEach(result ->
        clients.add(result.cell().parameters().getOrDefault("client", "").replace("@default", "")));
    for (String client : clients) {
      for (String style : STYLES) {
        Optional<CellResult> shipped = result(client + "@default", style, "20ms");
        Optional<CellResult> instant = result(client, style, "0ms");
        lines.add(
            Stream.of(
                    client,
                    style,
                    makespan(client, style, "20ms"),
                    shipped.isEmpty() ? "no limits" : makespan(client + "@default", style, "20ms"),
                    shipped
                        .flatMap(ClientMatrixReferenceTest::peak)
                        .map(peak -> String.valueOf(peak.intValue()))
                        .orElse("-"),
                    makespan(client, style, "0ms"),
                    secondary(instant, "cpuPerFlag", 1),
                    secondary(instant, "allocated", 1000),
                    secondary(instant, "threads", 1))
                .collect(Collectors.joining(" | ", "| ", " |")));
      }
    }
    return String.join("\n", lines);
  }

  /** In milliseconds, of cells that nothing speaks against. */
  private String makespan(String client, String style, String latency) {
    Optional<CellResult> result = result(client, style, latency);
    if (result.isEmpty()) {
      return "failed";
    }
    Set<Mark> marks = Mark.of(result.get());
    return marks.stream().anyMatch(Mark::isDoubt)
        ? marks.stream().filter(Mark::isDoubt).map(Mark::toString).collect(Collectors.joining(" "))
        : String.format(Locale.ROOT, "%.1f", Estimate.of(result.get()).mean());
  }

  private static String secondary(Optional<CellResult> result, String name, double unit) {
    return result
        .map(
            one -> String.format(Locale.ROOT, "%.0f", one.secondaryMean(name).orElseThrow() / unit))
        .orElse("-");
  }

  /** Nothing of a cell that failed or was not measured. */
  private Optional<CellResult> result(String client, String style, String latency) {
    return results.stream()
        .filter(result -> {
          Cell cell = result.cell();
          return cell.method().equals(style)
              && client.equals(cell.parameters().get("client"))
              && latency.equals(cell.parameters().get("latency"))
              && result.failures().stream().noneMatch(failure -> failure.cell().equals(cell));
        })
        .findFirst();
  }
}

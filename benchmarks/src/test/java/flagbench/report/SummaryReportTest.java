package flagbench.report;

import static flagbench.result.Results.cell;
import static flagbench.result.Results.result;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Summary;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.node.ObjectNode;

class SummaryReportTest {
  private final Summary summary =
      Summary.of(
          List.of(
              result(
                  cell("sequential"),
                  new double[] {1000, 1001, 1002},
                  new double[] {1000, 1001, 1002}),
              result(cell("virtualThreads"), new double[] {59, 60, 61}, new double[] {59, 60, 61}),
              result(
                  cell("virtualThreads", "workers=5"),
                  new double[] {210, 211, 212},
                  new double[] {210, 211, 212}),
              result(cell("async"), new double[] {70, 70, 70}, new double[] {70.5, 70.5, 70.5})),
          List.of(new Failure(cell("threadPool"), "not downloaded")));

  @Test
  void aTableAlignsDecimalsOrdersStylesAsTheBookDoesAndNamesWhatFailed() {
    assertEquals(
        """
        20 flags at 50ms (client jdk, server embedded, sink disk)
        style           workers  makespan     ±  unit  speed-up  % ideal  marks
        sequential            -   1001.00  0.00    ms      1.0×     99.9
        threadPool           20    failed     -     -         -        -  failed
        virtualThreads        5    211.00  0.00    ms      4.7×     94.8
        virtualThreads       20     60.00  0.00    ms     16.7×     83.3
        async                20     70.25  3.18    ms     14.2×     71.2  machine

        20 flags at 50ms: virtualThreads with 20 workers, 16.7× sequential, 83 % of
          ideal (indicative)

        ±: half the 95 % interval, from fork means (forks a cell: 2, indicative, no
          verdict)
        machine: there is no ideal, or less than 80 % of it is reached: then figures
          depend on the machine
        failed: 20 flags at 50ms: threadPool with 20 workers: not downloaded
        """,
        new SummaryReport(summary).document().text());
  }

  @Test
  void noLineIsWiderThanATerminal() {
    assertTrue(
        new SummaryReport(summary).document().text().lines().allMatch(line -> line.length() <= 80));
  }

  @Test
  void notEvenARowWithManyMarksOrAControlCharacterOfEightBits() {
    var table = new Table(2, "style", "workers", "makespan", "marks");
    String marks = "warming forks flight refused:12% connections late cpu busy derived machine";
    table.add("virtualThreads", "50", "1234.50", marks);
    table.add("async", "50", "1", "\u009b31m");
    List<String> lines = table.text().lines().toList();
    assertTrue(lines.stream().allMatch(line -> line.length() <= 80), table::text);
    assertTrue(lines.contains("    " + marks), table::text);
    assertTrue(table.text().contains("  \ufffd31m"), table::text);
  }

  @Test
  void sentencesNameWhatTellsWorkloadsApart() {
    Summary clients =
        Summary.of(
            List.of(
                result(cell("async", "client=jdk"), new double[] {60, 60, 60}),
                result(cell("async", "client=httpcore5"), new double[] {55, 55, 55}),
                result(cell("sequential", "flags=10"), new double[] {500, 500, 500})),
            List.of());
    String text = new SummaryReport(clients).document().text();
    assertTrue(
        text.contains(
            "20 flags at 50ms (client httpcore5): async with 20 workers, 91 % of ideal\n"
                + "  (indicative)"),
        text);
    assertTrue(text.contains("?: one fork alone has no interval"), text);
    assertFalse(text.contains("not told apart"), text);
    assertFalse(text.contains("10 flags at 50ms (client jdk): sequential"), text);
  }

  @Test
  void markdownHoldsTheSameCells() {
    String markdown = new SummaryReport(summary).document().markdown();
    assertTrue(markdown.contains("| --- | --: | --: | --: | --: | --: | --: | --- |"), markdown);
    assertTrue(
        markdown.contains("| virtualThreads | 20 | 60.00 | 0.00 | ms | 16.7× | 83.3 |  |"),
        markdown);
    assertTrue(markdown.contains("- 20 flags at 50ms: virtualThreads with 20 workers"), markdown);
  }

  @Test
  void aStyleWhoseFlagsWereRefusedIsNotTheBest() {
    double[] fork = {25, 25, 25};
    double[] faster = {22, 22, 22};
    Summary summary =
        Summary.of(
            List.of(
                result(cell("sequential", "refuse=10"), new double[] {1000, 1000}),
                result(cell("async", "refuse=10", "workers=10"), fork, fork),
                result(cell("async", "refuse=10"), Map.of("failed", 8.0), faster, faster, faster)),
            List.of());
    String text = new SummaryReport(summary).document().text();
    assertTrue(text.contains("20 flags at 50ms: async with 10 workers"), text);
    String words = text.replaceAll("\\s+", " ");
    assertTrue(words.contains("async 10 25.00 0.00 ms 40.0× 400.0 impossible"), text);
    assertTrue(words.contains("async 20 22.00 0.00 ms - - impossible refused:40%"), text);
    assertTrue(text.contains("refused: the server refused over 0.1 % of the flags"), text);
    assertFalse(text.contains("not told apart"), text);
  }

  @Test
  void cellsOfAnotherUnitAreNotRanked() {
    double[] fork = {0.4, 0.5, 0.45};
    List<CellResult> throughputs = new ArrayList<>();
    for (String style : List.of("sequential", "async")) {
      ObjectNode json = result(cell(style), fork, fork).json().put("mode", "thrpt");
      ((ObjectNode) json.path("primaryMetric")).put("scoreUnit", "ops/s");
      throughputs.add(CellResult.of(json));
    }
    String text = new SummaryReport(Summary.of(throughputs, List.of())).document().text();
    assertTrue(text.startsWith("Benchmarks that are not ranked\n"), text);
    assertFalse(text.contains("×") || text.contains("ideal"), text);
  }

  @Test
  void oneForkEachDoesNotRankStyles() {
    Summary summary =
        Summary.of(
            List.of(
                result(cell("async"), new double[] {55, 56, 57}),
                result(cell("threadPool"), new double[] {55, 57, 58})),
            List.of());
    String text = new SummaryReport(summary).document().text().replaceAll("\\s+", " ");
    assertTrue(text.contains("(measure with --forks 5): threadPool with 20 workers"), text);
    assertFalse(text.contains("not told apart"), text);
  }

  @Test
  void aCappedClientsRowSaysWhereItStopped() {
    Summary summary =
        Summary.of(
            List.of(
                result(
                    cell("async", "client=okhttp@default"),
                    Map.of("peakInFlight", 5.0),
                    new double[] {203, 204},
                    new double[] {205, 203})),
            List.of());
    String text = new SummaryReport(summary).document().text();
    assertTrue(text.contains("capped:5/20"), text);
    assertTrue(text.contains("capped: the peak in flight was the same in every iteration"), text);
  }
}

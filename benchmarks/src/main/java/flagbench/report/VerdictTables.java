package flagbench.report;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toList;

import flagbench.analysis.Comparison.Row;
import flagbench.analysis.Mark;
import flagbench.analysis.Summary;
import flagbench.report.Document.Block;
import flagbench.report.Document.Drawing;
import flagbench.report.Document.Titled;
import flagbench.result.Cell;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.stream.Stream;

/**
 * A candidate beside the baseline: for each workload a table and, where there are verdicts, a plot.
 */
record VerdictTables(Candidate candidate) {

  /**
   * The tables of all cells. On another machine, where there are no verdicts, only those of cells
   * that are not ranked: {@link MachineTables} has the others.
   */
  List<Block> blocks() {
    ForestPlot plot = ForestPlot.of(candidate);
    return candidate.comparison().rows().stream()
        .filter(row -> candidate.isJudged() || !Summary.isRanked(row.cell(), row.unit()))
        .collect(groupingBy(VerdictTables::title, LinkedHashMap::new, toList()))
        .entrySet()
        .parallelStream()
        .flatMap(entry -> {
          Block table = new Titled(entry.getKey(), table(entry.getValue()));
          return candidate.isJudged()
              ? Stream.of(table, new Drawing(plot.draw(entry.getValue()), ""))
              : Stream.of(table);
        })
        .toList();
  }

  /** What the rows of one table have in common. */
  private static String title(Row row) {
    Cell cell = row.cell();
    String mode = cell.mode().equals("avgt") ? "" : ", mode " + cell.mode();
    String threads = cell.threads() == 1 ? "" : ", " + cell.threads() + " threads";
    String subject = cell.isOurs() ? WorkloadNames.title(cell.workload()) : cell.type();
    return subject + ", " + row.unit() + mode + threads;
  }

  private Table table(List<Row> rows) {
    Numbers scores =
        Numbers.of(
            rows.stream().flatMap(row -> Stream.of(row.baseline(), row.candidate())).toList());
    String letter = candidate.letter();
    String cells = rows.getFirst().cell().isOurs() ? "style" : "method";
    var table = new Table(cells, "A", letter, letter + "/A, 95 %", "verdict");
    rows.stream()
        .sorted(Comparator.comparing(Row::cell, StyleOrder.CELLS))
        .forEach(row ->
            table.add(
                StyleOrder.label(row.cell()),
                scores.format(row.baseline()),
                scores.format(row.candidate()),
                row.ratio().map(Numbers::interval).orElse("-"),
                candidate.isJudged() ? verdict(row) : "-"));
    return table;
  }

  private static String verdict(Row row) {
    String doubts = Mark.doubts(row.marks());
    return row.verdict() + (doubts.isEmpty() ? "" : " (" + doubts + ")");
  }
}

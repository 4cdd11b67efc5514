package flagbench.report;

import flagbench.analysis.Basis;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Other;
import flagbench.result.Cell;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Other projects' benchmarks in one plain table, which ranks nothing. */
record OtherCells(Summary summary) {

  Table table() {
    var table =
        new Table(3, "class", "method", "parameters", "mode", "threads", "score", "±", "unit", "");
    for (Other other : summary.others()) {
      add(
          table,
          other.cell(),
          Numbers.significant(other.score().mean()),
          Numbers.significant(other.score().half()),
          other.unit(),
          other.basis().label());
    }
    for (Failure failure : summary.otherFailures()) {
      add(table, failure.cell(), "failed", "-", "-", "failed");
    }
    return table;
  }

  private static void add(
      Table table, Cell cell, String score, String half, String unit, String note) {
    String parameters =
        cell.parameters().entrySet().stream()
            .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
            .collect(Collectors.joining(", "));
    table.add(
        cell.type(),
        cell.method(),
        parameters,
        cell.mode(),
        String.valueOf(cell.threads()),
        score,
        half,
        unit,
        note);
  }

  List<String> legend() {
    List<String> lines = new ArrayList<>();
    Set<Basis> bases = summary.others().stream().map(Other::basis).collect(Collectors.toSet());
    if (!summary.others().isEmpty()) {
      lines.add("±: half the 95 % interval, from fork means unless the last column says otherwise");
    }
    if (bases.contains(Basis.ITERATIONS)) {
      lines.add(
          Basis.ITERATIONS.label()
              + ": one fork, so that ± is from its iterations; the next JVM may differ by tens of percent");
    }
    for (Failure failure : summary.otherFailures()) {
      lines.add("failed: %s: %s".formatted(failure.cell(), failure.reason()));
    }
    return lines;
  }
}

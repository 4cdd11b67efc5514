package flagbench.report;

import static java.util.stream.Collectors.joining;

import flagbench.analysis.Basis;
import flagbench.analysis.Summary;
import flagbench.report.Document.Lines;
import flagbench.result.Cell;
import flagbench.result.Failure;

/** The scores of cells that are not ranked, most of them of other projects. */
record OtherProjects(Summary summary) {

  Table table() {
    var table =
        new Table(3, "class", "method", "parameters", "mode", "threads", "score", "±", "unit", "");
    for (Summary.Other other : summary.others()) {
      String score = Numbers.significant(other.score().mean());
      String half = Numbers.significant(other.score().half());
      add(table, other.cell(), score, half, other.unit(), other.basis().label());
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
            .collect(joining(", "));
    String threads = String.valueOf(cell.threads());
    table.add(
        cell.type(), cell.method(), parameters, cell.mode(), threads, score, half, unit, note);
  }

  Lines legend() {
    Lines lines =
        new Lines()
            .addIf(
                !summary.others().isEmpty(),
                "±: half the 95 % interval, from fork means unless the last column says otherwise")
            .addIf(
                summary.others().stream().anyMatch(other -> other.basis() == Basis.ITERATIONS),
                "%s: there is one fork, so ± is computed from its iterations; the next JVM may differ by"
                    + " tens of percent",
                Basis.ITERATIONS.label());
    summary
        .otherFailures()
        .forEach(failure -> lines.add("failed: %s: %s", failure.cell(), failure.reason()));
    return lines;
  }
}

package flagbench.report;

import static java.util.stream.Collectors.joining;

import flagbench.analysis.Basis;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Other;
import flagbench.report.Document.Lines;
import flagbench.result.Cell;
import flagbench.result.Failure;

/** Other projects' benchmarks, of which no more is known than their scores. */
record OtherProjects(Summary summary) {

  Table table() {
    Table table =
        Table.of(summary.others(), 3)
            .column("class", other -> other.cell().type())
            .column("method", other -> other.cell().method())
            .column("parameters", other -> parameters(other.cell()))
            .column("mode", other -> other.cell().mode())
            .column("threads", other -> other.cell().threads())
            .column("score", other -> Numbers.significant(other.score().mean()))
            .column("±", other -> Numbers.significant(other.score().half()))
            .column("unit", Other::unit)
            .column("", other -> other.basis().label())
            .table();
    for (Failure failure : summary.otherFailures()) {
      Cell cell = failure.cell();
      table.add(
          cell.type(),
          cell.method(),
          parameters(cell),
          cell.mode(),
          String.valueOf(cell.threads()),
          "failed",
          "-",
          "-",
          "failed");
    }
    return table;
  }

  private static String parameters(Cell cell) {
    return cell.parameters().entrySet().stream()
        .map(parameter -> parameter.getKey() + "=" + parameter.getValue())
        .collect(joining(", "));
  }

  Lines legend() {
    var lines = new Lines();
    lines
        .addIf(
            !summary.others().isEmpty(),
            "±: half the 95 % interval, from fork means unless the last column says otherwise")
        .addIf(
            summary.others().stream().anyMatch(other -> other.basis() == Basis.ITERATIONS),
            "%s: one fork, so that ± is from its iterations; the next JVM may differ by tens of"
                + " percent",
            Basis.ITERATIONS.label());
    summary
        .otherFailures()
        .forEach(failure -> lines.add("failed: %s: %s", failure.cell(), failure.reason()));
    return lines;
  }
}

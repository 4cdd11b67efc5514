package flagbench.report;

import static flagbench.report.Numbers.TENTHS;
import static flagbench.report.Numbers.WHOLE;

import flagbench.analysis.MachineComparison;
import flagbench.analysis.MachineComparison.Row;
import flagbench.analysis.Mark;
import flagbench.analysis.Summary;
import flagbench.report.Document.Block;
import flagbench.report.Document.Lines;
import flagbench.report.Document.Titled;
import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * The results of two machines. What can be compared between machines comes first: speed-up and
 * percent of ideal. Milliseconds stand last.
 */
record MachineTables(MachineComparison machines, String letter) {
  private static final String MACHINE = "machine";

  static MachineTables of(Candidate candidate) {
    return new MachineTables(MachineComparison.of(candidate.comparison()), candidate.letter());
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    machines
        .workloads()
        .forEach((workload, rows) -> {
          String name = WorkloadNames.title(workload);
          blocks.add(
              new Titled(name + ": speed-up over sequential, % of ideal, and ms", table(rows)));
        });
    var lines = new Lines();
    machines
        .best()
        .forEach(best ->
            lines.add(
                "%s: best in A %s, in %s %s",
                name(best.baseline().cell().workload()),
                brief(best.baseline()),
                letter,
                brief(best.candidate())));
    for (MachineComparison.Swap swap : machines.swaps()) {
      Cell first = swap.fasterInBaseline();
      lines.add(
          "%s: in A %s is faster than %s, in %s it is slower",
          name(first.workload()), first.brief(), swap.fasterInCandidate().brief(), letter);
    }
    lines.addIf(!machines.rows().isEmpty(), "±: half the 95 % interval");
    lines.addIf(
        machines.rows().stream().map(MachineTables::note).anyMatch(MACHINE::equals),
        "machine: there is no ideal, or one of them reaches less than %d %% of it, so that"
            + " figures depend on the machine",
        Summary.PORTABLE_PERCENT);
    blocks.add(lines);
    return blocks;
  }

  private Table table(List<Row> rows) {
    Numbers millis =
        Numbers.of(
            rows.stream()
                .flatMap(row -> Stream.of(row.baseline(), row.candidate()))
                .map(row -> row.makespan().mean())
                .toList());
    var table =
        new Table("style", "A", letter, "% A", "% " + letter, "A ms", letter + " ms", "note");
    rows.stream()
        .sorted(Comparator.comparing(Row::cell, StyleOrder.CELLS))
        .forEach(row ->
            table.add(
                StyleOrder.label(row.cell()),
                times(row.baseline()),
                times(row.candidate()),
                percent(row.baseline()),
                percent(row.candidate()),
                millis.format(row.baseline().makespan().mean()),
                millis.format(row.candidate().makespan().mean()),
                note(row)));
    return table;
  }

  private static String note(Row row) {
    return row.hasRefusals() ? Mark.REFUSED.toString() : row.isPortable() ? "" : MACHINE;
  }

  private String name(Map<String, String> workload) {
    return WorkloadNames.name(workload, machines.workloads().keySet());
  }

  private static String brief(Summary.Row row) {
    return row.cell().brief() + (row.speedUp().isPresent() ? " (" + times(row) + ")" : "");
  }

  private static String times(Summary.Row row) {
    String error = error(TENTHS, row.speedUpHalf());
    return TENTHS.format(row.speedUp(), "%s" + error + "×", "-");
  }

  private static String percent(Summary.Row row) {
    return WHOLE.format(row.percentOfIdeal(), "%s" + error(WHOLE, row.percentHalf()), "-");
  }

  /** Half of an interval after a plus-minus sign; nothing if there is no interval. */
  private static String error(Numbers numbers, OptionalDouble half) {
    double error = half.orElse(0);
    return error > 0 && Double.isFinite(error) ? "±" + numbers.format(error) : "";
  }
}

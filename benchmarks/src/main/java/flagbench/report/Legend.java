package flagbench.report;

import flagbench.analysis.MachineComparison;
import flagbench.analysis.Mark;
import flagbench.analysis.Ratio;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.report.Document.Lines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;

/** The words in the last column of a summary's tables, and what they mean. */
record Legend(Summary summary) {
  private static final String DERIVED = "derived";
  private static final String MACHINE = "machine";

  /** What to know of a row, in a word each. */
  static List<String> notes(Row row) {
    List<String> notes = new ArrayList<>();
    row.marks().forEach(mark -> notes.add(mark.label() + (mark == Mark.CAPPED ? peak(row) : "")));
    if (row.derived()) {
      notes.add(DERIVED);
    }
    if (!row.cell().method().equals("sequential")
        && row.percentOfIdeal().orElse(0) < MachineComparison.PORTABLE_PERCENT) {
      notes.add(MACHINE);
    }
    return notes;
  }

  /** Such as {@code :5/50}: the client had never more than 5 requests of 50 in flight. */
  private static String peak(Row row) {
    int most = Math.min(row.cell().number("workers"), row.cell().number("flags"));
    return ":%.0f/%d".formatted(row.peakInFlight().orElse(0), most);
  }

  /** What to add to a sentence about a row that rests on few forks. */
  static String caution(Row row) {
    return row.makespan().forks() < Ratio.FEWEST_FORKS ? " (indicative)" : "";
  }

  /** What the columns and the words that occur mean, and why cells failed. */
  Lines lines() {
    List<Row> rows =
        summary.workloads().stream().flatMap(workload -> workload.rows().stream()).toList();
    List<String> notes = rows.stream().flatMap(row -> notes(row).stream()).toList();
    var lines = new Lines();
    if (!rows.isEmpty()) {
      lines.add("±: half the 95 % interval, from fork means (" + forks(rows) + ")");
    }
    lines.addIf(
        rows.stream().anyMatch(row -> row.makespan().forks() == 1),
        "?: one fork alone has no interval");
    Arrays.stream(Mark.values())
        .filter(mark -> rows.stream().anyMatch(row -> row.marks().contains(mark)))
        .forEach(mark -> lines.add(mark.label() + ": " + mark.reason()));
    lines
        .addIf(
            notes.contains(DERIVED),
            DERIVED + ": speed-up over the time per flag of sequential with 20 flags")
        .addIf(
            notes.contains(MACHINE),
            "%s: there is no ideal, or less than %d %% of it is reached: then figures depend on the"
                + " machine",
            MACHINE,
            MachineComparison.PORTABLE_PERCENT);
    summary.workloads().stream()
        .flatMap(workload -> workload.failures().stream())
        .forEach(failure -> lines.add("failed: %s: %s", failure.cell().brief(), failure.reason()));
    return lines;
  }

  private static String forks(List<Row> rows) {
    IntSummaryStatistics forks =
        rows.stream().mapToInt(row -> row.makespan().forks()).summaryStatistics();
    return (forks.getMin() < forks.getMax() ? forks.getMin() + " to " : "")
        + forks.getMax()
        + " forks a cell"
        + (forks.getMin() < Ratio.FEWEST_FORKS ? ": indicative, no verdict" : "");
  }
}

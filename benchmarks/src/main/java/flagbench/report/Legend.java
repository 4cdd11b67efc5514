package flagbench.report;

import flagbench.analysis.Mark;
import flagbench.analysis.Ratio;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.analysis.Travel;
import java.util.ArrayList;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What stands in a table's last column, and what it means. */
record Legend(Summary summary) {

  private static final String DERIVED = "derived";
  private static final String MACHINE = "machine";

  /** One word for each thing to know of a row. */
  static List<String> notes(Row row) {
    List<String> notes = new ArrayList<>();
    row.marks().forEach(mark -> notes.add(mark.label() + (mark == Mark.CAPPED ? peak(row) : "")));
    if (row.derived()) {
      notes.add(DERIVED);
    }
    if (!row.cell().method().equals("sequential")
        && row.percentOfIdeal().orElse(0) < Travel.PORTABLE_PERCENT) {
      notes.add(MACHINE);
    }
    return notes;
  }

  /** Such as {@code :5/50}: the client stopped at 5 of 50. */
  private static String peak(Row row) {
    return ":%.0f/%d"
        .formatted(
            row.peakInFlight().orElse(0),
            Math.min(row.cell().number("workers"), row.cell().number("flags")));
  }

  /** What to add to a sentence about a row that rests on few forks. */
  static String caution(Row row) {
    return row.makespan().forks() < Ratio.FEWEST_FORKS ? " (indicative)" : "";
  }

  /** What the columns and the words that occur mean, and why cells failed. */
  List<String> lines() {
    List<Row> rows =
        summary.workloads().stream().flatMap(workload -> workload.rows().stream()).toList();
    List<String> lines = new ArrayList<>();
    if (!rows.isEmpty()) {
      lines.add("±: half the 95 % interval, from fork means (" + forks(rows) + ")");
    }
    if (rows.stream().anyMatch(row -> row.makespan().forks() == 1)) {
      lines.add("?: one fork tells no interval");
    }
    rows.stream()
        .flatMap(row -> row.marks().stream())
        .collect(Collectors.toCollection(TreeSet::new))
        .forEach((Mark mark) -> lines.add(mark.label() + ": " + mark.reason()));
    List<String> notes = rows.stream().flatMap(row -> notes(row).stream()).toList();
    if (notes.contains(DERIVED)) {
      lines.add(DERIVED + ": speed-up over the 20-flag sequential cell's time per flag");
    }
    if (notes.contains(MACHINE)) {
      lines.add(
          MACHINE
              + ": without an ideal, or below "
              + Travel.PORTABLE_PERCENT
              + " % of it: the machine decides");
    }
    for (Workload workload : summary.workloads()) {
      workload
          .failures()
          .forEach(
              failure -> lines.add("failed: " + failure.cell().brief() + ": " + failure.reason()));
    }
    return lines;
  }

  private static String forks(List<Row> rows) {
    IntSummaryStatistics forks =
        rows.stream().mapToInt(row -> row.makespan().forks()).summaryStatistics();
    String range =
        forks.getMin() == forks.getMax()
            ? "" + forks.getMin()
            : forks.getMin() + " to " + forks.getMax();
    return range
        + " forks a cell"
        + (forks.getMin() < Ratio.FEWEST_FORKS ? ": indicative, no verdict" : "");
  }
}

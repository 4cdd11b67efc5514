package flagbench.report;

import flagbench.analysis.Mark;
import flagbench.analysis.Ratio;
import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import flagbench.report.Document.Lines;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IntSummaryStatistics;
import java.util.List;
import java.util.SortedMap;

/** The words in the last column of a summary's tables, and the lines that explain them. */
record Legend(Summary summary) {
  private static final String DERIVED = "derived";
  private static final String MACHINE = "machine";

  /** The words for a row: its marks, and what else to know of its numbers. */
  static List<String> words(Row row) {
    List<String> words = new ArrayList<>();
    row.marks().forEach(mark -> words.add(mark + figure(mark, row)));
    if (row.derived()) {
      words.add(DERIVED);
    }
    boolean isCompared = !row.cell().method().equals("sequential") && !row.hasRefusals();
    if (isCompared && !row.comesNearIdeal()) {
      words.add(MACHINE);
    }
    return words;
  }

  /**
   * {@code :5/50} if the client never had more than 5 of 50 requests in flight, and the percentage
   * of flags that the server refused.
   */
  private static String figure(Mark mark, Row row) {
    return switch (mark) {
      case CAPPED -> {
        int most = Math.min(row.cell().number("workers"), row.cell().number("flags"));
        yield ":%.0f/%d".formatted(row.peakInFlight().orElse(0), most);
      }
      case REFUSED -> ":" + Numbers.percent(row.failed()).replace(" ", "");
      default -> "";
    };
  }

  /** What to add to a sentence about a row that rests on few forks. */
  static String caution(Row row) {
    return row.makespan().forks() < Ratio.FEWEST_FORKS ? " (indicative)" : "";
  }

  /** Explains the columns and the words that occur, and says why cells failed. */
  Lines lines() {
    List<Row> rows =
        summary.workloads().stream().flatMap(workload -> workload.rows().stream()).toList();
    List<String> words = rows.stream().flatMap(row -> words(row).stream()).toList();
    Lines lines =
        new Lines()
            .addIf(!rows.isEmpty(), "±: half the 95 %% interval, from fork means (%s)", forks(rows))
            .addIf(
                rows.stream().anyMatch(row -> row.makespan().forks() == 1),
                "?: one fork alone has no interval");
    Arrays.stream(Mark.values())
        .filter(mark -> rows.stream().anyMatch(row -> row.marks().contains(mark)))
        .forEach(mark -> lines.add(mark + ": " + mark.reason()));
    lines
        .addIf(
            words.contains(DERIVED),
            DERIVED + ": speed-up over the time per flag of sequential with 20 flags")
        .addIf(
            words.contains(MACHINE),
            "%s: there is no ideal, or less than %d %% of it is reached: then figures depend on the"
                + " machine",
            MACHINE,
            Summary.PORTABLE_PERCENT);
    List<SortedMap<String, String>> all =
        summary.workloads().stream().map(Workload::parameters).toList();
    for (Workload workload : summary.workloads()) {
      String name = WorkloadNames.name(workload.parameters(), all);
      workload
          .failures()
          .forEach(failure ->
              lines.add("failed: %s: %s: %s", name, failure.cell().brief(), failure.reason()));
    }
    return lines;
  }

  private static String forks(List<Row> rows) {
    IntSummaryStatistics forks =
        rows.stream().mapToInt(row -> row.makespan().forks()).summaryStatistics();
    return "forks a cell: "
        + (forks.getMin() < forks.getMax() ? forks.getMin() + " to " : "")
        + forks.getMax()
        + (forks.getMin() < Ratio.FEWEST_FORKS ? ", indicative, no verdict" : "");
  }
}

package flagbench.report;

import flagbench.analysis.Summary;
import flagbench.analysis.Travel;
import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.SortedMap;

/** Two machines: what travels between them first, milliseconds beside. */
record TravelTables(Travel travel, String letter) {

  List<Document.Block> blocks() {
    Map<SortedMap<String, String>, List<Travel.Row>> workloads = new LinkedHashMap<>();
    for (Travel.Row row : travel.rows()) {
      workloads.computeIfAbsent(row.cell().workload(), key -> new ArrayList<>()).add(row);
    }
    List<Document.Block> blocks = new ArrayList<>();
    workloads.forEach((workload, rows) ->
        blocks.add(
            new Document.Titled(
                Sentences.title(workload) + ": speed-up over sequential, % of ideal, and ms",
                table(rows))));
    List<String> lines = new ArrayList<>();
    travel.best().forEach(best -> lines.add(sentence(best)));
    for (Travel.Swap swap : travel.swaps()) {
      lines.add(
          "%s: A does %s faster than %s, %s the other way round"
              .formatted(
                  name(swap.fasterInBaseline().workload()),
                  swap.fasterInBaseline().brief(),
                  swap.fasterInCandidate().brief(),
                  letter));
    }
    lines.add("±: half the 95 % interval");
    if (travel.rows().stream().anyMatch(row -> !row.isPortable())) {
      lines.add(
          "machine: one of them is below %d %% of ideal, or there is no ideal: the machines decide"
              .formatted(Travel.PORTABLE_PERCENT));
    }
    blocks.add(new Document.Lines(lines));
    return blocks;
  }

  private Table table(List<Travel.Row> rows) {
    var table =
        new Table("style", "A", letter, "% A", "% " + letter, "A ms", letter + " ms", "note");
    List<Double> makespans = new ArrayList<>();
    for (Travel.Row row : rows) {
      makespans.add(row.baseline().makespan().mean());
      makespans.add(row.candidate().makespan().mean());
    }
    Numbers numbers = Numbers.of(makespans);
    rows.stream()
        .sorted(Comparator.comparing(Travel.Row::cell, StyleOrder.CELLS))
        .forEach(row ->
            table.add(
                StyleOrder.label(row.cell()),
                times(row.baseline()),
                times(row.candidate()),
                percent(row.baseline()),
                percent(row.candidate()),
                numbers.format(row.baseline().makespan().mean()),
                numbers.format(row.candidate().makespan().mean()),
                row.isPortable() ? "" : "machine"));
    return table;
  }

  private String sentence(Travel.Best best) {
    return "%s: best in A %s, in %s %s"
        .formatted(name(best.workload()), brief(best.baseline()), letter, brief(best.candidate()));
  }

  private String name(Map<String, String> workload) {
    return Sentences.name(
        workload, travel.rows().stream().map(row -> row.cell().workload()).toList());
  }

  private static String brief(Summary.Row row) {
    Cell cell = row.cell();
    return cell.brief() + (row.speedUp().isPresent() ? " (" + times(row) + ")" : "");
  }

  private static String times(Summary.Row row) {
    return number("%.1f", row.speedUp(), row.speedUpHalf())
        + (row.speedUp().isPresent() ? "×" : "");
  }

  private static String percent(Summary.Row row) {
    return number("%.0f", row.percentOfIdeal(), row.percentHalf());
  }

  /** With half its interval, where there is one. */
  private static String number(String format, OptionalDouble value, OptionalDouble half) {
    if (value.isEmpty()) {
      return "-";
    }
    double error = half.orElse(0);
    return String.format(Locale.ROOT, format, value.getAsDouble())
        + (error > 0 && Double.isFinite(error)
            ? "±" + String.format(Locale.ROOT, format, error)
            : "");
  }
}

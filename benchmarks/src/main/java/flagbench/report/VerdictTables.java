package flagbench.report;

import flagbench.analysis.Comparison;
import flagbench.analysis.Mark;
import flagbench.analysis.Ratio;
import flagbench.analysis.Verdict;
import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A baseline and one to three candidates, workload by workload, as tables and as plots.
 *
 * @param judged whether there are verdicts
 * @param plain whether plots in a terminal are of ASCII characters alone
 */
record VerdictTables(
    List<Comparison> comparisons, List<String> letters, boolean judged, boolean plain) {

  /** What the rows of one table have in common. */
  private record Group(
      String type, String mode, int threads, String unit, SortedMap<String, String> parameters) {

    static Group of(Comparison.Row row) {
      Cell cell = row.cell();
      return new Group(
          cell.type(),
          cell.mode(),
          cell.threads(),
          row.unit(),
          cell.isOurs() ? cell.workload() : new TreeMap<>());
    }

    String title() {
      String simple = type.substring(type.lastIndexOf('.') + 1);
      var title = new StringBuilder();
      if (parameters.containsKey("flags") && parameters.containsKey("latency")) {
        boolean named = simple.equals("DownloadBenchmark") || parameters.containsKey("benchmark");
        title.append(named ? "" : simple + ": ");
        title.append(Sentences.title(parameters));
      } else {
        title.append(type);
      }
      title.append(", ").append(unit);
      if (!mode.equals("avgt")) {
        title.append(", mode ").append(mode);
      }
      if (threads != 1) {
        title.append(", ").append(threads).append(" threads");
      }
      return title.toString();
    }
  }

  List<Document.Block> blocks() {
    Map<Group, Set<Cell>> groups = new LinkedHashMap<>();
    List<Map<Cell, Comparison.Row>> rows = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      Map<Cell, Comparison.Row> byCell = new LinkedHashMap<>();
      for (Comparison.Row row : comparison.rows()) {
        byCell.put(row.cell(), row);
        groups.computeIfAbsent(Group.of(row), key -> new LinkedHashSet<>()).add(row.cell());
      }
      rows.add(byCell);
    }
    List<Document.Block> blocks = new ArrayList<>();
    groups.forEach((group, cells) -> {
      blocks.add(new Document.Titled(group.title(), table(List.copyOf(cells), rows)));
      if (judged) {
        for (int i = 0; i < rows.size(); i++) {
          List<Comparison.Row> plotted =
              cells.stream().map(rows.get(i)::get).filter(Objects::nonNull).toList();
          blocks.add(plot(i, plotted));
        }
      }
    });
    return blocks;
  }

  private Document.Picture plot(int place, List<Comparison.Row> rows) {
    Comparison comparison = comparisons.get(place);
    var plot =
        new ForestPlot(
            letters.get(place),
            comparison.threshold(),
            rows,
            comparison.rows(),
            row -> row.cell().isOurs() ? StyleOrder.label(row.cell()) : name(row.cell()));
    return new Document.Picture(plot, plain);
  }

  /** What tells a cell from others of its table, but for its number of workers. */
  private static String name(Cell cell) {
    if (cell.isOurs()) {
      return cell.method();
    }
    return cell.parameters().entrySet().stream()
        .map(parameter -> " " + parameter.getKey() + "=" + parameter.getValue())
        .collect(Collectors.joining("", cell.method(), ""));
  }

  private Table table(List<Cell> cells, List<Map<Cell, Comparison.Row>> rows) {
    boolean workers = cells.stream().anyMatch(cell -> cell.parameter("workers") != null);
    boolean single = rows.size() == 1;
    List<String> headings = new ArrayList<>(List.of(workers ? "style" : "method"));
    if (workers) {
      headings.add("workers");
    }
    headings.add("A");
    if (single) {
      headings.addAll(List.of(letters.getFirst(), letters.getFirst() + "/A, 95 %", "verdict"));
    } else {
      letters.forEach(letter -> headings.add(letter + "/A"));
    }
    var table = new Table(headings.toArray(String[]::new));
    Numbers scores = scores(cells, rows);
    for (Cell cell : cells.stream().sorted(StyleOrder.CELLS).toList()) {
      List<String> line = new ArrayList<>(List.of(name(cell)));
      if (workers) {
        line.add(cell.parameters().getOrDefault("workers", "-"));
      }
      line.add(
          rows.stream()
              .flatMap(byCell -> Optional.ofNullable(byCell.get(cell)).stream())
              .findFirst()
              .map(row -> scores.format(row.baseline()))
              .orElse("-"));
      for (Map<Cell, Comparison.Row> byCell : rows) {
        Comparison.@Nullable Row row = byCell.get(cell);
        if (single && row != null) {
          line.add(scores.format(row.candidate()));
          line.add(row.ratio().map(VerdictTables::interval).orElse("-"));
          line.add(judged ? verdict(row) : "-");
        } else {
          line.add(row == null ? "-" : brief(row));
        }
      }
      table.add(line.toArray(String[]::new));
    }
    return table;
  }

  private static Numbers scores(List<Cell> cells, List<Map<Cell, Comparison.Row>> rows) {
    List<Double> values = new ArrayList<>();
    for (Map<Cell, Comparison.Row> byCell : rows) {
      for (Cell cell : cells) {
        Comparison.@Nullable Row row = byCell.get(cell);
        if (row != null) {
          values.add(row.baseline());
          values.add(row.candidate());
        }
      }
    }
    return Numbers.of(values);
  }

  /** {@code 0.997 0.985..1.010}, or without an interval {@code 0.997 ?}. */
  static String interval(Ratio ratio) {
    return ratio.isBounded()
        ? "%s %s..%s".formatted(times(ratio.value()), times(ratio.lower()), times(ratio.upper()))
        : times(ratio.value()) + " ?";
  }

  static String times(double ratio) {
    return ratio < 1000 && ratio >= 0.001
        ? String.format(Locale.ROOT, "%.3f", ratio)
        : Numbers.significant(ratio);
  }

  private static String verdict(Comparison.Row row) {
    String doubts =
        row.marks().stream()
            .filter(Mark::isDoubt)
            .map(Mark::label)
            .collect(Collectors.joining(", "));
    return row.verdict() + (doubts.isEmpty() ? "" : " (" + doubts + ")");
  }

  private static String brief(Comparison.Row row) {
    String verdict = row.verdict() == Verdict.INCONCLUSIVE ? "?" : row.verdict().toString();
    return row.ratio()
        .map(ratio -> String.format(Locale.ROOT, "%.3f %-7s", ratio.value(), verdict))
        .orElse("-");
  }
}

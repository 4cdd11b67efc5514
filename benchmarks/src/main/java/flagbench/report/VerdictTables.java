package flagbench.report;

import static java.util.stream.Collectors.joining;

import flagbench.analysis.Comparison.Row;
import flagbench.analysis.Mark;
import flagbench.analysis.Verdict;
import flagbench.report.Document.Block;
import flagbench.report.Document.Titled;
import flagbench.result.Cell;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;

/** A baseline and one to three candidates, workload by workload, as tables and as plots. */
record VerdictTables(List<Candidate> candidates) {

  /** A cell, and by the letters of the candidates what became of it there. */
  private record Line(Cell cell, Map<String, Row> rows) {

    private Stream<Row> row(String letter) {
      return Optional.ofNullable(rows.get(letter)).stream();
    }
  }

  List<Block> blocks() {
    Map<String, Map<Cell, Line>> groups = new LinkedHashMap<>();
    for (Candidate candidate : candidates) {
      for (Row row : candidate.comparison().rows()) {
        groups
            .computeIfAbsent(title(row), title -> new LinkedHashMap<>())
            .computeIfAbsent(row.cell(), cell -> new Line(cell, new LinkedHashMap<>()))
            .rows()
            .put(candidate.letter(), row);
      }
    }
    List<Block> blocks = new ArrayList<>();
    groups.forEach((title, cells) -> {
      List<Line> lines =
          cells.values().stream()
              .sorted(Comparator.comparing(Line::cell, StyleOrder.CELLS))
              .toList();
      blocks.add(new Titled(title, table(lines)));
      for (Candidate candidate : candidates) {
        if (candidate.isJudged()) {
          List<Row> rows = lines.stream().flatMap(line -> line.row(candidate.letter())).toList();
          blocks.add(new ForestPlot(candidate, rows).drawing());
        }
      }
    });
    return blocks;
  }

  /** What the rows of one table have in common. */
  private static String title(Row row) {
    Cell cell = row.cell();
    String mode = cell.mode().equals("avgt") ? "" : ", mode " + cell.mode();
    String threads = cell.threads() == 1 ? "" : ", " + cell.threads() + " threads";
    return subject(cell) + ", " + row.unit() + mode + threads;
  }

  private static String subject(Cell cell) {
    Map<String, String> workload = cell.workload();
    if (!cell.isOurs() || !workload.containsKey("flags") || !workload.containsKey("latency")) {
      return cell.type();
    }
    String simple = cell.type().substring(cell.type().lastIndexOf('.') + 1);
    boolean isNamed = simple.equals("DownloadBenchmark") || workload.containsKey("benchmark");
    return (isNamed ? "" : simple + ": ") + WorkloadNames.title(workload);
  }

  private Table table(List<Line> lines) {
    Numbers scores =
        Numbers.of(
            lines.stream()
                .flatMap(line -> line.rows().values().stream())
                .flatMap(row -> Stream.of(row.baseline(), row.candidate()))
                .toList());
    boolean hasWorkers = lines.stream().anyMatch(line -> line.cell().parameter("workers") != null);
    Table.Columns<Line> table =
        Table.of(lines).column(hasWorkers ? "style" : "method", line -> name(line.cell()));
    if (hasWorkers) {
      table.column("workers", line -> line.cell().parameters().getOrDefault("workers", "-"));
    }
    table.column("A", line -> scores.format(line.rows().values().iterator().next().baseline()));
    for (Candidate candidate : candidates) {
      String letter = candidate.letter();
      if (candidates.size() > 1) {
        table.column(letter + "/A", of(letter, VerdictTables::brief));
      } else {
        table
            .column(letter, of(letter, row -> scores.format(row.candidate())))
            .column(letter + "/A, 95 %", of(letter, VerdictTables::interval))
            .column("verdict", of(letter, row -> candidate.isJudged() ? verdict(row) : "-"));
      }
    }
    return table.table();
  }

  private static Function<Line, String> of(String letter, Function<Row, String> format) {
    return line -> line.row(letter).map(format).findFirst().orElse("-");
  }

  /** What tells a row from others of its plot. */
  static String label(Row row) {
    return row.cell().isOurs() ? StyleOrder.label(row.cell()) : name(row.cell());
  }

  /** What tells a cell from others of its table, but for its number of workers. */
  private static String name(Cell cell) {
    return cell.isOurs()
        ? cell.method()
        : cell.parameters().entrySet().stream()
            .map(parameter -> " " + parameter.getKey() + "=" + parameter.getValue())
            .collect(joining("", cell.method(), ""));
  }

  static String interval(Row row) {
    return row.ratio().map(Numbers::interval).orElse("-");
  }

  private static String verdict(Row row) {
    String doubts =
        row.marks().stream().filter(Mark::isDoubt).map(Mark::label).collect(joining(", "));
    return row.verdict() + (doubts.isEmpty() ? "" : " (" + doubts + ")");
  }

  private static String brief(Row row) {
    String verdict = row.verdict() == Verdict.INCONCLUSIVE ? "?" : row.verdict().toString();
    return row.ratio()
        .map(ratio -> "%s %-7s".formatted(Numbers.times(ratio.value()), verdict))
        .orElse("-");
  }
}

package flagbench.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Rows of text under headings; columns are right-aligned but for the leading and the last. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final int leading;

  /** A table of no rows yet, whose first column names them. */
  public Table(String... headings) {
    this(1, List.of(headings));
  }

  private Table(int leading, List<String> headings) {
    this.leading = leading;
    rows.add(new ArrayList<>(headings));
  }

  /** A table with a row for each value, to which {@link Columns#column} adds columns. */
  static <R> Columns<R> of(Collection<R> values) {
    return of(values, 1);
  }

  /**
   * As above.
   *
   * @param leading how many of the first columns name a row: in a terminal they get a line of their
   *     own where a row would be longer than that
   */
  static <R> Columns<R> of(Collection<R> values, int leading) {
    return new Columns<>(List.copyOf(values), new Table(leading, List.of()));
  }

  /** Columns by what they show of each value. */
  record Columns<R>(List<R> values, Table table) {
    Columns {
      values.forEach(value -> table.rows.add(new ArrayList<>()));
    }

    Columns<R> column(String heading, Function<? super R, ?> cell) {
      table.rows.getFirst().add(heading);
      for (int i = 0; i < values.size(); i++) {
        table.rows.get(i + 1).add(String.valueOf(cell.apply(values.get(i))));
      }
      return this;
    }
  }

  /** Adds a row of as many cells as there are headings. */
  public void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** Two spaces between columns, none at the end of a line. */
  public String text() {
    List<List<String>> shown =
        rows.stream().map(row -> row.stream().map(Document::oneLine).toList()).toList();
    int[] widths =
        IntStream.range(0, columns())
            .map(i -> shown.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    boolean folded =
        IntStream.of(widths).sum() + 2 * (columns() - 1) > Document.COLUMNS && leading < columns();
    return shown.stream()
        .map(row ->
            folded
                ? Document.wrap(String.join("  ", row.subList(0, leading)).strip())
                    + "  "
                    + line(row, leading, widths)
                : line(row, 0, widths))
        .collect(joining());
  }

  private String line(List<String> row, int from, int[] widths) {
    return IntStream.range(from, row.size())
            .mapToObj(i -> {
              String padding = " ".repeat(widths[i] - row.get(i).length());
              return isText(i) ? row.get(i) + padding : padding + row.get(i);
            })
            .collect(joining("  "))
            .stripTrailing()
        + "\n";
  }

  private boolean isText(int column) {
    return column < leading || column == columns() - 1;
  }

  String markdown() {
    List<String> lines =
        rows.stream().map(row -> markdown(row.stream().map(Document::markdown))).toList();
    String rule = markdown(IntStream.range(0, columns()).mapToObj(i -> isText(i) ? "---" : "--:"));
    return lines.getFirst() + rule + String.join("", lines.subList(1, lines.size()));
  }

  private static String markdown(Stream<String> cells) {
    return cells.collect(joining(" | ", "| ", " |\n"));
  }

  /** Cells and rows end where the next begin, which HTML allows and large pages gain from. */
  String html() {
    return """
    <div class="scroll"><table class="text"><thead>%s</thead><tbody>
    %s</tbody></table></div>
    """
        .formatted(
            html(rows.getFirst(), "<th scope=\"col\""),
            rows.stream().skip(1).map(row -> html(row, "<td") + "\n").collect(joining()));
  }

  private String html(List<String> row, String cell) {
    return IntStream.range(0, row.size())
        .mapToObj(i ->
            cell + (i > 0 && i < leading ? " class=\"name\">" : ">") + Markup.escape(row.get(i)))
        .collect(joining("", "<tr>", ""));
  }

  private int columns() {
    return rows.getFirst().size();
  }
}

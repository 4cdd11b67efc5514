package flagbench.report;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Rows of text under headings. The columns that name a row and the last column are left-aligned,
 * the others right-aligned.
 */
public final class Table {
  private final int leading;
  private final List<List<String>> rows = new ArrayList<>();

  /** Creates a table without rows, whose first column is going to name them. */
  public Table(String... headings) {
    this(1, headings);
  }

  /**
   * Creates a table without rows.
   *
   * @param leading how many of the first columns name a row. In a terminal in which even the other
   *     columns than the last do not fit into one line, they get a line of their own
   */
  Table(int leading, String... headings) {
    this.leading = leading;
    add(headings);
  }

  /** Adds a row of as many cells as there are headings. */
  public void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** The table with two spaces between columns. */
  public String text() {
    List<List<String>> shown =
        rows.stream().map(row -> row.stream().map(Document::oneLine).toList()).toList();
    int[] widths =
        IntStream.range(0, columns())
            .map(i -> shown.stream().mapToInt(row -> row.get(i).length()).max().orElse(0))
            .toArray();
    int all = IntStream.of(widths).sum() + 2 * (columns() - 1);
    boolean onlyLastIsTooWide = all - 2 - widths[columns() - 1] <= Document.COLUMNS;
    return shown.stream()
        .map(row ->
            all <= Document.COLUMNS || onlyLastIsTooWide || leading == columns()
                ? fitting(row, 0, widths)
                : Document.wrap(String.join("  ", row.subList(0, leading)).strip())
                    + "  "
                    + fitting(row, leading, widths))
        .collect(joining());
  }

  /** A row, of which the last column has a line of its own if it does not fit into this one. */
  private String fitting(List<String> row, int from, int[] widths) {
    String line = line(row, from, columns(), widths);
    return line.length() <= Document.COLUMNS - (from > 0 ? 2 : 0) + 1
        ? line
        : line(row, from, columns() - 1, widths) + "    " + row.getLast() + "\n";
  }

  private String line(List<String> row, int from, int to, int[] widths) {
    return IntStream.range(from, to)
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

  /** The table without the end tags of cells and rows, which HTML allows to leave out. */
  String html() {
    return """
    <div class="scroll"><table><thead>%s</thead><tbody>
    %s</tbody></table></div>
    """
        .formatted(
            html(rows.getFirst(), "<th scope=\"col\""),
            rows.stream().skip(1).map(row -> html(row, "<td") + "\n").collect(joining()));
  }

  private String html(List<String> row, String cell) {
    return IntStream.range(0, row.size())
        .mapToObj(i ->
            cell + (i > 0 && i < leading ? " class=\"name\">" : ">") + Document.escape(row.get(i)))
        .collect(joining("", "<tr>", ""));
  }

  private int columns() {
    return rows.getFirst().size();
  }
}

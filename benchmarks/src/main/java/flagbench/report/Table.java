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
   * @param leading how many of the first columns name a row. If rows are wider than a terminal,
   *     these columns get a line of their own there
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
    boolean folded =
        IntStream.of(widths).sum() + 2 * (columns() - 1) > Document.COLUMNS && leading < columns();
    return shown.stream()
        .map(row -> folded ? folded(row, widths) : line(row, 0, columns(), widths))
        .collect(joining());
  }

  /** A row whose leading columns, and if need be its last one, are on lines of their own. */
  private String folded(List<String> row, int[] widths) {
    String name = Document.wrap(String.join("  ", row.subList(0, leading)).strip());
    String line = "  " + line(row, leading, columns(), widths);
    if (line.length() <= Document.COLUMNS + 1) {
      return name + line;
    }
    String most = "  " + line(row, leading, columns() - 1, widths);
    return name + most + "    " + row.getLast() + "\n";
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

package flagbench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text under headings; columns are right-aligned but for the leading and the last. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();
  private final int leading;

  /** A table of no rows yet, whose first column names them. */
  public Table(String... headings) {
    this(1, headings);
  }

  /**
   * A table of no rows yet.
   *
   * @param leading how many of the first columns name a row: in a terminal they get a line of their
   *     own where a row would be longer than that
   */
  Table(int leading, String... headings) {
    this.leading = leading;
    rows.add(List.of(headings));
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
        .collect(Collectors.joining());
  }

  private String line(List<String> row, int from, int[] widths) {
    return IntStream.range(from, row.size())
            .mapToObj(i -> {
              String padding = " ".repeat(widths[i] - row.get(i).length());
              return isText(i) ? row.get(i) + padding : padding + row.get(i);
            })
            .collect(Collectors.joining("  "))
            .stripTrailing()
        + "\n";
  }

  private boolean isText(int column) {
    return column < leading || column == columns() - 1;
  }

  String markdown() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      lines.add(
          row.stream().map(Document::markdown).collect(Collectors.joining(" | ", "| ", " |\n")));
    }
    lines.add(
        1,
        IntStream.range(0, columns())
            .mapToObj(i -> isText(i) ? "---" : "--:")
            .collect(Collectors.joining(" | ", "| ", " |\n")));
    return String.join("", lines);
  }

  /** Cells and rows end where the next begin, which HTML allows and large pages gain from. */
  String html() {
    var html = new StringBuilder("<div class=\"scroll\"><table class=\"text\">");
    for (int i = 0; i < rows.size(); i++) {
      String cell = i == 0 ? "<th scope=\"col\"" : "<td";
      html.append(i == 0 ? "<thead><tr>" : "<tr>");
      for (int column = 0; column < columns(); column++) {
        html.append(cell).append(column > 0 && column < leading ? " class=\"name\">" : ">");
        html.append(Html.escape(rows.get(i).get(column)));
      }
      html.append(i == 0 ? "</thead><tbody>\n" : "\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private int columns() {
    return rows.getFirst().size();
  }
}

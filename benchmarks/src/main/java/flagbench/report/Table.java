package flagbench.report;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Rows of text under headings; columns are right-aligned but for the first and the last. */
public final class Table {
  private final List<List<String>> rows = new ArrayList<>();

  /** A table of no rows yet. */
  public Table(String... headings) {
    rows.add(List.of(headings));
  }

  /** Adds a row of as many cells as there are headings. */
  public void add(String... cells) {
    rows.add(List.of(cells));
  }

  /** Adds a row of one cell, which may be wider than its column: what the next row is about. */
  void addTitle(String title) {
    rows.add(List.of(title));
  }

  /** Two spaces between columns, none at the end of a line. */
  public String text() {
    return rows.stream()
        .map(row ->
            row.size() < columns()
                ? row.getFirst() + "\n"
                : IntStream.range(0, row.size())
                        .mapToObj(i -> padded(row, i))
                        .collect(Collectors.joining("  "))
                        .stripTrailing()
                    + "\n")
        .collect(Collectors.joining());
  }

  String markdown() {
    List<String> lines = new ArrayList<>();
    for (List<String> row : rows) {
      List<String> cells = new ArrayList<>(row);
      cells.addAll(Collections.nCopies(columns() - row.size(), ""));
      lines.add("| " + String.join(" | ", cells) + " |\n");
    }
    int last = columns() - 1;
    lines.add(
        1,
        IntStream.rangeClosed(0, last)
            .mapToObj(i -> i == 0 || i == last ? "---" : "--:")
            .collect(Collectors.joining(" | ", "| ", " |\n")));
    return String.join("", lines);
  }

  /** Cells and rows end where the next begin, which HTML allows and large pages gain from. */
  String html() {
    var html = new StringBuilder("<div class=\"scroll\"><table class=\"text\">");
    for (int i = 0; i < rows.size(); i++) {
      List<String> row = rows.get(i);
      String cell = i == 0 ? "th" : "td";
      html.append(i == 0 ? "<thead><tr>" : "<tr>");
      for (int column = 0; column < row.size(); column++) {
        html.append('<').append(cell).append(i == 0 ? " scope=\"col\"" : "");
        html.append(row.size() < columns() ? " colspan=\"" + columns() + "\">" : ">");
        html.append(Html.escape(row.get(column)));
      }
      html.append(i == 0 ? "</thead><tbody>\n" : "\n");
    }
    return html.append("</tbody></table></div>\n").toString();
  }

  private int columns() {
    return rows.getFirst().size();
  }

  private String padded(List<String> row, int column) {
    String cell = row.get(column);
    int width =
        rows.stream()
            .filter(other -> other.size() == columns())
            .mapToInt(other -> other.get(column).length())
            .max()
            .orElse(0);
    String padding = " ".repeat(width - cell.length());
    return column == 0 || column == row.size() - 1 ? cell + padding : padding + cell;
  }
}

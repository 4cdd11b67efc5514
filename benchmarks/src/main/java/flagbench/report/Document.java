package flagbench.report;

import java.util.List;
import java.util.stream.Collectors;

/** Tables and lines in order, to be written as plain text or as Markdown. */
record Document(List<Block> blocks) {
  static final int COLUMNS = 80;

  /** What stands between two empty lines. */
  sealed interface Block {}

  /** A table under its title. */
  record Titled(String title, Table table) implements Block {}

  /** Lines of prose, in Markdown a list. */
  record Lines(List<String> lines) implements Block {}

  /** Lines that stay as they are: a chart of characters. */
  record Preformatted(List<String> lines) implements Block {

    private String text() {
      return String.join("\n", lines) + "\n";
    }
  }

  /**
   * A plot, drawn in a page and made of characters elsewhere.
   *
   * @param plain whether these are ASCII
   */
  record Picture(ForestPlot plot, boolean plain) implements Block {

    private Preformatted preformatted() {
      return new Preformatted(plot.lines(plain));
    }
  }

  /** For a terminal: lines of prose are broken at 80 columns. */
  String text() {
    return blocks.stream()
        .map(block ->
            switch (block) {
              case Titled titled -> wrap(titled.title()) + titled.table().text();
              case Lines lines ->
                  lines.lines().stream().map(Document::wrap).collect(Collectors.joining());
              case Preformatted chart -> chart.text();
              case Picture picture -> picture.preformatted().text();
            })
        .collect(Collectors.joining("\n"));
  }

  String markdown() {
    return blocks.stream()
        .map(block ->
            switch (block) {
              case Titled titled ->
                  "**" + markdown(titled.title()) + "**\n\n" + titled.table().markdown();
              case Lines lines ->
                  lines.lines().stream()
                      .map(line -> "- " + markdown(line) + "\n")
                      .collect(Collectors.joining());
              case Preformatted chart -> "```\n" + chart.text() + "```\n";
              case Picture picture -> "```\n" + picture.preformatted().text() + "```\n";
            })
        .collect(Collectors.joining("\n"));
  }

  String html() {
    return html(new Stencils());
  }

  /** For a page whose charts share what recurs in them. */
  String html(Stencils stencils) {
    return blocks.stream()
        .map(block ->
            switch (block) {
              case Titled titled ->
                  "<h4>" + Html.escape(titled.title()) + "</h4>\n" + titled.table().html();
              case Lines lines ->
                  lines.lines().isEmpty()
                      ? ""
                      : lines.lines().stream()
                          .map(line -> "<li>" + Html.escape(line) + "</li>\n")
                          .collect(Collectors.joining("", "<ul>\n", "</ul>\n"));
              case Preformatted chart -> "<pre>" + Html.escape(chart.text()) + "</pre>\n";
              case Picture picture -> picture.plot().html(stencils);
            })
        .collect(Collectors.joining());
  }

  /** Names and values of other projects may hold line breaks, and what moves a cursor. */
  static String oneLine(String text) {
    return text.replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t")
        .replaceAll("\\p{Cntrl}", "\ufffd");
  }

  /** Text that is no markup to Markdown, in a table's cell or outside. */
  static String markdown(String text) {
    return oneLine(text).replace("|", "\\|").replace("<", "&lt;");
  }

  /** Breaks a line at spaces; what continues is indented. */
  static String wrap(String text) {
    String line = oneLine(text);
    var wrapped = new StringBuilder();
    int column = 0;
    for (String word : line.split(" ", -1)) {
      if (column > 0 && column + 1 + word.length() > COLUMNS) {
        wrapped.append("\n  ");
        column = 2;
      } else if (column > 0) {
        wrapped.append(' ');
        column++;
      }
      wrapped.append(word);
      column += word.length();
    }
    return wrapped.append('\n').toString();
  }
}

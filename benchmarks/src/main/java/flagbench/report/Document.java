package flagbench.report;

import static flagbench.report.Markup.escape;
import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;

/** Tables, sentences and drawings in order, which are written as text, as Markdown or as HTML. */
public record Document(List<Block> blocks) {
  static final int COLUMNS = 80;

  /** What a terminal shows that knows ASCII alone: each character becomes the one below it. */
  private static final String DRAWN = "▲▼■△▽○─│┊█▏▎▍▌▋▊▉◀…±×µ";

  private static final String ASCII = "FS=fs?-|:#   ####<~~xu";

  /** What stands between two empty lines. */
  sealed interface Block {}

  /** A table under its title. */
  record Titled(String title, Table table) implements Block {}

  /** Sentences: each begins a line, and in Markdown and HTML they are a list. */
  static final class Lines implements Block {
    private final List<String> lines = new ArrayList<>();
    private final boolean isAnswer;

    Lines() {
      this(false);
    }

    /** Sentences of which a page may show the type larger, since they are the answer. */
    Lines(boolean isAnswer) {
      this.isAnswer = isAnswer;
    }

    /** Adds a sentence, in which values are put as {@link String#formatted} does. */
    // The annotation that is missed would be a dependency for one method.
    @SuppressWarnings("AnnotateFormatMethod")
    Lines add(String sentence, Object... values) {
      lines.add(values.length == 0 ? sentence : sentence.formatted(values));
      return this;
    }

    /** Adds a sentence where it applies. */
    Lines addIf(boolean applies, String sentence, Object... values) {
      return applies ? add(sentence, values) : this;
    }

    Lines addAll(Collection<String> sentences) {
      lines.addAll(sentences);
      return this;
    }

    boolean isEmpty() {
      return lines.isEmpty();
    }

    List<String> toList() {
      return List.copyOf(lines);
    }

    String html() {
      String items = each(line -> "<li>" + escape(line) + "</li>\n");
      return isEmpty()
          ? ""
          : "<ul%s>\n%s</ul>\n".formatted(isAnswer ? " class=\"answer\"" : "", items);
    }

    private String each(Function<String, String> format) {
      return lines.stream().map(format).collect(joining());
    }
  }

  /**
   * A drawing, or whatever else has a form of its own in a page.
   *
   * @param characters its lines in a terminal and in Markdown; empty where a page alone has it
   */
  record Drawing(String characters, Supplier<String> html) implements Block {
    Drawing(Supplier<String> html) {
      this("", html);
    }
  }

  /** For a terminal: sentences are broken at 80 columns. */
  public String text() {
    return write(
        "\n",
        block ->
            switch (block) {
              case Titled titled -> wrap(titled.title()) + titled.table().text();
              case Lines lines -> lines.each(Document::wrap);
              case Drawing drawing -> drawing.characters();
            });
  }

  public String markdown() {
    return write(
        "\n",
        block ->
            switch (block) {
              case Titled titled ->
                  "**" + markdown(titled.title()) + "**\n\n" + titled.table().markdown();
              case Lines lines -> lines.each(line -> "- " + markdown(line) + "\n");
              case Drawing drawing when drawing.characters().isEmpty() -> "";
              case Drawing drawing -> "```\n" + drawing.characters() + "```\n";
            });
  }

  String html() {
    return write(
        "",
        block ->
            switch (block) {
              case Titled titled ->
                  "<h4>" + escape(titled.title()) + "</h4>\n" + titled.table().html();
              case Lines lines -> lines.html();
              case Drawing drawing -> drawing.html().get();
            });
  }

  private String write(String separator, Function<Block, String> format) {
    return blocks.stream().map(format).filter(text -> !text.isEmpty()).collect(joining(separator));
  }

  /** A text for a terminal that shows nothing but ASCII: drawings keep their shape. */
  public static String ascii(String text) {
    var ascii = new StringBuilder(text);
    for (int i = 0; i < text.length(); i++) {
      int known = DRAWN.indexOf(text.charAt(i));
      if (known >= 0) {
        ascii.setCharAt(i, ASCII.charAt(known));
      }
    }
    return ascii.toString();
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
    var wrapped = new StringBuilder();
    int column = 0;
    for (String word : oneLine(text).split(" ", -1)) {
      if (column > 0) {
        boolean fits = column + 1 + word.length() <= COLUMNS;
        wrapped.append(fits ? " " : "\n  ");
        column = fits ? column + 1 : 2;
      }
      wrapped.append(word);
      column += word.length();
    }
    return wrapped.append('\n').toString();
  }
}

package flagbench.report;

import static java.util.stream.Collectors.joining;

import com.fasterxml.jackson.annotation.JsonValue;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;

/** Tables, sentences and drawings in order, which can be written as text, Markdown or HTML. */
public record Document(List<Block> blocks) {
  /** The width of a terminal, in characters. */
  static final int COLUMNS = 80;

  /** The characters beyond ASCII that tables and drawings use, each above its replacement. */
  private static final String DRAWN = "▲▼■△▽○─│┊█▏▎▍▌▋▊▉◀…±×µ";

  private static final String ASCII = "FS=fs?-|:#   ####<~~xu";

  /**
   * Control characters, which HTML does not allow, and lone surrogates, which UTF-8 cannot hold.
   */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}&&[^\n]]");

  /** A part of a document. An empty line separates it from the next part. */
  sealed interface Block {}

  /** A table and its title. */
  record Titled(String title, Table table) implements Block {}

  /** Sentences, each on a line of its own. In Markdown and HTML they are a list. */
  static final class Lines implements Block {
    @JsonValue private final List<String> lines = new ArrayList<>();

    /** Adds a sentence, into which values are put as {@link String#formatted} does. */
    // The annotation that Error Prone misses here would need a dependency for this one method.
    @SuppressWarnings("AnnotateFormatMethod")
    Lines add(String sentence, Object... values) {
      lines.add(values.length == 0 ? sentence : sentence.formatted(values));
      return this;
    }

    /** Adds a sentence if a condition holds. */
    Lines addIf(boolean condition, String sentence, Object... values) {
      return condition ? add(sentence, values) : this;
    }

    Lines addAll(Collection<String> sentences) {
      lines.addAll(sentences);
      return this;
    }

    private String each(Function<String, String> format) {
      return lines.stream().map(format).collect(joining());
    }
  }

  /**
   * A drawing.
   *
   * @param characters how a terminal and Markdown show it; empty if only the page has it
   * @param figure how the page shows it; empty if it shows the same characters
   */
  record Drawing(String characters, String figure) implements Block {}

  /** The text for a terminal, in which sentences are broken at 80 columns. */
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
                  "<h3>" + escape(titled.title()) + "</h3>\n" + titled.table().html();
              case Lines lines when lines.lines.isEmpty() -> "";
              case Lines lines ->
                  "<ul>\n" + lines.each(line -> "<li>" + escape(line) + "</li>\n") + "</ul>\n";
              case Drawing drawing when drawing.figure().isEmpty() ->
                  "<pre>" + escape(drawing.characters()) + "</pre>\n";
              case Drawing drawing -> drawing.figure();
            });
  }

  private String write(String separator, Function<Block, String> format) {
    return blocks.stream().map(format).filter(text -> !text.isEmpty()).collect(joining(separator));
  }

  /** Replaces what a terminal that knows only ASCII cannot show. Drawings keep their shape. */
  public static String ascii(String text) {
    String ascii = text;
    for (int i = 0; i < DRAWN.length(); i++) {
      ascii = ascii.replace(DRAWN.charAt(i), ASCII.charAt(i));
    }
    return ascii;
  }

  /** Replaces line breaks and other control characters, which names in foreign files may hold. */
  static String oneLine(String text) {
    String escaped = text.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t");
    return UNPRINTABLE.matcher(escaped).replaceAll("\ufffd");
  }

  /** Escapes text so that it is safe anywhere in a page, attributes included. */
  static String escape(String text) {
    return UNPRINTABLE
        .matcher(text)
        .replaceAll("\ufffd")
        .replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;")
        .replace("'", "&#39;");
  }

  /** Escapes what would break a table of Markdown, and tags. */
  static String markdown(String text) {
    return oneLine(text).replace("|", "\\|").replace("<", "&lt;");
  }

  /** Breaks a line at spaces so that it fits into a terminal, and indents what follows. */
  static String wrap(String text) {
    var wrapped = new StringBuilder();
    for (String word : oneLine(text).split(" ", -1)) {
      int column = wrapped.length() - wrapped.lastIndexOf("\n") - 1;
      boolean fits = column + 1 + word.length() <= COLUMNS;
      wrapped.append(wrapped.isEmpty() ? "" : fits ? " " : "\n  ").append(word);
    }
    return wrapped.append('\n').toString();
  }
}

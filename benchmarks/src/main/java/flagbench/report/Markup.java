package flagbench.report;

import java.util.regex.Pattern;

/** Pieces of HTML and SVG. */
final class Markup {

  /**
   * Control characters, which HTML does not allow, and lone surrogates, which UTF-8 cannot hold.
   */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}&&[^\n]]");

  private Markup() {}

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

  /** The SVG command that begins a path at a point, which is rounded to whole pixels. */
  static String move(double x, double y) {
    return "M" + Math.round(x) + " " + Math.round(y);
  }

  static String text(double x, double y, String text) {
    return "<text x=\"%d\" y=\"%d\">%s</text>"
        .formatted(Math.round(x), Math.round(y), escape(text));
  }
}

package flagbench.report;

import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Pieces of HTML and SVG. */
final class Markup {
  /** Control characters have no place in a page, and surrogates without a partner none in UTF-8. */
  private static final Pattern UNPRINTABLE = Pattern.compile("[\\p{Cc}\\p{Cs}&&[^\n]]");

  /** Between control characters, of which no escaped text has any. */
  private static final Pattern SHARED = Pattern.compile("\001([^\002]*)\002");

  private Markup() {}

  /** Text that is safe anywhere in a page, attributes included. */
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

  /** The beginning of a path, in whole pixels. */
  static String move(double x, double y) {
    return "M" + Math.round(x) + " " + Math.round(y);
  }

  static String text(double x, double y, String text) {
    return "<text x=\"%d\" y=\"%d\">%s</text>"
        .formatted(Math.round(x), Math.round(y), escape(text));
  }

  /** A part of a drawing that others may have as well, such as an axis or a legend. */
  static String shared(String part) {
    return "\001" + part + "\002";
  }

  /** A page or drawing with each shared part drawn once, and referred to where it recurs. */
  static String resolveShared(String page) {
    Map<String, Integer> numbers = new HashMap<>();
    return SHARED
        .matcher(page)
        .replaceAll(part -> {
          int next = numbers.size();
          @Nullable Integer drawn = numbers.putIfAbsent(part.group(1), next);
          return drawn == null
              ? Matcher.quoteReplacement("<g id=\"p%d\">%s</g>\n".formatted(next, part.group(1)))
              : "<use href=\"#p%d\"/>\n".formatted(drawn);
        });
  }
}

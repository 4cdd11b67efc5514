package flagbench.report;

/** Text that is safe anywhere in a page, attributes included. */
final class Html {
  private Html() {}

  static String escape(String text) {
    var safe = new StringBuilder(text.length() + 16);
    int character;
    for (int i = 0; i < text.length(); i += Character.charCount(character)) {
      character = text.codePointAt(i);
      switch (character) {
        case '&' -> safe.append("&amp;");
        case '<' -> safe.append("&lt;");
        case '>' -> safe.append("&gt;");
        case '"' -> safe.append("&quot;");
        case '\'' -> safe.append("&#39;");
        default -> {
          // Control characters have no place in a page, and lone surrogates none in UTF-8.
          boolean shown =
              character == '\n' || (character >= 0x20 && (character < 0x7f || character > 0x9f));
          boolean surrogate = character >= 0xd800 && character <= 0xdfff;
          safe.appendCodePoint(shown && !surrogate ? character : 0xfffd);
        }
      }
    }
    return safe.toString();
  }
}

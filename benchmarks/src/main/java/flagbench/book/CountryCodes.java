package flagbench.book;

import flagbench.server.FlagSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The book's way of naming countries on a command line. */
public final class CountryCodes {
  private CountryCodes() {}

  /**
   * Codes in lower case and alphabetical order, each once.
   *
   * @param words codes of two letters, and single letters, which stand for all codes that begin so;
   *     none for the 20 most populous countries
   * @param every all from AA to ZZ, of which most are no country's
   * @throws IllegalArgumentException naming what is no code
   */
  public static List<String> expand(List<String> words, boolean every) {
    Collection<String> codes = new TreeSet<>();
    for (String word : words) {
      String code = word.toLowerCase(Locale.ROOT);
      if (!code.matches("[a-z]{1,2}")) {
        throw new IllegalArgumentException(
            "'%s' is neither a country's code such as BR nor its first letter".formatted(word));
      }
      addAll(codes, code);
    }
    if (every) {
      addAll(codes, "");
    }
    return List.copyOf(codes.isEmpty() ? FlagSet.CODES : codes);
  }

  /** Adds every code of two letters that begins so. */
  private static void addAll(Collection<String> codes, String begin) {
    if (begin.length() == 2) {
      codes.add(begin);
      return;
    }
    for (char next = 'a'; next <= 'z'; next++) {
      addAll(codes, begin + next);
    }
  }
}

package flagbench.cli;

import flagbench.server.FlagSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** The book's way of naming countries on a command line. */
final class CountryCodes {
  private CountryCodes() {}

  /**
   * Codes in lower case and alphabetical order, each once.
   *
   * @param words codes of two letters, and single letters: all codes that begin so; none for the 20
   *     most populous countries
   * @param every all from AA to ZZ, of which most are no country's
   * @throws IllegalArgumentException naming what is no code
   */
  static List<String> expand(List<String> words, boolean every) {
    Collection<String> codes = new TreeSet<>();
    for (String word : words) {
      String code = word.toLowerCase(Locale.ROOT);
      if (code.isEmpty() || code.length() > 2 || !code.chars().allMatch(CountryCodes::isLetter)) {
        throw new IllegalArgumentException(
            "'%s' is neither a country's code such as BR nor its first letter".formatted(word));
      }
      if (code.length() == 2) {
        codes.add(code);
      } else {
        addAll(codes, code);
      }
    }
    if (every) {
      for (char first = 'a'; first <= 'z'; first++) {
        addAll(codes, String.valueOf(first));
      }
    }
    return List.copyOf(codes.isEmpty() ? FlagSet.CODES : codes);
  }

  private static void addAll(Collection<String> codes, String first) {
    for (char second = 'a'; second <= 'z'; second++) {
      codes.add(first + second);
    }
  }

  private static boolean isLetter(int character) {
    return character >= 'a' && character <= 'z';
  }
}

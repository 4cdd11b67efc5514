package flagbench.book;

import flagbench.server.FlagSet;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;

/** Country codes as they are named on the command lines of the book's scripts. */
public final class CountryCodes {
  private CountryCodes() {}

  /**
   * Returns codes in lower case and alphabetical order, each once.
   *
   * @param words codes of two letters, and single letters, each of which stands for the 26 codes
   *     that begin with it; if empty, the codes of the 20 most populous countries
   * @param every adds all codes from AA to ZZ, although most of them belong to no country
   * @throws IllegalArgumentException naming a word that is neither
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

  /** Adds every code of two letters that begins with a prefix. */
  private static void addAll(Collection<String> codes, String prefix) {
    if (prefix.length() == 2) {
      codes.add(prefix);
      return;
    }
    for (char next = 'a'; next <= 'z'; next++) {
      addAll(codes, prefix + next);
    }
  }
}

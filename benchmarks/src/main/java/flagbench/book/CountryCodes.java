package flagbench.book;

import flagbench.server.FlagSet;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

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
    for (String word : words) {
      if (!word.matches("[A-Za-z]{1,2}")) {
        throw new IllegalArgumentException(
            "'%s' is neither a country's code such as BR nor its first letter".formatted(word));
      }
    }
    List<String> prefixes = words.stream().map(word -> word.toLowerCase(Locale.ROOT)).toList();
    if (prefixes.isEmpty() && !every) {
      return FlagSet.CODES;
    }
    return IntStream.range(0, 26 * 26)
        .mapToObj(place -> "" + (char) ('a' + place / 26) + (char) ('a' + place % 26))
        .filter(code -> every || prefixes.stream().anyMatch(code::startsWith))
        .toList();
  }
}

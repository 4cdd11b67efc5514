package flagbench.download;

import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;

/**
 * A flag to download.
 *
 * @param code the country's two-letter code in lower case, of which the URL is made
 * @param file the name of the file that it is saved to; each flag of a call has another one
 */
public record Flag(String code, String file) {

  /** The longest list, which is also the largest value of {@code -p flags}. */
  private static final int MOST_FLAGS = 99_999;

  /**
   * Lists the flags of countries in alphabetical order. If there are to be more flags than
   * countries, the list starts again from the first country, with other names of files: {@code
   * br.gif}, {@code br-2.gif}.
   *
   * @param codes the countries
   * @param flags how many flags the list has
   * @throws IllegalArgumentException if there is no country, or the list would be empty or longer
   *     than 99,999
   */
  public static List<Flag> of(Collection<String> codes, int flags) {
    if (codes.isEmpty() || flags < 1 || flags > MOST_FLAGS) {
      throw new IllegalArgumentException(
          "%d flags of %d countries cannot be downloaded: there may be 1 to %d"
              .formatted(flags, codes.size(), MOST_FLAGS));
    }
    List<String> sorted = codes.stream().sorted().toList();
    return IntStream.range(0, flags)
        .mapToObj(i -> {
          String code = sorted.get(i % sorted.size());
          int turn = i / sorted.size() + 1;
          return new Flag(code, turn == 1 ? code + ".gif" : code + "-" + turn + ".gif");
        })
        .toList();
  }
}

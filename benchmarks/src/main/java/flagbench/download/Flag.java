package flagbench.download;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * One flag to download.
 *
 * @param code the country's code in lower case, which makes its URL
 * @param file the name it is saved under, unlike any other's of the same call
 */
public record Flag(String code, String file) {

  /**
   * The countries' flags in alphabetical order; where more flags than countries are wanted, in turn
   * again, each under a name of its own: {@code br.gif}, {@code br-2.gif}.
   *
   * @throws IllegalArgumentException if there is no country, or less than one flag is wanted
   */
  public static List<Flag> of(Collection<String> codes, int flags) {
    if (codes.isEmpty() || flags < 1) {
      throw new IllegalArgumentException(
          "%d flags of %d countries cannot be downloaded".formatted(flags, codes.size()));
    }
    List<String> sorted = codes.stream().sorted().toList();
    List<Flag> result = new ArrayList<>(flags);
    for (int i = 0; i < flags; i++) {
      String code = sorted.get(i % sorted.size());
      int turn = i / sorted.size() + 1;
      result.add(new Flag(code, turn == 1 ? code + ".gif" : code + "-" + turn + ".gif"));
    }
    return List.copyOf(result);
  }
}

package flagbench.report;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of charts that recur, as axes and legends do: a page holds each of them once. */
final class Stencils {
  private final Map<String, Integer> numbers = new HashMap<>();

  /** The part itself where it is new, then a reference to it. */
  String draw(String part) {
    int next = numbers.size();
    @Nullable Integer drawn = numbers.putIfAbsent(part, next);
    return drawn == null
        ? "<g id=\"p%s\">%s</g>\n".formatted(next, part)
        : "<use href=\"#p%s\"/>\n".formatted(drawn);
  }
}

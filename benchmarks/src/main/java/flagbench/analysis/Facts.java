package flagbench.analysis;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Facts by path, such as {@code jdk.version}, each with all values that it has in a file. */
final class Facts {
  private final Map<String, Set<String>> values = new LinkedHashMap<>();
  private final Map<String, JsonNode> latest = new HashMap<>();

  /**
   * Adds a value. Of an object, each member is added with its name after the path. Elements of one
   * run are equal in most facts, so a value that equals the one before it is passed over.
   */
  void add(String path, JsonNode value) {
    if (value.equals(latest.put(path, value))) {
      return;
    }
    if (value.isObject()) {
      value.properties().forEach(entry -> add(path + "." + entry.getKey(), entry.getValue()));
    } else if (!value.isMissingNode() && !value.isNull()) {
      add(path, text(value));
    }
  }

  void add(String path, String value) {
    values.computeIfAbsent(path, first -> new TreeSet<>()).add(value);
  }

  private static String text(JsonNode value) {
    return value.isArray()
        ? value.valueStream().map(Facts::text).collect(Collectors.joining(" "))
        : value.asString("");
  }

  /** How many values a fact has, without those that are not known. */
  long count(String path) {
    return values.getOrDefault(path, Set.of()).stream()
        .filter(value -> !value.equals("unknown"))
        .count();
  }

  /** The values of each fact in one string, in a map that may be changed. */
  Map<String, String> joined() {
    Map<String, String> joined = new LinkedHashMap<>();
    values.forEach((path, different) -> joined.put(path, String.join(" or ", different)));
    return joined;
  }
}

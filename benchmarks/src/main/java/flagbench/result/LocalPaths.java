package flagbench.result;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shortens paths of the measuring machine, which may name its user, to their last part. */
final class LocalPaths {

  /** A path of two parts or more, Unix or Windows, up to its last separator. */
  private static final Pattern DIRECTORIES =
      Pattern.compile("(?:[A-Za-z]:)?(?:[/\\\\][^/\\\\:;]*)*[/\\\\]");

  private LocalPaths() {}

  static String shorten(String text) {
    return DIRECTORIES.matcher(text).replaceAll("");
  }

  /** In the two places where JMH writes paths. */
  static void shorten(ObjectNode element) {
    element.put("jvm", shorten(element.path("jvm").asString("")));
    ArrayNode shortened = element.arrayNode();
    for (JsonNode argument : element.path("jvmArgs")) {
      shortened.add(shorten(argument.asString("")));
    }
    element.set("jvmArgs", shortened);
  }
}

package flagbench.result;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shortens paths of the measuring machine, which may name its user, to their last part. */
final class LocalPaths {

  /**
   * The directories of a path, Unix or Windows, up to its last separator. A path begins with a
   * separator, a drive, {@code ~} or dots, after something that is no word: the separators of
   * {@code HTTP/1.1} and of a URL are none of a path.
   */
  private static final Pattern DIRECTORIES =
      Pattern.compile(
          "(?:(?<![\\w/])[A-Za-z]:|(?<!\\w)~\\w*|(?<![\\w.])\\.{1,2}|(?<=file:)//"
              + "|(?<![\\w.:~/\\\\])|(?<=:)(?!//))(?:[/\\\\][^/\\\\:;]*)*[/\\\\]");

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

package flagbench.result;

import java.util.regex.Pattern;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Shortens paths to their last part, because directories may contain the name of a user. */
final class LocalPaths {

  /**
   * Matches the directories of a Unix or Windows path, up to the last separator. A path begins with
   * a separator, a drive letter, {@code ~} or dots, and no letter or digit stands before it. That
   * is why {@code HTTP/1.1} and URLs do not match.
   */
  private static final Pattern DIRECTORIES =
      Pattern.compile(
          "(?:(?<![\\w/])[A-Za-z]:|(?<!\\w)~\\w*|(?<![\\w.])\\.{1,2}|(?<=file:)//"
              + "|(?<![\\w.:~/\\\\])|(?<=:)(?!//))(?:[/\\\\][^/\\\\:;]*)*[/\\\\]");

  private LocalPaths() {}

  static String shorten(String text) {
    return DIRECTORIES.matcher(text).replaceAll("");
  }

  /** Shortens the paths in the two fields of an element in which JMH writes some. */
  static void shorten(ObjectNode element) {
    element.put("jvm", shorten(element.path("jvm").asString("")));
    ArrayNode shortened = element.arrayNode();
    for (JsonNode argument : element.path("jvmArgs")) {
      shortened.add(shorten(argument.asString("")));
    }
    element.set("jvmArgs", shortened);
  }
}

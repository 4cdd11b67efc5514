package flagbench.cli;

import flagbench.result.ForkJvm;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The text of an option {@code --vs}, which says what JVM the forks of another arm run on. */
record ArmSpec(String text) {
  private static final Pattern COLLECTOR = Pattern.compile("-XX:[+]Use\\w+GC");
  private static final Pattern VERSION = Pattern.compile("JAVA_VERSION=\"(\\d+)");
  private static final int OLDEST_JDK = 21;

  /**
   * The JVM of the arm's forks.
   *
   * @param arguments those of every fork. The arguments of the text follow them, because a JVM
   *     takes the last of several that contradict each other. A garbage collector in the text
   *     replaces the one in the arguments, because a JVM does not start with two.
   * @throws IllegalArgumentException if the text is neither {@code jdk=HOME} with a JDK in that
   *     directory nor {@code jvm=ARGUMENTS}
   */
  ForkJvm jvm(List<String> arguments) {
    String[] parts = text.split("=", 2);
    String value = parts.length == 2 ? parts[1].strip() : "";
    return switch (parts[0]) {
      case "jdk" -> new ForkJvm(java(value), arguments);
      case "jvm" -> ForkJvm.ofThisJdk(extended(arguments, value));
      default -> throw unusable("is neither jdk=HOME nor \"jvm=ARGUMENTS\"");
    };
  }

  private Path java(String home) {
    String release;
    try {
      release = Files.readString(Path.of(home, "release"));
    } catch (IOException e) {
      throw unusable("names no JDK: there is no file 'release' in the directory");
    }
    Matcher version = VERSION.matcher(release);
    if (version.find() && Integer.parseInt(version.group(1)) < OLDEST_JDK) {
      throw unusable("names a JDK that is older than " + OLDEST_JDK);
    }
    return Path.of(home, "bin", "java").toAbsolutePath();
  }

  private List<String> extended(List<String> arguments, String value) {
    List<String> added = List.of(value.split("\\s+", -1));
    if (!added.stream().allMatch(argument -> argument.startsWith("-"))) {
      throw unusable("does not name arguments of a JVM, which begin with '-'");
    }
    List<String> all = new ArrayList<>(arguments);
    if (added.stream().anyMatch(COLLECTOR.asMatchPredicate())) {
      all.removeIf(COLLECTOR.asMatchPredicate());
    }
    all.addAll(added);
    return all;
  }

  private IllegalArgumentException unusable(String why) {
    return new IllegalArgumentException("--vs '%s' %s".formatted(text, why));
  }
}

package flagbench.result;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.databind.node.ObjectNode;

/**
 * The JVM that forks run on.
 *
 * @param java its command
 * @param arguments what it is started with
 */
public record ForkJvm(Path java, List<String> arguments) {

  /**
   * A line of {@code -XX:+PrintFlagsFinal}, such as {@code bool UseZGC = false {product}
   * {default}}.
   */
  private static final Pattern FLAG =
      Pattern.compile(
          "\\S+\\s+(?<name>\\w+)\\s+:?=\\s*(?<value>.*?)\\s+\\{[^}]*}\\s+\\{(?<origin>[^}]*)}");

  /** Of the JDK that this program runs on. */
  public static ForkJvm ofThisJdk(List<String> arguments) {
    return new ForkJvm(Path.of(System.getProperty("java.home"), "bin", "java"), arguments);
  }

  /**
   * Starts it as forks are started, environment variables included, and asks what it is.
   *
   * @param patience how long it may take
   * @return vendor, version and VM as {@code jdk}; what it makes of its flags as {@code jvm}
   * @throws IOException if it does not start, or does not answer
   */
  ObjectNode describe(Duration patience) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(arguments);
    command.addAll(List.of("-XX:+PrintFlagsFinal", "-XshowSettings:properties", "-version"));
    String answer = ask(command, patience);
    ObjectNode facts = ResultFile.MAPPER.createObjectNode();
    facts
        .putObject("jdk")
        .put("vendor", property(answer, "java.vendor"))
        .put("version", property(answer, "java.runtime.version"))
        .put("vm", property(answer, "java.vm.name"));
    ObjectNode flags = flags(answer);
    facts
        .putObject("jvm")
        .put("gc", collector(flags))
        .put("maxHeapBytes", flags.path("MaxHeapSize").asLong(0))
        .set("flags", flags);
    return facts;
  }

  /** All that is not default. */
  private static ObjectNode flags(String answer) {
    ObjectNode flags = ResultFile.MAPPER.createObjectNode();
    FLAG.matcher(answer)
        .results()
        .filter(flag ->
            !flag.group("origin").equals("default")
                && !flag.group("name").equals("PrintFlagsFinal"))
        .forEach(flag -> flags.put(flag.group("name"), LocalPaths.shorten(flag.group("value"))));
    return flags;
  }

  private static String collector(ObjectNode flags) {
    return flags.properties().stream()
        .filter(flag ->
            flag.getKey().matches("Use\\w+GC") && flag.getValue().asString("").equals("true"))
        .map(flag -> flag.getKey().substring("Use".length()))
        .findFirst()
        .orElse("unknown");
  }

  private static String property(String answer, String name) {
    Matcher line = Pattern.compile("(?m)^\\s*" + Pattern.quote(name) + " = (.*)$").matcher(answer);
    return line.find() ? line.group(1).strip() : "unknown";
  }

  /** Returns all that a JVM prints, standard error included, once it has ended. */
  private static String ask(List<String> command, Duration patience)
      throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException("%s cannot be started".formatted(command.getFirst()), e);
    }
    // Another thread reads: it may wait for as long as the JVM neither prints anything nor ends.
    var output = new FutureTask<>(() -> new String(process.getInputStream().readAllBytes(), UTF_8));
    Thread.ofVirtual().start(output);
    try {
      String text = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      int code = process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS).exitValue();
      if (code != 0) {
        throw new IOException(
            "a JVM does not start with %s: %s"
                .formatted(
                    String.join(" ", command.subList(1, command.size() - 3)), firstLine(text)));
      }
      return text;
    } catch (TimeoutException e) {
      throw new IOException(
          "%s does not answer within %d s".formatted(command.getFirst(), patience.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IOException("what %s prints cannot be read".formatted(command.getFirst()), e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("it says nothing");
  }
}

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
 * The JVM of the forks.
 *
 * @param java the command that starts it
 * @param arguments the arguments of that command
 */
public record ForkJvm(Path java, List<String> arguments) {

  /**
   * A line of {@code -XX:+PrintFlagsFinal}, such as {@code bool UseZGC = false {product}
   * {default}}.
   */
  private static final Pattern FLAG =
      Pattern.compile(
          "\\S+\\s+(?<name>\\w+)\\s+:?=\\s*(?<value>.*?)\\s+\\{[^}]*}\\s+\\{(?<origin>[^}]*)}");

  /** The JVM of the JDK that this program runs on. */
  public static ForkJvm ofThisJdk(List<String> arguments) {
    return new ForkJvm(Path.of(System.getProperty("java.home"), "bin", "java"), arguments);
  }

  /** The directory of its temporary files, in which flags are saved to disk. */
  public Path temporaryDirectory() {
    String option = "-Djava.io.tmpdir=";
    return Path.of(
        arguments.stream()
            .filter(argument -> argument.startsWith(option))
            .reduce((earlier, last) -> last)
            .map(argument -> argument.substring(option.length()))
            .orElse(System.getProperty("java.io.tmpdir")));
  }

  /**
   * Starts the JVM as forks are started, and reads what it prints about itself.
   *
   * @param patience how long its output, and then its end, may each take
   * @return the objects {@code jdk} (vendor, version and VM) and {@code jvm} (its flags)
   * @throws IOException if it does not start, or does not end in time
   */
  ObjectNode describe(Duration patience) throws IOException, InterruptedException {
    String answer = ask(patience);
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

  /** The flags that do not have their default values. */
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

  /** Returns what the JVM prints to standard output and standard error until it ends. */
  private String ask(Duration patience) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>(arguments);
    command.addFirst(java.toString());
    command.addAll(List.of("-XX:+PrintFlagsFinal", "-XshowSettings:properties", "-version"));
    Process process;
    try {
      process = new ProcessBuilder(command).redirectErrorStream(true).start();
    } catch (IOException e) {
      throw new IOException(java + " cannot be started", e);
    }
    // Another thread reads, because reading waits until the JVM ends, however long that takes.
    var output = new FutureTask<>(() -> new String(process.getInputStream().readAllBytes(), UTF_8));
    Thread.ofVirtual().start(output);
    try {
      String text = output.get(patience.toMillis(), TimeUnit.MILLISECONDS);
      int code = process.onExit().get(patience.toMillis(), TimeUnit.MILLISECONDS).exitValue();
      if (code != 0) {
        throw new IOException(
            "a JVM does not start with %s: %s"
                .formatted(String.join(" ", arguments), firstLine(text)));
      }
      return text;
    } catch (TimeoutException e) {
      throw new IOException(
          "%s does not answer within %d s".formatted(java, patience.toSeconds()), e);
    } catch (ExecutionException e) {
      throw new IOException("what %s prints cannot be read".formatted(java), e);
    } finally {
      process.destroyForcibly();
    }
  }

  private static String firstLine(String text) {
    return text.lines()
        .filter(line -> !line.isBlank() && !line.matches("(NOTE: )?Picked up .*"))
        .findFirst()
        .orElse("it prints no reason");
  }
}

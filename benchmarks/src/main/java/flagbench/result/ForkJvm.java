package flagbench.result;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
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
  private static final Pattern FLAG =
      Pattern.compile(
          "\\S+\\s+(?<name>\\w+)\\s+:?=\\s*(?<value>.*?)\\s+\\{[^}]*}\\s+\\{(?<origin>[^}]*)}");

  /** A JVM answers within a second; where it does not in this time, it never will. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** What a JVM says of itself. */
  private record Answer(String out, String err) {}

  /** Of the JDK that this program runs on. */
  public static ForkJvm ofThisJdk(List<String> arguments) {
    return new ForkJvm(Path.of(System.getProperty("java.home"), "bin", "java"), arguments);
  }

  /**
   * Starts it as forks are started, environment variables included, and asks what it is.
   *
   * @return vendor, version and VM as {@code jdk}; what it makes of its flags as {@code jvm}
   * @throws IOException if it does not start, or does not answer
   */
  ObjectNode describe() throws IOException, InterruptedException {
    return describe(PATIENCE);
  }

  ObjectNode describe(Duration patience) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(java.toString());
    command.addAll(arguments);
    command.addAll(List.of("-XX:+PrintFlagsFinal", "-XshowSettings:properties", "-version"));
    Answer answer = ask(command, patience);
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
  private static ObjectNode flags(Answer answer) {
    ObjectNode flags = ResultFile.MAPPER.createObjectNode();
    FLAG.matcher(answer.out())
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

  private static String property(Answer answer, String name) {
    Matcher line =
        Pattern.compile("(?m)^\\s*" + Pattern.quote(name) + " = (.*)$").matcher(answer.err());
    return line.find() ? line.group(1).strip() : "unknown";
  }

  /** Reads while it waits: a JVM that neither answers nor ends must not hold up the caller. */
  private static Answer ask(List<String> command, Duration patience)
      throws IOException, InterruptedException {
    Process process;
    try {
      process = new ProcessBuilder(command).start();
    } catch (IOException e) {
      throw new IOException("%s cannot be started".formatted(command.getFirst()), e);
    }
    CompletableFuture<String> out = read(process.getInputStream());
    CompletableFuture<String> err = read(process.getErrorStream());
    boolean ended = false;
    try {
      ended = process.waitFor(patience.toMillis(), TimeUnit.MILLISECONDS);
    } finally {
      if (!ended) {
        // Which also closes what is being read.
        process.destroyForcibly();
      }
    }
    if (!ended) {
      throw new IOException(
          "%s does not answer within %d s".formatted(command.getFirst(), patience.toSeconds()));
    }
    if (process.exitValue() != 0) {
      throw new IOException(
          "a JVM does not start with %s: %s"
              .formatted(
                  String.join(" ", command.subList(1, command.size() - 3)),
                  firstLine(err.join() + out.join())));
    }
    return new Answer(out.join(), err.join());
  }

  private static String firstLine(String text) {
    return text.lines().filter(line -> !line.isBlank()).findFirst().orElse("it says nothing");
  }

  private static CompletableFuture<String> read(InputStream stream) {
    return CompletableFuture.supplyAsync(
        () -> {
          try (stream) {
            return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }
}

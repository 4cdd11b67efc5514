package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.ShortLivedJvm;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Checks that a fork loads the library of the client that it measures and of no other client, so
 * that the other libraries on the class path do not cost any time.
 */
@Timeout(60)
@Execution(ExecutionMode.CONCURRENT)
class LoadedClassesTest {
  private static final List<String> LIBRARIES =
      List.of("java.net.http", "org.apache.hc.core5", "org.apache.hc.client5", "okhttp3", "kotlin");

  @ParameterizedTest
  @CsvSource({
    "jdk, java.net.http",
    "httpcore5, org.apache.hc.core5",
    "httpclient5, org.apache.hc.client5 org.apache.hc.core5",
    "okhttp, kotlin okhttp3"
  })
  void aForkLoadsTheLibraryOfItsClientAlone(
      String client, String libraries, @TempDir Path directory) throws Exception {
    Path log = directory.resolve("classes");
    Path output = directory.resolve("output");
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(ShortLivedJvm.OPTIONS);
    command.addAll(
        List.of(
            "-XX:+UseSerialGC",
            "-Xlog:class+load:file=" + log,
            "-Djmh.ignoreLock=true",
            "-Djava.io.tmpdir=" + directory,
            "-cp",
            System.getProperty("java.class.path"),
            "org.openjdk.jmh.Main",
            "DownloadBenchmark.async$",
            "-f0",
            "-w1ms",
            "-i1",
            "-r1ms",
            "-pclient=" + client,
            "-platency=0ms",
            "-pflags=1",
            "-pworkers=1"));
    Process jvm =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    assertTrue(jvm.waitFor(50, TimeUnit.SECONDS));
    assertEquals(0, jvm.exitValue(), () -> output.toString());
    assertTrue(Files.readString(output).contains("Run complete"), output::toString);
    Set<String> loaded = new TreeSet<>();
    try (var lines = Files.lines(log)) {
      lines
          .map(line -> line.replaceFirst("^(\\[[^]]*])+ ", ""))
          .forEach(name ->
              LIBRARIES.stream()
                  .filter(library -> name.startsWith(library + "."))
                  .forEach(loaded::add));
    }
    assertEquals(new TreeSet<>(Arrays.asList(libraries.split(" ", -1))), loaded);
  }
}

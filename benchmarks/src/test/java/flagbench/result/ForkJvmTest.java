package flagbench.result;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;

@Timeout(20)
@SuppressWarnings("NullAway.Init") // JUnit sets the directory
class ForkJvmTest {
  @TempDir private Path directory;

  @Test
  void aJvmSaysWhatItIsAndWhatItMakesOfItsFlags() throws Exception {
    JsonNode facts =
        ForkJvm.ofThisJdk(List.of("-XX:+UseSerialGC", "-Xmx100m")).describe(Duration.ofSeconds(20));
    assertEquals(
        System.getProperty("java.runtime.version"), facts.path("jdk").path("version").asString());
    assertEquals(System.getProperty("java.vendor"), facts.path("jdk").path("vendor").asString());
    assertEquals(System.getProperty("java.vm.name"), facts.path("jdk").path("vm").asString());
    assertEquals("SerialGC", facts.path("jvm").path("gc").asString());
    assertEquals(100 << 20, facts.path("jvm").path("maxHeapBytes").asInt());
  }

  @Test
  void theDirectoryOfItsTemporaryFilesIsTheLastOneThatItIsGiven() {
    String here = System.getProperty("java.io.tmpdir");
    assertEquals(Path.of(here), ForkJvm.ofThisJdk(List.of()).temporaryDirectory());
    List<String> twice = List.of("-Djava.io.tmpdir=/one", "-Xmx1g", "-Djava.io.tmpdir=/two");
    assertEquals(Path.of("/two"), ForkJvm.ofThisJdk(twice).temporaryDirectory());
  }

  @Test
  void aJvmThatDoesNotStartIsNamedWithWhatItSaid() {
    var error =
        assertThrows(
            IOException.class,
            () -> ForkJvm.ofThisJdk(List.of("-XX:+UseNoGC")).describe(Duration.ofSeconds(20)));
    assertTrue(
        error.toString().contains("a JVM does not start with -XX:+UseNoGC: "), error::toString);
  }

  @Test
  @DisabledOnOs(value = OS.WINDOWS, disabledReason = "the JVM that never ends is a shell script")
  void aJvmThatNeverEndsIsNotWaitedForLongerThanAllowed() throws IOException {
    Path java =
        Files.writeString(directory.resolve("java"), "#!/bin/sh\necho Starting\nexec sleep 60\n");
    Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
    var error =
        assertThrows(
            IOException.class, () -> new ForkJvm(java, List.of()).describe(Duration.ofMillis(50)));
    assertTrue(error.toString().endsWith("java does not answer within 0 s"), error::toString);
  }
}

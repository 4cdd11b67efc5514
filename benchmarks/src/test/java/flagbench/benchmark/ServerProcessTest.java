package flagbench.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Isolated;

@Isolated("counts the processes of this one")
@Timeout(60)
class ServerProcessTest {

  @Test
  void whatTheJvmPrintsBeforeTheUrlIsPassedOver() {
    Stream<String> lines =
        Stream.of("[0.005s][warning][cds] no archive", "", "http://127.0.0.1:4711/flags");
    assertEquals(URI.create("http://127.0.0.1:4711/flags"), ServerProcess.announced(lines));
  }

  @Test
  void theProcessEndsWithItsServer() throws Exception {
    long before = ProcessHandle.current().children().count();
    URI url;
    try (TargetServer target =
        TargetServer.open("process", NetworkConditions.ofParameters(Map.of("latency", "0ms")))) {
      url = target.baseUrl();
      assertEquals(before + 1, ProcessHandle.current().children().count());
      assertEquals(Files.isReadable(Path.of("/proc/self/schedstat")), target.jitNanos() > 0);
    }
    assertThrows(IOException.class, () -> url.toURL().openStream().close());
    assertEquals(before, ProcessHandle.current().children().count());
  }
}

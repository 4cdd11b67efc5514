package flagbench.benchmark;

import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/**
 * The command {@code serve} in a JVM of its own. Its standard input is a pipe from this JVM, and it
 * stops at the end of that pipe; so it ends when this JVM does, for whatever reason.
 */
final class ServerProcess extends RemoteServer {
  private static final int START_SECONDS = 30;
  private static final int STOP_SECONDS = 2;

  private final Process process;
  private final JitTime jit;

  private ServerProcess(Process process, URI baseUrl, long seed) {
    super(baseUrl, seed);
    this.process = process;
    jit = new JitTime(process);
  }

  /**
   * Starts a server on a free port, with the JDK and the class path of this JVM.
   *
   * @throws IOException if it does not print its base URL in time
   */
  static ServerProcess start(NetworkConditions conditions) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-Xms256m", "-Xmx256m", "-XX:+UseG1GC"));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), "flagbench.cli.Main"));
    command.addAll(List.of("serve", "--port=0", "--http2", "--until-eof"));
    conditions.toMap().forEach((name, value) -> command.add("--" + name + "=" + value));
    Process process = new ProcessBuilder(command).redirectError(Redirect.INHERIT).start();
    try {
      URI url =
          CompletableFuture.supplyAsync(() -> announced(process.inputReader().lines()))
              .orTimeout(START_SECONDS, TimeUnit.SECONDS)
              .join();
      return new ServerProcess(process, url, conditions.seed());
    } catch (CompletionException e) {
      process.destroyForcibly();
      throw new IOException("the server's process did not start", e);
    }
  }

  /** The base URL among the lines that the process prints. The JVM may print others before it. */
  static URI announced(Stream<String> lines) {
    return lines
        .filter(line -> line.startsWith("http:"))
        .map(URI::create)
        .findFirst()
        .orElseThrow();
  }

  @Override
  public long cpuNanos() {
    return process.info().totalCpuDuration().orElse(Duration.ZERO).toNanos();
  }

  @Override
  public long jitNanos() {
    return jit.nanos();
  }

  @Override
  public void close() {
    super.close();
    try {
      process.getOutputStream().close();
      boolean unused = process.waitFor(STOP_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // The process has ended already.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    process.destroyForcibly();
  }
}

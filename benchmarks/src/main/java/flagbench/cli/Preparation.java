package flagbench.cli;

import flagbench.benchmark.Limits;
import flagbench.benchmark.TargetServer;
import flagbench.result.Cell;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is checked before a run begins, so that it does not fail after minutes of measuring. */
final class Preparation {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  private Preparation() {}

  /** Lets benchmarks use a server that is not on this machine, in this JVM and in the forks. */
  static void allowRemote() {
    System.setProperty("flagbench.allowRemote", "true");
  }

  /**
   * Checks that no cell needs more than this machine has.
   *
   * @throws IllegalArgumentException if one does, or if its conditions exclude each other
   */
  static void requireRoom(Collection<Cell> cells) {
    for (Cell cell : cells) {
      NetworkConditions unused = NetworkConditions.ofParameters(cell.parameters());
      Limits.require(cell.method(), cell.parameters());
    }
  }

  /**
   * Asks every server that a cell names by URL for its conditions.
   *
   * @throws IOException if one does not answer
   * @throws IllegalArgumentException if one has other conditions than the cell
   */
  static void requireServers(Collection<Cell> cells, PrintWriter err) throws IOException {
    Set<Map.Entry<String, NetworkConditions>> asked = new HashSet<>();
    for (Cell cell : cells) {
      String server = cell.parameters().getOrDefault("server", "");
      if (!server.startsWith("http:")) {
        continue;
      }
      NetworkConditions conditions = NetworkConditions.ofParameters(cell.parameters());
      if (asked.add(Map.entry(server, conditions))) {
        try (TargetServer target = TargetServer.open(server, conditions)) {
          if (target.warmUpUrl().isEmpty()) {
            err.printf(
                "%s has no /warmup: forks warm up with its flags as they are, which takes longer%n",
                server);
          }
        }
      }
    }
  }

  /**
   * Chooses the result file and makes its directory.
   *
   * @param chosen by the user; by default a name in {@code results} that tells when, where and what
   * @throws IOException if there is something already, or nothing can be written
   */
  static Path newFile(@Nullable Path chosen, String what) throws IOException {
    String name =
        "%s-%dcpu-jdk%d-%s.json"
            .formatted(
                UTC.format(Instant.now()),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                what);
    Path file = chosen == null ? Path.of("results", name) : chosen;
    Path directory = file.toAbsolutePath().getParent();
    requireNew(List.of(file, ReportCommand.pageOf(file)));
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new IOException("%s cannot be written to".formatted(directory));
    }
    return file;
  }

  /**
   * Makes sure that no file is overwritten.
   *
   * @throws IOException if one is there already
   */
  static void requireNew(List<Path> files) throws IOException {
    for (Path file : files) {
      if (Files.exists(file)) {
        throw new IOException(
            "%s exists already, and results are never overwritten".formatted(file));
      }
    }
  }
}

package flagbench.cli;

import flagbench.benchmark.Limits;
import flagbench.benchmark.TargetServer;
import flagbench.result.Cell;
import flagbench.run.ForkDuration;
import flagbench.server.NetworkConditions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Checks before a run what would otherwise make it fail after minutes of measuring. */
final class Preparation {
  private static final DateTimeFormatter UTC =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

  /**
   * JMH interrupts an iteration after five minutes. The first one has a warm-up of 20 s, in which
   * an operation may be under way at the end, and an operation of its own.
   */
  private static final Duration LONGEST_OPERATION = Duration.ofSeconds(100);

  /** Clients wait for a response for 50 s. */
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(45);

  private Preparation() {}

  /**
   * Checks that every cell can be measured: its conditions do not contradict each other, it needs
   * no more than this machine has, and the server that it names by URL answers and has the same
   * conditions.
   *
   * @param arms how many variants are measured in turn
   * @throws IOException if a server does not answer
   * @throws IllegalArgumentException if anything else is wrong
   */
  static void requireMeasurable(Collection<Cell> cells, int arms) throws IOException {
    Limits.requireMemory(arms);
    Set<Map.Entry<String, NetworkConditions>> asked = new HashSet<>();
    for (Cell cell : cells) {
      NetworkConditions conditions = NetworkConditions.ofParameters(cell.parameters());
      Limits.require(cell.method(), cell.parameters());
      requireShort(cell, "an operation takes", cell, LONGEST_OPERATION);
      int atOnce = Math.min(cell.number("flags"), cell.number("workers"));
      Cell wave = cell.with("flags", String.valueOf(atOnce));
      requireShort(cell, "the last of its requests at once waits for", wave, LONGEST_WAIT);
      String server = cell.parameters().getOrDefault("server", "");
      if (server.startsWith("http:") && asked.add(Map.entry(server, conditions))) {
        TargetServer.open(server, conditions).close();
      }
    }
  }

  private static void requireShort(Cell cell, String what, Cell like, Duration most) {
    Duration expected = ForkDuration.ofOperation(like);
    if (expected.compareTo(most) > 0) {
      throw new IllegalArgumentException(
          "%s: %s about %d s, and %d s are the most: choose fewer flags, a shorter latency or a faster link"
              .formatted(cell, what, expected.toSeconds(), most.toSeconds()));
    }
  }

  /** The default name of a result file, which tells when, on what, and what was measured. */
  static Path defaultFile(String preset) {
    return Path.of(
        "results",
        "%s-%dcpu-jdk%d-%s.json"
            .formatted(
                UTC.format(Instant.now()),
                Runtime.getRuntime().availableProcessors(),
                Runtime.version().feature(),
                preset));
  }

  /**
   * Makes the directory of a run's files, and checks that no file is overwritten.
   *
   * @param files the result files, beside the first of which its page is going to be
   * @throws IOException if a file exists, or none can be written
   */
  static void requireNew(List<Path> files) throws IOException {
    List<Path> all = new ArrayList<>(files);
    all.add(ReportCommand.pageOf(files.getFirst()));
    for (Path file : all) {
      if (Files.exists(file)) {
        throw new IOException(
            "%s exists already, and results are never overwritten: name another file with -o"
                .formatted(file));
      }
    }
    Path directory = files.getFirst().toAbsolutePath().getParent();
    Files.createDirectories(directory);
    if (!Files.isWritable(directory)) {
      throw new IOException(
          "%s cannot be written to: name a file elsewhere with -o".formatted(directory));
    }
  }
}

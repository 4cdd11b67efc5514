package flagbench.run;

import flagbench.benchmark.ClientBenchmark;
import flagbench.benchmark.ColdStartBenchmark;
import flagbench.benchmark.ConnectionBenchmark;
import flagbench.benchmark.DownloadBenchmark;
import flagbench.benchmark.PoolBenchmark;
import flagbench.benchmark.SinkBenchmark;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What to measure, for how long. */
public enum Preset {
  /** One workload and few forks: a first answer in three minutes. */
  QUICK(
      3,
      0,
      Duration.ofMinutes(3),
      Block.of(DownloadBenchmark.class, "latency=20ms flags=20 workers=20")),

  /** Enough forks that intervals are narrow: an answer to rely on in ten minutes. */
  STANDARD(
      5,
      0.03,
      Duration.ofMinutes(10),
      Block.of(DownloadBenchmark.class, "latency=20ms flags=20 workers=5,20"),
      Block.of(DownloadBenchmark.class, "latency=20ms flags=200 workers=50")),

  /** Every question that the benchmarks ask, in an hour and a half. */
  FULL(
      3,
      0.05,
      Duration.ofMinutes(90),
      Block.of(DownloadBenchmark.class, "latency=20ms,100ms flags=20 workers=5,10,20"),
      Block.of(DownloadBenchmark.class, "latency=20ms flags=200 workers=20,200"),
      Block.of(DownloadBenchmark.class, "latency=book flags=20 workers=20"),
      Block.of(DownloadBenchmark.class, "latency=10ms flags=200 workers=1,5,20,200"),
      Block.of(
          DownloadBenchmark.class,
          "latency=50ms flags=2000 workers=200,1000 client=httpcore5 sink=memory"),
      Block.of(
          DownloadBenchmark.class,
          "latency=0ms flags=2000 workers=5,100 client=httpcore5 sink=memory"),
      Block.of(ColdStartBenchmark.class, "latency=50ms flags=20 workers=20 client=jdk,httpcore5"),
      Block.of(
          ClientBenchmark.class,
          "latency=20ms flags=200 workers=50 sink=memory client=jdk,jdk-http2,httpcore5,"
              + "httpcore5@default,httpclient5,httpclient5@default,okhttp,okhttp@default"),
      Block.of(
          ClientBenchmark.class,
          "latency=0ms flags=2000 workers=20 sink=memory "
              + "client=jdk,jdk-http2,httpcore5,httpclient5,okhttp"),
      Block.of(
          ConnectionBenchmark.class,
          "latency=50ms flags=20 workers=20 client=httpcore5,httpcore5-close sink=memory"),
      Block.of(SinkBenchmark.class, "latency=10ms flags=200 workers=20 sink=disk,memory"),
      Block.of(PoolBenchmark.class, "latency=20ms flags=20 workers=20"),
      Block.of(PoolBenchmark.class, "latency=20ms flags=200 workers=20,200"));

  private final int pilotForks;
  private final double precision;
  private final Duration budget;

  @SuppressWarnings("ImmutableEnumChecker") // nobody changes it
  private final List<Block> blocks;

  Preset(int pilotForks, double precision, Duration budget, Block... blocks) {
    this.pilotForks = pilotForks;
    this.precision = precision;
    this.budget = budget;
    this.blocks = List.of(blocks);
  }

  /**
   * The preset of a name as {@link #toString()} writes it.
   *
   * @throws IllegalArgumentException naming the presets there are
   */
  public static Preset of(String name) {
    return Stream.of(values())
        .filter(preset -> preset.toString().equals(name))
        .findFirst()
        .orElseThrow(() ->
            new IllegalArgumentException(
                "preset '%s' is none of: quick, standard, full".formatted(name)));
  }

  /** Forks of every cell. */
  public int pilotForks() {
    return pilotForks;
  }

  /** The half-interval, as a share of the mean, that further forks aim at; 0 asks for none. */
  public double precision() {
    return precision;
  }

  /** The longest it may take. */
  public Duration budget() {
    return budget;
  }

  List<Block> blocks() {
    return blocks;
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

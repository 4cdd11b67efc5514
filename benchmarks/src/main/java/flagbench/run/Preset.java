package flagbench.run;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What {@code bench} can be asked to measure. Each line of text is a {@link Block}. */
public enum Preset {
  /** One workload with few forks, for a first answer within three minutes. */
  QUICK(2, 0, Duration.ofMinutes(3), "Download latency=20ms flags=20 workers=20"),

  /** Enough forks for narrow intervals, so that the answer can be relied on: about ten minutes. */
  STANDARD(
      5,
      0.03,
      Duration.ofMinutes(11),
      """
      Download latency=20ms flags=20 workers=5,20
      Download latency=20ms flags=200 workers=50
      """),

  /** Every question that the benchmarks can answer: an hour and a half. */
  FULL(
      3,
      0.05,
      Duration.ofMinutes(95),
      """
      Download latency=20ms,100ms flags=20 workers=5,10,20
      Download latency=20ms flags=200 workers=20,200
      Download latency=book flags=20 workers=20
      Download latency=10ms flags=200 workers=1,5,20,200
      Download latency=50ms flags=2000 workers=200,1000 client=httpcore5 sink=memory
      Download latency=0ms flags=2000 workers=5,100 client=httpcore5 sink=memory
      ColdStart latency=50ms flags=20 workers=20 client=jdk,httpcore5
      Client latency=20ms flags=200 workers=50 sink=memory client=jdk,jdk-http2
      Client latency=20ms flags=200 workers=50 sink=memory client=httpcore5,httpcore5@default
      Client latency=20ms flags=200 workers=50 sink=memory client=httpclient5,httpclient5@default
      Client latency=20ms flags=200 workers=50 sink=memory client=okhttp,okhttp@default
      Client latency=0ms flags=2000 workers=20 sink=memory client=jdk,jdk-http2
      Client latency=0ms flags=2000 workers=20 sink=memory client=httpcore5,httpclient5,okhttp
      Connection latency=50ms flags=20 workers=20 client=httpcore5,httpcore5-close sink=memory
      Sink latency=10ms flags=200 workers=20 sink=disk,memory
      Pool latency=20ms flags=20 workers=20
      Pool latency=20ms flags=200 workers=20,200
      """);

  private final int pilotForks;
  private final double precision;
  private final Duration budget;
  private final String blocks;

  Preset(int pilotForks, double precision, Duration budget, String blocks) {
    this.pilotForks = pilotForks;
    this.precision = precision;
    this.budget = budget;
    this.blocks = blocks;
  }

  /**
   * The preset of a name, such as {@code quick}.
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

  /** The number of forks of every cell, to which further ones may be added: see {@link Plan}. */
  public int pilotForks() {
    return pilotForks;
  }

  /** The half-interval, as a share of the mean, for which further forks are added; 0 adds none. */
  public double precision() {
    return precision;
  }

  /** The longest that a run may take. */
  public Duration budget() {
    return budget;
  }

  List<Block> blocks() {
    return blocks.lines().map(Block::parse).toList();
  }

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

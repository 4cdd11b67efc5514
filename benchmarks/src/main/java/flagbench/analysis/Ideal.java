package flagbench.analysis;

import flagbench.result.Cell;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The ideal makespan of a cell, which no downloader can beat, and what follows from it.
 *
 * <p>Latencies and links are parsed here and not by the classes of the server: this package reads
 * result files of any project and any age, without the server, and what it cannot read has no
 * ideal.
 */
public final class Ideal {

  /** {@code 50ms}, {@code 20ms..80ms} or {@code 120ms~400ms}. */
  private static final Pattern LATENCY =
      Pattern.compile("(\\d+(?:\\.\\d+)?)(ms|s)(?:(\\.\\.|~)(\\d+(?:\\.\\d+)?)(ms|s))?");

  private static final Pattern LINK = Pattern.compile("(\\d+)((?:|k|Ki|M|Mi)B/s)");

  private static final Map<String, Integer> UNITS =
      Map.of("B/s", 1, "kB/s", 1000, "KiB/s", 1024, "MB/s", 1_000_000, "MiB/s", 1 << 20);

  /** The mean of latency {@code book} in milliseconds: 20 flags one by one take 7.18 s. */
  private static final double BOOK = 7180.0 / 20;

  /** The 99th percentile of the standard normal distribution. */
  private static final double Z99 = 2.3263478740408408;

  /** The number of the book's flags, which are downloaded in turn, and the bytes of all of them. */
  private static final int SET_FLAGS = 20;

  private static final long SET_BYTES = 266_202;

  /** The bytes of the smallest flag, which each flag beyond whole sets has at least. */
  private static final long SMALLEST_BYTES = 2_465;

  private Ideal() {}

  /**
   * A cell's latency.
   *
   * @param millis its mean
   * @param isRandom whether requests differ in it
   */
  private record Latency(double millis, boolean isRandom) {

    static Latency of(Cell cell) {
      String text = cell.isOurs() ? cell.parameters().getOrDefault("latency", "0ms") : "0ms";
      Matcher matcher = LATENCY.matcher(text);
      if (!matcher.matches()) {
        return new Latency(text.equals("book") ? BOOK : 0, true);
      }
      double first = millis(matcher, 1);
      if (matcher.group(3) == null) {
        return new Latency(first, false);
      }
      double second = millis(matcher, 4);
      if (matcher.group(3).equals("..")) {
        return new Latency((first + second) / 2, true);
      }
      double sigma = Math.log(second / first) / Z99;
      return new Latency(first * Math.exp(sigma * sigma / 2), true);
    }

    private static double millis(Matcher matcher, int group) {
      return Double.parseDouble(matcher.group(group))
          * (matcher.group(group + 1).equals("s") ? 1000 : 1);
    }
  }

  /**
   * The ideal makespan in milliseconds: the greater of ⌈flags / min(workers, capacity)⌉ × latency,
   * and latency + bytes / link. A new connection takes one latency more: for every flag with client
   * {@code httpcore5-close}, which older files call {@code apache-close}, and once in a cold start.
   * If the server refuses some of the workers' requests, these wait for the latency alone, so that
   * the ideal is ⌈flags / workers⌉ × latency. There is no ideal if delays are random, nor if there
   * is neither latency nor link.
   */
  public static OptionalDouble millis(Cell cell) {
    Latency latency = Latency.of(cell);
    double millis = Math.max(trips(cell) * latency.millis(), latency.millis() + linkMillis(cell));
    return latency.isRandom() || millis == 0 ? OptionalDouble.empty() : OptionalDouble.of(millis);
  }

  /** A cell's latency in milliseconds; empty if it is random or zero. */
  public static OptionalDouble fixedMillis(Cell cell) {
    Latency latency = Latency.of(cell);
    return latency.isRandom() || latency.millis() == 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(latency.millis());
  }

  /** Whether every operation of a cell meets the same delays, because they are not random. */
  static boolean hasFixedDelays(Cell cell) {
    return !Latency.of(cell).isRandom();
  }

  /** Whether the workers send more requests at once than the server accepts. */
  public static boolean isRefused(Cell cell) {
    return cell.parameter("refuse") != null
        && cell.number("refuse") < Math.min(cell.number("workers"), cell.number("flags"));
  }

  /** Whether the link needs longer for the flags than their latencies take. */
  public static boolean isBoundByLink(Cell cell) {
    Latency latency = Latency.of(cell);
    double waiting =
        latency.isRandom() ? latency.millis() * waves(cell) : latency.millis() * (trips(cell) - 1);
    return linkMillis(cell) > waiting;
  }

  /** Whether the server serves fewer requests at once than there are workers. */
  public static boolean isBoundByCapacity(Cell cell) {
    return atOnce(cell) < cell.number("workers");
  }

  private static int atOnce(Cell cell) {
    int workers = cell.number("workers");
    return cell.parameter("capacity") == null || isRefused(cell)
        ? workers
        : Math.min(workers, cell.number("capacity"));
  }

  /** How many latencies pass one after the other on average, if they are random: at least one. */
  private static double waves(Cell cell) {
    return Math.max(1, (double) cell.number("flags") / atOnce(cell));
  }

  /** How many latencies pass one after the other, if all are equal. */
  private static int trips(Cell cell) {
    int waves = Math.ceilDiv(cell.number("flags"), atOnce(cell));
    if (cell.parameters().getOrDefault("server", "").startsWith("http:")) {
      // A server that is named by its URL may delay handshakes or not.
      return waves;
    }
    if (cell.parameters().getOrDefault("client", "").endsWith("-close")) {
      return 2 * waves;
    }
    return cell.mode().equals("ss") ? waves + 1 : waves;
  }

  /** How long the link takes at least to carry the bodies of all flags, in milliseconds. */
  private static double linkMillis(Cell cell) {
    Matcher link = LINK.matcher(cell.parameters().getOrDefault("link", ""));
    if (!cell.isOurs() || !link.matches() || isRefused(cell)) {
      return 0;
    }
    int flags = cell.number("flags");
    int sets = flags / SET_FLAGS;
    long bytes = sets * SET_BYTES + (flags - sets * SET_FLAGS) * SMALLEST_BYTES;
    double bytesPerMilli =
        Double.parseDouble(link.group(1)) * UNITS.getOrDefault(link.group(2), 1) / 1000.0;
    return bytes / bytesPerMilli;
  }

  /**
   * How long one operation waits for the network, in milliseconds, however fast the machine is: the
   * ideal, or if delays are random the greater of two times. One is the mean latency times the
   * waves of requests, and the other what the link needs.
   */
  public static double waitingMillis(Cell cell) {
    return millis(cell)
        .orElseGet(() -> Math.max(Latency.of(cell).millis() * waves(cell), linkMillis(cell)));
  }

  /**
   * Whether a cell's makespan may be as short as that. With a fixed latency none is shorter than
   * the ideal. Random delays may be short by chance, so that a makespan is then only taken to be at
   * least half of what is expected.
   */
  public static boolean allows(Cell cell, double makespanMillis) {
    double luck = millis(cell).isPresent() ? 1 : 0.5;
    return luck * waitingMillis(cell) <= makespanMillis;
  }
}

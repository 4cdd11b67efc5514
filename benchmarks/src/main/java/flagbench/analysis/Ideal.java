package flagbench.analysis;

import flagbench.result.Cell;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What no downloader can beat. */
public final class Ideal {
  private static final String NUMBER = "(\\d+(?:\\.\\d+)?)(ms|s)";

  private static final Pattern FIXED = Pattern.compile(NUMBER);

  private static final Pattern UNIFORM = Pattern.compile(NUMBER + "\\.\\." + NUMBER);

  /** Milliseconds that a flag of latency {@code book} takes on average: 20 take 7.18 s. */
  private static final double BOOK = 7180.0 / 20;

  private static final Pattern LOG_NORMAL = Pattern.compile(NUMBER + "~" + NUMBER);

  /** The 99th percentile of the standard normal distribution. */
  private static final double Z99 = 2.3263478740408408;

  private static final Pattern LINK = Pattern.compile("(\\d+)((?:|k|Ki|M|Mi)B/s)");

  private static final Map<String, Integer> UNITS =
      Map.of("B/s", 1, "kB/s", 1000, "KiB/s", 1024, "MB/s", 1_000_000, "MiB/s", 1 << 20);

  /** The book's flags, which are downloaded in turn, and the bytes of all of them together. */
  private static final int SET_FLAGS = 20;

  private static final long SET_BYTES = 266_202;

  /** Bytes of the smallest: what each flag beyond whole sets has at least. */
  private static final long SMALLEST_BYTES = 2_465;

  private Ideal() {}

  /**
   * The ideal makespan in milliseconds: the greater of ⌈flags / min(workers, capacity)⌉ × latency,
   * and latency + bytes / link. A new connection takes one latency more: for every flag with client
   * {@code httpcore5-close}, which older files call {@code apache-close}, and once in a cold start.
   * Where the server refuses some of the workers' requests, these wait for the latency alone, so
   * that only ⌈flags / workers⌉ × latency holds. There is no ideal where delays are random, nor
   * where there is neither latency nor link.
   */
  public static OptionalDouble millis(Cell cell) {
    if (!isSteady(cell)) {
      return OptionalDouble.empty();
    }
    double latency = fixedMillis(cell).orElse(0);
    double millis = Math.max(trips(cell) * latency, latency + linkMillis(cell));
    return millis == 0 ? OptionalDouble.empty() : OptionalDouble.of(millis);
  }

  /**
   * A cell's latency in milliseconds, of which requests come in rounds; nothing where it is random
   * or there is none.
   */
  public static OptionalDouble fixedMillis(Cell cell) {
    Matcher matcher = FIXED.matcher(word(cell, "latency"));
    return matcher.matches() && millis(matcher, 1) > 0
        ? OptionalDouble.of(millis(matcher, 1))
        : OptionalDouble.empty();
  }

  private static String word(Cell cell, String name) {
    @Nullable String word = cell.parameter(name);
    return word == null ? "" : word;
  }

  /** Whether so many workers ask for more at once than the server takes. */
  static boolean isRefused(Cell cell) {
    return cell.parameter("refuse") != null
        && cell.number("refuse") < Math.min(cell.number("workers"), cell.number("flags"));
  }

  /** Whether the link takes longer for all bodies than the latency for its rounds. */
  public static boolean isBoundByLink(Cell cell) {
    return linkMillis(cell) > (trips(cell) - 1) * fixedMillis(cell).orElse(0);
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

  /** How many times a latency passes, one after the other. */
  private static int trips(Cell cell) {
    int rounds = Math.ceilDiv(cell.number("flags"), atOnce(cell));
    if (cell.parameters().getOrDefault("server", "").startsWith("http:")) {
      // Whether it has a handshake is not known.
      return rounds;
    }
    if (cell.parameters().getOrDefault("client", "").endsWith("-close")) {
      return 2 * rounds;
    }
    return cell.mode().equals("ss") ? rounds + 1 : rounds;
  }

  /** How long the link takes at least to carry the bodies of all flags, in milliseconds. */
  private static double linkMillis(Cell cell) {
    Matcher link = LINK.matcher(word(cell, "link"));
    if (!link.matches() || isRefused(cell)) {
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
   * How long one operation waits for the network alone, in milliseconds, however fast the machine:
   * the ideal, and where delays are random, all of them on average, shared out among the workers.
   */
  public static double waitingMillis(Cell cell) {
    return millis(cell)
        .orElseGet(() ->
            Math.max(
                randomMillis(word(cell, "latency")) * cell.number("flags") / atOnce(cell),
                linkMillis(cell)));
  }

  /**
   * Whether a cell's makespan may be as short as that. Under a fixed latency none is shorter than
   * the ideal. Random delays come in the same sequence in every fork, which may be a lucky one:
   * there, none is taken to be shorter than half of what is expected.
   */
  public static boolean allows(Cell cell, double makespanMillis) {
    double luck = millis(cell).isPresent() ? 1 : 0.5;
    return luck * waitingMillis(cell) <= makespanMillis;
  }

  private static double randomMillis(String latency) {
    Matcher uniform = UNIFORM.matcher(latency);
    if (uniform.matches()) {
      return (millis(uniform, 1) + millis(uniform, 3)) / 2;
    }
    Matcher logNormal = LOG_NORMAL.matcher(latency);
    if (logNormal.matches()) {
      double sigma = Math.log(millis(logNormal, 3) / millis(logNormal, 1)) / Z99;
      return millis(logNormal, 1) * Math.exp(sigma * sigma / 2);
    }
    return latency.equals("book") ? BOOK : 0;
  }

  private static double millis(Matcher matcher, int group) {
    return Double.parseDouble(matcher.group(group))
        * (matcher.group(group + 1).equals("s") ? 1000 : 1);
  }

  /** Whether every operation of a cell meets the same delays: not so under random latency. */
  static boolean isSteady(Cell cell) {
    @Nullable String latency = cell.parameter("latency");
    return latency == null || FIXED.matcher(latency).matches();
  }
}

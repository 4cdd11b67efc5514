package flagbench.analysis;

import flagbench.result.Cell;
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

  private Ideal() {}

  /**
   * The ideal makespan in milliseconds: ⌈flags / workers⌉ × latency. A new connection takes one
   * latency more: for every flag with client {@code httpcore5-close}, which older files call {@code
   * apache-close}, and once in a cold start. There is no ideal without a fixed latency above zero.
   */
  public static OptionalDouble millis(Cell cell) {
    OptionalDouble latency = fixedMillis(cell);
    return latency.isPresent()
        ? OptionalDouble.of(trips(cell) * latency.getAsDouble())
        : latency;
  }

  /** A cell's latency in milliseconds; nothing where it is random or there is none. */
  static OptionalDouble fixedMillis(Cell cell) {
    @Nullable String latency = cell.parameter("latency");
    Matcher matcher = FIXED.matcher(latency == null ? "" : latency);
    return matcher.matches() && millis(matcher, 1) > 0
        ? OptionalDouble.of(millis(matcher, 1))
        : OptionalDouble.empty();
  }

  /** How many times a latency passes, one after the other. */
  private static int trips(Cell cell) {
    int rounds = Math.ceilDiv(cell.number("flags"), cell.number("workers"));
    if (cell.parameters().getOrDefault("server", "").startsWith("http:")) {
      // Whether it has a handshake is not known.
      return rounds;
    }
    if (cell.parameters().getOrDefault("client", "").endsWith("-close")) {
      return 2 * rounds;
    }
    return cell.mode().equals("ss") ? rounds + 1 : rounds;
  }

  /**
   * How long one operation waits for the network alone, in milliseconds, however fast the machine:
   * the ideal, and where delays are random, all of them on average, shared out among the workers.
   */
  public static double waitingMillis(Cell cell) {
    return millis(cell)
        .orElseGet(() ->
            randomMillis(cell.parameters().getOrDefault("latency", ""))
                * cell.number("flags")
                / cell.number("workers"));
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

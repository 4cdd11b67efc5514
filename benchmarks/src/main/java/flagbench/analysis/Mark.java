package flagbench.analysis;

import static java.util.stream.Collectors.joining;

import flagbench.result.Cell;
import flagbench.result.CellResult;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.commons.math3.stat.StatUtils;
import tools.jackson.databind.JsonNode;

/**
 * A reason not to trust a cell. The thresholds are conventions and not estimates. In the two runs
 * of the reference machine that nothing disturbed, {@code standard} and {@code standard-again},
 * none of the 20 cells reaches one: the JIT used 7 % of a core at most (on average over a cell; in
 * single iterations up to 53 %), the last iteration of a fork differed from its first by -2 to 5 %,
 * the standard deviation of forks was 4 % at most, the server was late by 0.3 ms at most, others
 * used 1.4 % of all cores and a hypervisor 0.1 %.
 */
public enum Mark {
  WARMING(
      "still being compiled: while measured the JIT used over 20 % of a core, or iterations fell by"
          + " over 5 %, or half of the forks (if there is a latency or a link, all of them) were not"
          + " steady when their warm-up's time was over"),
  DRIFT("iterations rose by over 5 % from the first of a fork to its last"),
  FORKS("forks disagree: their standard deviation is over 10 %"),
  IMPOSSIBLE("a fork was over 0.5 % faster than the ideal, which cannot be"),
  CAPPED(
      "the peak in flight was the same in every iteration, below min(workers, flags), and the cell"
          + " was no faster than that many workers can be: client or server allow no more"),
  FLIGHT("the server's peak in flight was not min(workers, flags)"),
  REFUSED(
      "the server refused over 0.1 % of the flags, so that the makespan is of fewer flags and is not"
          + " compared"),
  CONNECTIONS("over 1 % of requests opened a connection while measured"),
  LATE("the server answered over 5 % of the latency too late, in the median"),
  CPU("the fork used over 85 % of all cores: their number decides the score"),
  BUSY("others used over 10 % of all cores, or a hypervisor over 3 %"),
  MODES("forks fall into two groups: their gap is over 5 %, and six times their spread");

  /**
   * Cells with more workers are not judged by their peak in flight: sending that many requests
   * takes so long that the first ones may have ended before the last ones start.
   */
  private static final int MOST_WORKERS_JUDGED = 200;

  private static final Pattern SERVER_HERE =
      Pattern.compile("http://(127\\.|localhost\\b|\\[::1\\])");

  private final String reason;

  Mark(String reason) {
    this.reason = reason;
  }

  /** The word for a table. */
  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The line that says what is wrong, with the threshold. */
  public String reason() {
    return reason;
  }

  /** Whether a cell that has this mark gets no verdict. */
  boolean isDoubt() {
    return switch (this) {
      case WARMING, IMPOSSIBLE, FLIGHT, REFUSED, BUSY, MODES -> true;
      case DRIFT, FORKS, CAPPED, CONNECTIONS, LATE, CPU -> false;
    };
  }

  /**
   * The marks of a result, in a set that may be changed. Of another project's results there is only
   * {@link #MODES}, which needs nothing but scores.
   */
  public static Set<Mark> of(CellResult result) {
    Set<Mark> marks = result.cell().isOurs() ? EnumSet.allOf(Mark.class) : EnumSet.of(MODES);
    marks.removeIf(mark -> !mark.applies(result));
    return marks;
  }

  /** Those of some marks by which a cell gets no verdict; empty if there are none. */
  public static String doubts(Set<Mark> marks) {
    return marks.stream().filter(Mark::isDoubt).map(Mark::toString).collect(joining(", "));
  }

  private boolean applies(CellResult result) {
    return switch (this) {
      case WARMING ->
          !isColdStart(result)
              && (result.secondaryMean("jit").orElse(0) > 20
                  || result.secondaryMean("warmUpSteady").orElse(1) <= fewestSteady(result)
                  || change(result) < -0.05);
      case DRIFT -> change(result) > 0.05;
      case FORKS -> {
        double[] means = result.forkMeans();
        yield means.length > 1 && Estimate.deviation(means) > 0.10 * StatUtils.mean(means);
      }
      case IMPOSSIBLE -> {
        double ideal = Ideal.millis(result.cell()).orElse(0);
        double toMillis = ScoreUnit.factor(result.unit(), "ms/op");
        yield Arrays.stream(result.forkMeans()).anyMatch(mean -> mean * toMillis < 0.995 * ideal);
      }
      case CAPPED -> isCapped(result);
      case FLIGHT -> missesConcurrency(result) && !isCapped(result);
      case REFUSED -> isRefused(result);
      case CONNECTIONS -> opensConnections(result);
      case LATE ->
          result.secondaryMean("serverLate").orElse(0)
              > 0.05 * 1000 * Ideal.fixedMillis(result.cell()).orElse(Double.MAX_VALUE);
      case CPU -> result.secondaryMean("cpu").orElse(0) > 85;
      case MODES -> Modes.isBimodal(result.forkMeans());
      case BUSY -> othersPercent(result) > 10 || stealPercent(result) > 3;
    };
  }

  /**
   * The share of steady forks at which a cell counts as still being compiled. With a latency or a
   * link one steady fork is enough: of the other forks of such cells, those that were not steady
   * took as long as those that were (see {@code benchmarks/README.md}).
   */
  private static double fewestSteady(CellResult result) {
    return Ideal.waitingMillis(result.cell()) > 0 ? 0 : 0.5;
  }

  /**
   * By which share the last iteration of a fork takes longer than its first, on average over forks;
   * 0 if the interval of this average holds 0, or if delays are random and iterations may differ.
   */
  private static double change(CellResult result) {
    boolean isThroughput = ScoreUnit.isThroughput(result);
    double[] changes =
        Arrays.stream(result.forks())
            .filter(fork -> fork.length > 1)
            .mapToDouble(fork ->
                isThroughput
                    ? fork[0] / fork[fork.length - 1] - 1
                    : fork[fork.length - 1] / fork[0] - 1)
            .toArray();
    if (changes.length < 2) {
      return 0;
    }
    Estimate change = Estimate.of(changes);
    boolean isChange = Math.abs(change.mean()) > change.half();
    return isChange && Ideal.hasFixedDelays(result.cell()) ? change.mean() : 0;
  }

  /** Whether the server refused flags, so that a makespan is of fewer of them. */
  static boolean isRefused(CellResult result) {
    return result.failedShare() > 0.001;
  }

  /** Whether a JVM was measured that had compiled nothing yet. */
  private static boolean isColdStart(CellResult result) {
    return result.cell().mode().equals("ss");
  }

  /** Cold starts, and clients that close each connection, are meant to open some: no mark. */
  private static boolean opensConnections(CellResult result) {
    double requests = result.secondary("requests").sum();
    boolean keeps =
        !isColdStart(result)
            && !result.cell().parameters().getOrDefault("client", "").endsWith("-close");
    return keeps && result.secondary("connections").sum() > 0.01 * requests;
  }

  /**
   * Whether something limits the requests in flight. A style that is merely too slow to use all its
   * workers reaches another peak in each iteration, or is faster than its peak would allow if that
   * were a limit.
   */
  private static boolean isCapped(CellResult result) {
    double peak = result.secondaryMax("peakInFlight").orElse(0);
    Cell cell = result.cell();
    if (peak < 1
        || cell.number("workers") > MOST_WORKERS_JUDGED
        || peak >= Math.min(cell.number("workers"), cell.number("flags"))
        || result.secondary("peakInFlight").anyMatch(one -> one != peak)) {
      return false;
    }
    double ideal =
        Ideal.millis(cell.with("workers", Integer.toString((int) peak))).orElse(Double.NaN)
            * ScoreUnit.factor("ms/op", result.unit());
    return Arrays.stream(result.forkMeans()).allMatch(mean -> mean >= ideal);
  }

  private static boolean missesConcurrency(CellResult result) {
    Cell cell = result.cell();
    int expected = Math.min(cell.number("workers"), cell.number("flags"));
    double peak = result.secondaryMax("peakInFlight").orElse(expected);
    // Without latency, requests may end before all workers have started.
    boolean mustReach =
        Ideal.fixedMillis(cell).isPresent() && cell.number("workers") <= MOST_WORKERS_JUDGED;
    return peak > expected || (mustReach && peak < expected);
  }

  /** The CPU of other processes, unless one of them is the server, which is named by its URL. */
  private static double othersPercent(CellResult result) {
    return SERVER_HERE.matcher(result.cell().parameters().getOrDefault("server", "")).lookingAt()
        ? 0
        : result.secondaryMean("otherCpu").orElse(0);
  }

  private static double stealPercent(CellResult result) {
    JsonNode forks = result.run().path("forks");
    return forks
        .valueStream()
        .mapToDouble(fork -> fork.path("stealPercent").asDouble(0))
        .average()
        .orElse(0);
  }
}

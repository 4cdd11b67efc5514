package flagbench.report;

import static java.util.stream.Collectors.counting;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;

import flagbench.analysis.Comparison;
import flagbench.analysis.Comparison.Row;
import flagbench.analysis.CostChange;
import flagbench.analysis.Ratio;
import flagbench.analysis.Side;
import flagbench.analysis.Verdict;
import flagbench.report.Document.Lines;
import flagbench.result.Cell;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The sentences about one candidate and the baseline.
 *
 * @param letter the candidate's name in sentences and tables, as A is the baseline's
 * @param isJudged whether there are verdicts
 */
record Candidate(Comparison comparison, String letter, boolean isJudged) {

  /** How many cells a list names at most. */
  private static final int MOST_NAMED = 20;

  /** The candidate of one of several comparisons, of which the first has the number 0. */
  static Candidate of(Comparison comparison, int number, boolean forced) {
    String letter = number < 25 ? String.valueOf((char) ('B' + number)) : "#" + (number + 1);
    return new Candidate(comparison, letter, forced || comparison.isSameMachine());
  }

  void describe(Lines lines) {
    describe(letter, comparison.candidate(), lines);
  }

  /** Names a file, and the machine, JDK and commit if the file tells. */
  static void describe(String letter, Side side, Lines lines) {
    String facts =
        Stream.of(
                fact(side, "machine.cpu", "%s"),
                fact(side, "machine.availableCpus", "%s cpus"),
                fact(side, "jdk.version", "JDK %s"),
                fact(side, "commit", "commit %s"),
                Stream.of(cells(side.results().size())))
            .flatMap(Function.identity())
            .collect(joining(", "));
    lines.add("%s  %s: %s", letter, side.name(), facts);
  }

  private static String cells(int count) {
    return count == 1 ? "1 cell" : count + " cells";
  }

  private static Stream<String> fact(Side side, String path, String format) {
    return Stream.ofNullable(side.environment().get(path)).map(format::formatted);
  }

  /** Names the cells that failed in the candidate, and those that only one side has. */
  void missing(Lines lines) {
    comparison
        .newFailures()
        .forEach(
            failure -> lines.add("failed in %s: %s: %s", letter, failure.cell(), failure.reason()));
    comparison.rows().stream()
        .filter(Row::isLost)
        .forEach(row -> lines.add("no score above zero in %s: %s", letter, row.cell()));
    onlyIn("A", comparison.baselineOnly(), lines);
    onlyIn(letter, comparison.candidateOnly(), lines);
  }

  private static void onlyIn(String letter, List<Cell> cells, Lines lines) {
    cells.stream().limit(MOST_NAMED).forEach(cell -> lines.add("only in %s: %s", letter, cell));
    int more = cells.size() - MOST_NAMED;
    lines.addIf(more > 0, "only in %s: %d more (compare --format json names all)", letter, more);
  }

  /** Says whether it is the same machine, and what else of the environment differs. */
  void environment(Lines lines) {
    Map<String, List<String>> facts = comparison.environmentDifferences();
    String alike = facts.isEmpty() ? ", nothing recorded differs" : "";
    lines.add("A and %s: %s%s", letter, machine(facts.isEmpty()), alike);
    differences("", facts, lines);
  }

  private void differences(String kind, Map<String, List<String>> facts, Lines lines) {
    facts.forEach((path, values) ->
        lines.add("%s%s: A %s, %s %s", kind, path, values.getFirst(), letter, values.getLast()));
  }

  private String machine(boolean isAlike) {
    Side first = comparison.baseline();
    Side second = comparison.candidate();
    boolean isSame = comparison.isSameMachine();
    boolean isHostKnown = first.isHostKnown(second);
    if (!first.isMachineKnown(second)) {
      return isSame && !isAlike
          ? "a file has no environment; whether it is one machine is not known"
          : "a file has no environment; taken as " + (isSame ? "the same" : "another") + " machine";
    }
    if (isSame) {
      return isHostKnown
          ? "the same machine"
          : "machines of one model, taken as the same machine because a file records no host";
    }
    boolean isModelSame = isHostKnown && first.fingerprint().equals(second.fingerprint());
    return "another machine" + (isModelSame ? " of the same model" : "");
  }

  /** Counts the verdicts, and gives the geometric mean of all ratios. */
  void conclusion(Lines lines) {
    if (!isJudged) {
      lines.add("%s: another machine, so no verdict (compare --force gives one)", letter);
      return;
    }
    String counts =
        Arrays.stream(Verdict.values())
            .filter(verdict -> !verdict.isOfFewForks() || comparison.count(verdict) > 0)
            .map(verdict -> comparison.count(verdict) + " " + verdict)
            .collect(joining(", "));
    lines.add("%s: %s of %s", letter, counts, cells(comparison.rows().size()));
    comparison
        .geometricMean()
        .ifPresent(ratio ->
            lines.add(
                "%s: geometric mean of times %s (cells without doubts: %d)",
                letter, Numbers.interval(ratio), comparison.trusted().size()));
  }

  /** Counts the cells that allocate more or have more threads, and names them. */
  void costs(Lines lines) {
    for (String cost : CostChange.COSTS) {
      List<CostChange> changes = CostChange.of(cost, comparison);
      Map<String, Long> counts = changes.stream().collect(groupingBy(CostChange::word, counting()));
      String summary =
          Stream.of("more", "less", "same", "inconclusive")
              .map(word -> counts.getOrDefault(word, 0L) + " " + word)
              .collect(joining(", "));
      lines.addIf(!changes.isEmpty(), "%s: %s: %s", letter, cost, summary);
      changes.stream()
          .filter(change -> change.word().equals("more") || change.word().equals("less"))
          .limit(MOST_NAMED)
          .forEach(change -> {
            String interval = Numbers.interval(change.ratio());
            lines.add("%s: %s %s: %s", letter, cost, interval, change.cell());
          });
    }
  }

  /** Says how the verdicts were reached, why cells have none, and what not to trust. */
  void notes(Lines lines) {
    if (isJudged) {
      method(lines);
      spreadForSame(lines);
      count(letter, comparison.rows().stream().map(Row::obstacle), lines);
    }
    differences("measured differently: ", comparison.settingDifferences(), lines);
    lines.addAll(comparison.candidate().notes());
    count(
        "A or " + letter,
        comparison.rows().stream()
            .flatMap(row -> row.marks().stream())
            .map(mark -> mark + ": " + mark.reason()),
        lines);
  }

  /** Adds each reason once, with the number of cells that it applies to. */
  private static void count(String whose, Stream<String> reasons, Lines lines) {
    reasons
        .filter(reason -> !reason.isEmpty())
        .collect(groupingBy(Function.identity(), LinkedHashMap::new, counting()))
        .forEach((reason, cells) -> lines.add("%s: %s (cells: %d)", whose, reason, cells));
  }

  private void method(Lines lines) {
    lines.addIf(
        comparison.isPaired(),
        "A and %s were measured in turn: intervals are Student's t, over pairs of forks of one"
            + " round",
        letter);
    boolean isOurs = comparison.rows().stream().anyMatch(row -> row.cell().isOurs());
    lines.addIf(
        !comparison.isPaired(),
        "A%s and %s%s were measured apart: intervals are Welch's, and do not cover what changes"
            + " from one run to the next%s",
        started(comparison.baseline()),
        letter,
        started(comparison.candidate()),
        isOurs ? "; bench --vs measures in turn" : "");
  }

  private static String started(Side side) {
    return side.started().map(" (%s)"::formatted).orElse("");
  }

  /** If rows are inconclusive only because forks scatter, says how little they would have to. */
  private void spreadForSame(Lines lines) {
    comparison.rows().stream()
        .filter(row -> row.verdict() == Verdict.INCONCLUSIVE && row.obstacle().isEmpty())
        .flatMap(row -> row.ratio().stream())
        .min(Comparator.comparingInt(Ratio::forks))
        .ifPresent(ratio ->
            lines.add(
                "%s: with at least %d forks on each side, the verdict 'same' needs %s whose standard deviation"
                    + " is below %s",
                letter,
                ratio.forks(),
                ratio.isPaired() ? "differences of pairs" : "forks",
                Numbers.percent(ratio.spreadForSame(comparison.threshold()))));
  }
}

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
import java.util.DoubleSummaryStatistics;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One candidate beside the baseline, in sentences.
 *
 * @param letter stands for the candidate, as A does for the baseline
 * @param isJudged whether there are verdicts
 * @param plotted the range of ratios that all its plots have, found once for all of them
 */
record Candidate(
    Comparison comparison, String letter, boolean isJudged, DoubleSummaryStatistics plotted) {

  /** Beyond so many, cells are counted, not named. */
  private static final int MOST_NAMED = 20;

  Candidate(Comparison comparison, String letter, boolean isJudged) {
    this(comparison, letter, isJudged, ForestPlot.range(comparison));
  }

  /** B of the first candidate, which is at 0, and so on. */
  static String letter(int place) {
    return place < 25 ? String.valueOf((char) ('B' + place)) : "#" + (place + 1);
  }

  /** The comparison of other projects' cells alone, of which nothing but a ratio is known. */
  Candidate ofOtherProjects() {
    return new Candidate(comparison.ofOtherProjects(), letter, false);
  }

  void describe(Lines lines) {
    describe(letter, comparison.candidate(), lines);
  }

  /** Names a file, and what it was measured on as far as it tells. */
  static void describe(String letter, Side side, Lines lines) {
    String facts =
        Stream.of(
                fact(side, "machine.cpu", "%s"),
                fact(side, "machine.availableCpus", "%s cpus"),
                fact(side, "jdk.version", "JDK %s"),
                fact(side, "commit", "commit %s"),
                Stream.of(side.results().size() + " cells"))
            .flatMap(Function.identity())
            .collect(joining(", "));
    lines.add("%s  %s: %s", letter, side.name(), facts);
  }

  private static Stream<String> fact(Side side, String path, String format) {
    return Stream.ofNullable(side.environment().get(path)).map(format::formatted);
  }

  /** Names what one side lacks. */
  void missing(Lines lines) {
    comparison
        .newFailures()
        .forEach(
            failure -> lines.add("failed in %s: %s: %s", letter, failure.cell(), failure.reason()));
    comparison.rows().stream()
        .filter(Row::isLost)
        .forEach(row -> lines.add("no score above zero in %s: %s", letter, row.cell()));
    only("A", comparison.baselineOnly(), lines);
    only(letter, comparison.candidateOnly(), lines);
  }

  private static void only(String letter, List<Cell> cells, Lines lines) {
    cells.stream().limit(MOST_NAMED).forEach(cell -> lines.add("only in %s: %s", letter, cell));
    int more = cells.size() - MOST_NAMED;
    lines.addIf(more > 0, "only in %s: %d more (--format json names all)", letter, more);
  }

  /** Says which facts of the environments differ: without them a difference has no cause. */
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
          : "machines of one model; whether it is one machine is not recorded, and taken for"
              + " granted";
    }
    boolean isModelSame = isHostKnown && first.fingerprint().equals(second.fingerprint());
    return "another machine" + (isModelSame ? " of the same model" : "");
  }

  /** Says how many cells have which verdict, and how much longer they take on average. */
  void conclusion(Lines lines) {
    if (!isJudged) {
      lines.add("%s: another machine, so no verdict (--force gives one)", letter);
      return;
    }
    String counts =
        Arrays.stream(Verdict.values())
            .filter(verdict -> !verdict.isOfFewForks() || comparison.count(verdict) > 0)
            .map(verdict -> comparison.count(verdict) + " " + verdict)
            .collect(joining(", "));
    lines.add("%s: %s of %d cells", letter, counts, comparison.rows().size());
    comparison
        .geometricMean()
        .ifPresent(
            ratio -> lines.add("%s: geometric mean of times %s", letter, Numbers.interval(ratio)));
  }

  /** Judges costs that no clock disturbs, across machines as well. */
  void costs(Lines lines) {
    for (CostChange.Cost cost : CostChange.Cost.values()) {
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

  /** Says what the verdicts rest on, what keeps cells from one, and what not to trust. */
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
            .map(mark -> mark.label() + ": " + mark.reason()),
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
    if (comparison.isPaired()) {
      lines.add(
          "A and %s were measured in turn: intervals are Student's t, over pairs of forks of one"
              + " round",
          letter);
      return;
    }
    boolean isOurs = comparison.rows().stream().anyMatch(row -> row.cell().isOurs());
    lines.add(
        "A%s and %s%s were measured apart: intervals are Welch's, and do not cover what shifts"
            + " between two runs%s",
        started(comparison.baseline()),
        letter,
        started(comparison.candidate()),
        isOurs ? "; bench --vs measures in turn" : "");
  }

  private static String started(Side side) {
    return side.started().map(" (%s)"::formatted).orElse("");
  }

  /** Where rows are inconclusive only because their intervals are wide: how narrow they must be. */
  private void spreadForSame(Lines lines) {
    comparison.rows().stream()
        .filter(row -> row.verdict() == Verdict.INCONCLUSIVE && row.obstacle().isEmpty())
        .flatMap(row -> row.ratio().stream())
        .min(Comparator.comparingInt(Ratio::forks))
        .ifPresent(ratio -> {
          int forks = ratio.forks();
          double spread = Ratio.spreadForSame(comparison.threshold(), forks, ratio.isPaired());
          lines.add(
              "%s: with %d forks a side, a cell is the same only where forks scatter by less than"
                  + " %s",
              letter, forks, Numbers.percent(spread));
        });
  }
}

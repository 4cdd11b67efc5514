package flagbench.report;

import flagbench.analysis.Comparison;
import flagbench.analysis.CostChange;
import flagbench.analysis.Mark;
import flagbench.analysis.Ratio;
import flagbench.analysis.Side;
import flagbench.analysis.Travel;
import flagbench.analysis.Verdict;
import flagbench.result.Cell;
import flagbench.result.CellResult;
import flagbench.result.Failure;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Comparisons with one baseline as people read them: what differs between the environments, then a
 * table for each workload, then what to know and what to do. The baseline is A, the candidates are
 * B and so on.
 */
public final class ComparisonReport {

  /** More candidates do not fit beside each other into 80 columns. */
  private static final int MOST_CANDIDATES = 3;

  /** More missing cells are counted, not named. */
  private static final int MOST_NAMED = 20;

  private final List<Comparison> comparisons;
  private final IdentityHashMap<Comparison, String> letters = new IdentityHashMap<>();
  private final boolean forced;
  private final boolean plain;

  /**
   * Takes at least one comparison, all with the same baseline.
   *
   * @param forced whether machines that differ are compared as if they did not
   * @param plain whether plots in a terminal are of ASCII characters alone
   */
  public ComparisonReport(List<Comparison> comparisons, boolean forced, boolean plain) {
    this.comparisons = List.copyOf(comparisons);
    this.forced = forced;
    this.plain = plain;
    for (Comparison comparison : comparisons) {
      letters.put(comparison, letter(letters.size() + 1));
    }
  }

  /** Of the baseline, which is at 0, and of the candidates after it. */
  static String letter(int place) {
    return place < 26 ? String.valueOf((char) ('A' + place)) : "#" + place;
  }

  /** For a terminal: 80 columns, no colour. */
  public String text() {
    return document().text();
  }

  public String markdown() {
    return document().markdown();
  }

  /** For a page. */
  String html(Stencils stencils) {
    return document().html(stencils);
  }

  private Document document() {
    List<Document.Block> blocks = new ArrayList<>();
    blocks.add(new Document.Lines(files()));
    blocks.add(new Document.Lines(missing()));
    blocks.add(new Document.Lines(differences()));
    List<Comparison> judged = comparisons.stream().filter(this::isJudged).toList();
    for (int i = 0; i < judged.size(); i += MOST_CANDIDATES) {
      List<Comparison> group = judged.subList(i, Math.min(i + MOST_CANDIDATES, judged.size()));
      blocks.addAll(tables(group, true));
    }
    for (Comparison comparison : comparisons) {
      if (!isJudged(comparison)) {
        blocks.addAll(new TravelTables(Travel.of(comparison), letter(comparison)).blocks());
        Comparison others = comparison.ofOtherProjects();
        if (!others.rows().isEmpty()) {
          letters.put(others, letter(comparison));
          blocks.addAll(tables(List.of(others), false));
        }
      }
    }
    blocks.add(new Document.Lines(conclusions()));
    blocks.add(new Document.Lines(costs()));
    blocks.add(new Document.Lines(footnotes(judged)));
    return new Document(blocks.stream().filter(ComparisonReport::saysSomething).toList());
  }

  private List<Document.Block> tables(List<Comparison> group, boolean judged) {
    List<String> names = group.stream().map(this::letter).toList();
    return new VerdictTables(group, names, judged, plain).blocks();
  }

  private static boolean saysSomething(Document.Block block) {
    return !(block instanceof Document.Lines lines && lines.lines().isEmpty());
  }

  /** Whether there are verdicts. */
  private boolean isJudged(Comparison comparison) {
    return forced || comparison.isSameMachine();
  }

  private String letter(Comparison comparison) {
    return letters.getOrDefault(comparison, "?");
  }

  private List<String> files() {
    List<String> lines = new ArrayList<>();
    lines.add("A  " + describe(comparisons.getFirst().baseline()));
    for (Comparison comparison : comparisons) {
      lines.add(letter(comparison) + "  " + describe(comparison.candidate()));
    }
    return lines;
  }

  private static String describe(Side side) {
    Map<String, String> facts = side.environment();
    List<String> known = new ArrayList<>();
    if (facts.containsKey("machine.cpu")) {
      known.add(facts.get("machine.cpu") + ", " + facts.get("machine.availableCpus") + " cpus");
    }
    if (facts.containsKey("jdk.version")) {
      known.add("JDK " + facts.get("jdk.version"));
    }
    if (facts.containsKey("commit")) {
      known.add("commit " + facts.get("commit"));
    }
    known.add(side.results().size() + " cells");
    return side.name() + ": " + String.join(", ", known);
  }

  /** What one side lacks, before anything that both have. */
  private List<String> missing() {
    List<String> lines = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      String letter = letter(comparison);
      for (Failure failure : comparison.newFailures()) {
        lines.add("failed in %s: %s: %s".formatted(letter, failure.cell(), failure.reason()));
      }
      comparison.rows().stream()
          .filter(Comparison.Row::isLost)
          .forEach(row -> lines.add("no score above zero in %s: %s".formatted(letter, row.cell())));
      only("A", comparison.baselineOnly(), lines);
      only(letter, comparison.candidateOnly(), lines);
    }
    return lines;
  }

  private static void only(String letter, List<Cell> cells, List<String> lines) {
    cells.stream()
        .limit(MOST_NAMED)
        .forEach(cell -> lines.add("only in %s: %s".formatted(letter, cell)));
    if (cells.size() > MOST_NAMED) {
      lines.add(
          "only in %s: %d more (--format json names all)"
              .formatted(letter, cells.size() - MOST_NAMED));
    }
  }

  /** The facts first: without them a difference has no cause. */
  private List<String> differences() {
    List<String> lines = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      String letter = letter(comparison);
      Map<String, List<String>> facts = comparison.environmentDifferences();
      String machine = machine(comparison);
      if (!comparison.baseline().isMachineKnown(comparison.candidate())) {
        machine =
            facts.isEmpty() || !comparison.isSameMachine()
                ? "a file has no environment; taken as " + machine
                : "a file has no environment; whether it is one machine is not known";
      }
      lines.add(
          "A and %s: %s%s"
              .formatted(letter, machine, facts.isEmpty() ? ", nothing recorded differs" : ""));
      facts.forEach((path, values) ->
          lines.add("%s: A %s, %s %s".formatted(path, values.get(0), letter, values.get(1))));
    }
    return lines;
  }

  private static String machine(Comparison comparison) {
    Side first = comparison.baseline();
    Side second = comparison.candidate();
    if (!comparison.isSameMachine()) {
      return first.isHostKnown(second) && first.fingerprint().equals(second.fingerprint())
          ? "another machine of the same model"
          : "another machine";
    }
    return first.isHostKnown(second) || !first.isMachineKnown(second)
        ? "the same machine"
        : "machines of one model; whether it is one machine is not recorded, and taken for granted";
  }

  /** What the verdicts rest on, and what they do not see. */
  private String method(Comparison comparison) {
    String letter = letter(comparison);
    if (comparison.isPaired()) {
      return "A and %s were measured in turn: intervals are Student's, of pairs of forks of one round"
          .formatted(letter);
    }
    String apart =
        comparison.baseline().started().isPresent() && comparison.candidate().started().isPresent()
            ? "A at %s, %s at %s"
                .formatted(
                    comparison.baseline().started().get(),
                    letter,
                    comparison.candidate().started().get())
            : "A and " + letter;
    return apart
        + " were measured apart: intervals are Welch's, and do not cover what shifts between two"
        + " runs"
        + (comparison.rows().stream().anyMatch(row -> row.cell().isOurs())
            ? "; bench --vs measures in turn"
            : "");
  }

  /** Where rows are inconclusive only because their intervals are wide, how narrow they must be. */
  private Optional<String> spreadForSame(Comparison comparison) {
    return comparison.rows().stream()
        .filter(row -> row.verdict() == Verdict.INCONCLUSIVE && row.obstacle().isEmpty())
        .flatMap(row -> row.ratio().stream())
        .min(Comparator.comparingInt(Ratio::forks))
        .map(ratio ->
            String.format(
                Locale.ROOT,
                "%s: with %d forks a side, same takes a spread from fork to fork below %.1f %%",
                letter(comparison),
                ratio.forks(),
                100
                    * Ratio.spreadForSame(
                        comparison.threshold(), ratio.forks(), ratio.isPaired())));
  }

  private List<String> conclusions() {
    List<String> lines = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      String letter = letter(comparison);
      if (!isJudged(comparison)) {
        lines.add("%s: another machine, so no verdict (--force gives one)".formatted(letter));
        continue;
      }
      String counts =
          Arrays.stream(Verdict.values())
              .filter(verdict -> !verdict.isOfFewForks() || comparison.count(verdict) > 0)
              .map(verdict -> comparison.count(verdict) + " " + verdict)
              .collect(Collectors.joining(", "));
      String mean =
          comparison
              .geometricMean()
              .map(ratio ->
                  "; geometric mean of times "
                      + (ratio.isBounded()
                          ? VerdictTables.interval(ratio)
                          : VerdictTables.times(ratio.value())))
              .orElse("");
      lines.add("%s: %s of %d cells%s".formatted(letter, counts, comparison.rows().size(), mean));
    }
    return lines;
  }

  /** What no clock disturbs, across machines as well; only what changed by row. */
  private List<String> costs() {
    List<String> lines = new ArrayList<>();
    for (Comparison comparison : comparisons) {
      for (CostChange.Cost cost : CostChange.Cost.values()) {
        List<CostChange> changes = CostChange.of(cost, comparison);
        if (changes.isEmpty()) {
          continue;
        }
        String counts =
            Stream.of("more", "less", "same", "inconclusive")
                .map(word ->
                    changes.stream().filter(change -> change.word().equals(word)).count()
                        + " "
                        + word)
                .collect(Collectors.joining(", "));
        lines.add("%s: %s: %s".formatted(letter(comparison), cost, counts));
        changes.stream()
            .filter(change -> change.word().equals("more") || change.word().equals("less"))
            .limit(MOST_NAMED)
            .forEach(change ->
                lines.add(
                    "%s: %s %s: %s"
                        .formatted(
                            letter(comparison),
                            cost,
                            VerdictTables.interval(change.ratio()),
                            change.cell())));
      }
    }
    return lines;
  }

  private List<String> footnotes(List<Comparison> judged) {
    List<String> lines = new ArrayList<>();
    if (!judged.isEmpty()) {
      double threshold = 100 * judged.getFirst().threshold();
      lines.add(
          ("x a..b: ratio and its 95 %% interval, from fork means. slower, faster: all of it"
                  + " beyond %s %%, and not by chance among so many rows; same: all of it within; else"
                  + " inconclusive. In the plot, where the"
                  + " threshold is dotted, %s mark what is faster, slower, the same and inconclusive")
              .formatted(Numbers.plain(threshold), plain ? "F S = ?" : "▲ ▼ ■ ○"));
    }
    if (judged.stream()
        .flatMap(one -> one.rows().stream())
        .anyMatch(row -> row.verdict().isOfFewForks())) {
      lines.add(
          "slower?, faster?: by fewer forks than a verdict takes; exit 1 only where all of the interval"
              + " is beyond a factor of two");
    }
    for (Comparison comparison : judged) {
      lines.add(method(comparison));
      spreadForSame(comparison).ifPresent(lines::add);
    }
    for (Comparison comparison : comparisons) {
      String letter = letter(comparison);
      if (isJudged(comparison)) {
        obstacles(comparison, letter, lines);
      }
      comparison
          .conductDifferences()
          .forEach((path, values) ->
              lines.add(
                  "measured differently: %s: A %s, %s %s"
                      .formatted(path, values.get(0), letter, values.get(1))));
      lines.addAll(comparison.candidate().notes());
    }
    lines.addAll(comparisons.getFirst().baseline().notes());
    lines.addAll(marks());
    return lines;
  }

  private static void obstacles(Comparison comparison, String letter, List<String> lines) {
    comparison.rows().stream()
        .filter(row -> !row.obstacle().isEmpty())
        .collect(
            Collectors.groupingBy(
                Comparison.Row::obstacle, LinkedHashMap::new, Collectors.counting()))
        .forEach((obstacle, cells) ->
            lines.add("%s: %s (cells: %d)".formatted(letter, obstacle, cells)));
  }

  /** Reasons not to trust a row, and on how many of whose cells. */
  private List<String> marks() {
    Map<Mark, List<String>> cells = new TreeMap<>();
    Comparison first = comparisons.getFirst();
    countMarks(first.baseline(), first, "A", cells);
    for (Comparison comparison : comparisons) {
      countMarks(comparison.candidate(), comparison, letter(comparison), cells);
    }
    return cells.entrySet().stream()
        .map(entry ->
            "%s (cells: %s): %s"
                .formatted(
                    entry.getKey().label(),
                    String.join(", ", entry.getValue()),
                    entry.getKey().reason()))
        .toList();
  }

  private static void countMarks(
      Side side, Comparison comparison, String letter, Map<Mark, List<String>> cells) {
    Map<Mark, Integer> marks = new TreeMap<>();
    for (Comparison.Row row : comparison.rows()) {
      @Nullable CellResult result = side.results().get(row.cell());
      if (result != null) {
        Mark.of(result).forEach(mark -> marks.merge(mark, 1, Integer::sum));
      }
    }
    marks.forEach((mark, count) ->
        cells.computeIfAbsent(mark, first -> new ArrayList<>()).add(letter + " " + count));
  }
}

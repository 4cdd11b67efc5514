package flagbench.report;

import flagbench.analysis.Comparison;
import flagbench.analysis.Side;
import flagbench.report.Document.Block;
import flagbench.report.Document.Drawing;
import flagbench.report.Document.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Comparisons with one baseline: what differs between the environments, then a table for each
 * workload, then what to know and what to do. The baseline is A, the candidates are B and so on.
 */
public final class ComparisonReport implements Report {

  /** More candidates do not fit beside each other into 80 columns. */
  private static final int MOST_CANDIDATES = 3;

  private final List<Comparison> comparisons;
  private final List<Candidate> candidates;

  /**
   * Takes at least one comparison, all with the same baseline.
   *
   * @param forced whether machines that differ are compared as if they did not
   */
  public ComparisonReport(List<Comparison> comparisons, boolean forced) {
    this.comparisons = List.copyOf(comparisons);
    candidates =
        IntStream.range(0, comparisons.size())
            .mapToObj(i -> {
              Comparison comparison = comparisons.get(i);
              boolean isJudged = forced || comparison.isSameMachine();
              return new Candidate(comparison, Candidate.letter(i), isJudged);
            })
            .toList();
  }

  @Override
  public String json() {
    return Json.write(Json.comparisons(comparisons));
  }

  @Override
  public Document document() {
    List<Candidate> judged = candidates.stream().filter(Candidate::isJudged).toList();
    Side baseline = comparisons.getFirst().baseline();
    var files = new Lines();
    Candidate.describe("A", baseline, files);
    List<Block> blocks = new ArrayList<>();
    blocks.add(each(Candidate::describe, files));
    blocks.add(each(Candidate::missing, new Lines()));
    blocks.add(each(Candidate::environment, new Lines()));
    for (int i = 0; i < judged.size(); i += MOST_CANDIDATES) {
      int end = Math.min(i + MOST_CANDIDATES, judged.size());
      blocks.addAll(new VerdictTables(judged.subList(i, end)).blocks());
    }
    for (Candidate candidate : candidates) {
      if (!candidate.isJudged()) {
        blocks.addAll(MachineTables.of(candidate).blocks());
        blocks.addAll(new VerdictTables(List.of(candidate.ofOtherProjects())).blocks());
      }
    }
    blocks.add(each(Candidate::conclusion, new Lines()));
    blocks.add(each(Candidate::costs, new Lines()));
    blocks.add(each(Candidate::notes, legend(judged)).addAll(baseline.notes()));
    for (Candidate candidate : candidates) {
      blocks.add(new Drawing(() -> WorkloadCharts.html(candidate)));
    }
    return new Document(blocks);
  }

  private Lines each(BiConsumer<Candidate, Lines> what, Lines lines) {
    candidates.forEach(candidate -> what.accept(candidate, lines));
    return lines;
  }

  private Lines legend(List<Candidate> judged) {
    return new Lines()
        .addIf(
            !judged.isEmpty(),
            """
            B/A is the ratio of two scores, and the interval that holds it with 95 %% confidence is \
            from the means of forks. slower, faster: the whole interval is beyond %1$s %%, and \
            still differs from 1 after a correction for the number of rows; same: the whole \
            interval is within %1$s %%; inconclusive: anything else. In the plot ▲ is faster, ▼ \
            slower, ■ the same and ○ inconclusive; the threshold is dotted, and in a page shaded.\
            """,
            Numbers.plain(100 * comparisons.getFirst().threshold()))
        .addIf(
            judged.stream()
                .flatMap(one -> one.comparison().rows().stream())
                .anyMatch(row -> row.verdict().isOfFewForks()),
            "slower?, faster?: fewer forks than a verdict takes; exit 1 only where the whole"
                + " interval is beyond a factor of two");
  }
}

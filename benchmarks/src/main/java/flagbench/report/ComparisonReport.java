package flagbench.report;

import flagbench.analysis.Comparison;
import flagbench.analysis.Side;
import flagbench.report.Document.Block;
import flagbench.report.Document.Lines;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Comparisons with one baseline: what differs between the environments, then the tables of each
 * candidate, then the conclusions and what to know about them. The baseline is called A, the
 * candidates B and so on.
 *
 * @param comparisons at least one, all with the same baseline
 * @param forced whether there are verdicts even if the machines differ
 */
public record ComparisonReport(List<Comparison> comparisons, boolean forced) implements Report {

  @Override
  public String json() {
    return Json.write(Json.comparisons(comparisons));
  }

  @Override
  public Document document() {
    Side baseline = comparisons.getFirst().baseline();
    var files = new Lines();
    Candidate.describe("A", baseline, files);
    List<Block> blocks = new ArrayList<>();
    blocks.add(each(Candidate::describe, files));
    blocks.add(each(Candidate::missing, new Lines()));
    blocks.add(each(Candidate::environment, new Lines()));
    candidates()
        .forEach(candidate -> {
          if (!candidate.isJudged()) {
            blocks.addAll(MachineTables.of(candidate).blocks());
          }
          blocks.addAll(new VerdictTables(candidate).blocks());
        });
    blocks.add(each(Candidate::conclusion, new Lines()));
    blocks.add(each(Candidate::costs, new Lines()));
    blocks.add(each(Candidate::notes, legend()).addAll(baseline.notes()));
    return new Document(blocks);
  }

  private Stream<Candidate> candidates() {
    return IntStream.range(0, comparisons.size())
        .mapToObj(i -> Candidate.of(comparisons.get(i), i, forced));
  }

  private Lines each(BiConsumer<Candidate, Lines> what, Lines lines) {
    candidates().forEach(candidate -> what.accept(candidate, lines));
    return lines;
  }

  private Lines legend() {
    List<Candidate> judged = candidates().filter(Candidate::isJudged).toList();
    return new Lines()
        .addIf(
            !judged.isEmpty(),
            """
            B/A is the ratio of two scores. Its interval holds the true ratio with 95 %% confidence \
            and is computed from the means of forks or, where a side has a single fork, from its \
            iterations. slower, faster: the whole interval is beyond %1$s %%, and the ratio still \
            differs from 1 after a correction for the number of rows; same: the whole interval is \
            within %1$s %%; inconclusive: anything else. In the plot ▲ is faster, ▼ slower, ■ the \
            same and ○ inconclusive; dotted lines are the threshold.\
            """,
            Numbers.plain(100 * comparisons.getFirst().threshold()))
        .addIf(
            judged.stream()
                .flatMap(one -> one.comparison().rows().stream())
                .anyMatch(row -> row.verdict().isOfFewForks()),
            "slower?, faster?: there are too few forks for a verdict, and the exit code is 1 only"
                + " if the whole interval is beyond a factor of two");
  }
}

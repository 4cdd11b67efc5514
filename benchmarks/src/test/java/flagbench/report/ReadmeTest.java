package flagbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Side;
import flagbench.analysis.Summary;
import flagbench.result.CellResult;
import flagbench.result.ResultFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** No number in the README is typed. */
class ReadmeTest {
  private static final Pattern DECIMAL = Pattern.compile("\\d+\\.\\d+");
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  @Test
  void theTableIsTheReferenceRuns() throws IOException {
    List<Path> standard;
    try (var files = Files.list(ROOT.resolve("results/reference"))) {
      standard = files.filter(file -> file.toString().endsWith("-standard.json")).toList();
    }
    assertEquals(1, standard.size(), standard::toString);
    List<CellResult> results = ResultFile.read(standard.getFirst());
    String generated =
        new SummaryReport(Summary.of(results, results.getFirst().failures())).markdown();
    String readme = Files.readString(ROOT.resolve("README.md"));
    assertTrue(
        readme.contains(generated),
        () ->
            "README.md lacks what this command prints:\nreport %s --format markdown\n%s"
                .formatted(standard.getFirst(), generated));
    assertTrue(
        readme.contains(ROOT.relativize(standard.getFirst()).toString()),
        "README.md does not name its source");
    Path chart = Path.of(standard.getFirst().toString().replaceFirst("\\.json$", ".svg"));
    assertEquals(
        new FilesReport(List.of(Side.of("reference", results))).chart().orElseThrow(),
        Files.readString(chart),
        () -> "report %s --chart".formatted(standard.getFirst()));
    assertTrue(readme.contains("](" + ROOT.relativize(chart) + ")"), "README.md lacks the chart");
    String finding = readme.split("## What it found", 2)[1].split("\\n!\\[", 2)[0];
    List<String> numbers = DECIMAL.matcher(finding).results().map(MatchResult::group).toList();
    assertFalse(numbers.isEmpty(), finding);
    List<String> typed = numbers.stream().filter(number -> !generated.contains(number)).toList();
    assertEquals(List.of(), typed, "the finding's numbers are not the table's");
  }
}

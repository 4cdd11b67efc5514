package flagbench.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import flagbench.analysis.Comparison;
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
        new SummaryReport(Summary.of(results, results.getFirst().failures())).document().markdown();
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

  @Test
  void theExamplesShowWhatTheirCommandsPrint() throws IOException {
    Path reference = Path.of("results/reference");
    Side first = side(reference.resolve("20261126T172455Z-2cpu-jdk25-standard.json"));
    Side second = side(reference.resolve("standard-again.json"));
    Comparison comparison = Comparison.of(first, second, 0.05, cell -> true);
    assertShown(
        "compare %s %s".formatted(first.name(), second.name()),
        new ComparisonReport(List.of(comparison), false).document().text());
    Side tuned = side(reference.resolve("conditions/tune-mixed.json"));
    assertShown(
        "tune --style async --latency 20ms --flags 200 --link 10MB/s --refuse 30",
        new FilesReport(List.of(tuned)).document().text());
  }

  private static Side side(Path file) throws IOException {
    return Side.of(file.toString(), ResultFile.read(ROOT.resolve(file)));
  }

  /** Every line below the command is one that it prints; three dots stand for lines left out. */
  private static void assertShown(String command, String printed) throws IOException {
    List<String> readme = Files.readAllLines(ROOT.resolve("README.md"));
    int place = readme.indexOf("    benchmarks/flagbench " + command);
    assertTrue(place >= 0, () -> "README.md lacks " + command);
    List<String> shown =
        readme.stream()
            .skip(place + 1)
            .takeWhile(line -> line.isEmpty() || line.startsWith("    "))
            .map(String::strip)
            .filter(line -> !line.isEmpty() && !line.equals("..."))
            .toList();
    List<String> lines = printed.lines().map(String::strip).toList();
    assertTrue(shown.size() > 5, shown::toString);
    assertEquals(
        List.of(),
        shown.stream().filter(line -> !lines.contains(line)).toList(),
        () -> command + " prints:\n" + printed);
  }
}

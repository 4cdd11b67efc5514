package flagbench.report;

import flagbench.analysis.Summary;
import flagbench.analysis.Summary.Row;
import flagbench.analysis.Summary.Workload;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The answer in words: one plain sentence per workload. */
record Sentences(Summary summary) {

  List<String> lines() {
    return summary.workloads().stream()
        // One that was measured for others' speed-ups answers nothing alone.
        .filter(workload ->
            workload.rows().stream().anyMatch(row -> !row.cell().method().equals("sequential")))
        .flatMap(workload ->
            workload.best().stream()
                .map(best ->
                    name(workload) + ": " + sentence(best) + Legend.caution(best) + tied(workload)))
        .toList();
  }

  /** A workload with all its parameters. */
  static String title(Workload workload) {
    return title(workload.parameters());
  }

  /** The parameters of a workload. */
  static String title(Map<String, String> parameters) {
    return name(parameters, parameter -> true);
  }

  private String name(Workload workload) {
    return name(
        workload.parameters(), summary.workloads().stream().map(Workload::parameters).toList());
  }

  /** A workload with no more parameters than tell it from others. */
  static String name(
      Map<String, String> parameters, Collection<? extends Map<String, String>> all) {
    return name(
        parameters,
        parameter -> all.stream().map(other -> other.get(parameter)).distinct().count() > 1);
  }

  /** A workload with the parameters that are to be shown. */
  private static String name(Map<String, String> parameters, Predicate<String> shown) {
    if (!parameters.containsKey("flags")) {
      return parameters.isEmpty() ? "no parameters" : parameters.toString();
    }
    String others =
        parameters.keySet().stream()
            .filter(parameter ->
                !parameter.equals("flags") && !parameter.equals("latency") && shown.test(parameter))
            .map(parameter -> parameter + " " + parameters.get(parameter))
            .collect(Collectors.joining(", "));
    String name = parameters.get("flags") + " flags at " + parameters.get("latency");
    return others.isEmpty() ? name : name + " (" + others + ")";
  }

  private static String sentence(Row best) {
    String sentence = best.cell().brief();
    if (best.speedUp().isPresent()) {
      sentence += String.format(Locale.ROOT, ", %.1f× sequential", best.speedUp().getAsDouble());
    }
    if (best.percentOfIdeal().isPresent()) {
      sentence +=
          String.format(Locale.ROOT, ", %.0f %% of ideal", best.percentOfIdeal().getAsDouble());
    }
    return sentence;
  }

  private static String tied(Workload workload) {
    List<String> tied = workload.tied().stream().map(row -> row.cell().brief()).toList();
    return tied.isEmpty() ? "" : "; within 5 % or not told apart: " + String.join(", ", tied);
  }
}

package flagbench.report;

import static java.util.stream.Collectors.joining;

import java.util.Collection;
import java.util.Map;
import java.util.function.Predicate;

/** Names workloads by their parameters: {@code 20 flags at 50ms (client jdk)}. */
final class WorkloadNames {
  private WorkloadNames() {}

  /** The name with all parameters. */
  static String title(Map<String, String> parameters) {
    return name(parameters, parameter -> true);
  }

  /** The name with only those parameters in which a workload differs from others. */
  static String name(
      Map<String, String> parameters, Collection<? extends Map<String, String>> all) {
    return name(
        parameters,
        parameter -> all.stream().map(other -> other.get(parameter)).distinct().count() > 1);
  }

  private static String name(Map<String, String> parameters, Predicate<String> shown) {
    if (!parameters.containsKey("flags")) {
      return parameters.isEmpty() ? "no parameters" : parameters.toString();
    }
    String others =
        parameters.keySet().stream()
            .filter(name -> !name.equals("flags") && !name.equals("latency") && shown.test(name))
            .map(name -> name + " " + parameters.get(name))
            .collect(joining(", "));
    String name = parameters.get("flags") + " flags at " + parameters.get("latency");
    return others.isEmpty() ? name : name + " (" + others + ")";
  }
}

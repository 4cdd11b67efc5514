package flagbench.run;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a run of {@code bench} was asked to measure. The result file holds it under these names, in
 * {@code run} beside other facts, so that {@code --resume} can ask for the same.
 *
 * @param parameters values that replace those of a parameter in every block of the preset
 * @param include a regular expression that is found in the benchmarks to measure
 * @param forksAsked the number of forks of every cell; 0 for that of the preset, and more where the
 *     first forks vary
 * @param budgetSeconds the longest that the run may take
 * @param seed of the random order of the forks and of random latencies
 */
public record Request(
    Preset preset,
    Map<String, List<String>> parameters,
    String include,
    int forksAsked,
    long budgetSeconds,
    long seed) {

  /** This request as a JSON object, to which other facts of a run can be added. */
  public ObjectNode json() {
    return JsonMapper.shared().valueToTree(this);
  }

  /**
   * Reads what {@link #json()} returned, and ignores other keys.
   *
   * @throws IllegalArgumentException if a part of it is missing
   */
  public static Request of(JsonNode run) {
    try {
      return JsonMapper.shared()
          .readerFor(Request.class)
          .with(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .readValue(run);
    } catch (JacksonException e) {
      throw new IllegalArgumentException(
          "what the run was asked for cannot be read from its result file: start a new run", e);
    }
  }

  /** The longest that the run may take. */
  public Duration budget() {
    return Duration.ofSeconds(budgetSeconds);
  }

  /** The same request with another budget. */
  public Request within(Duration other) {
    return new Request(preset, parameters, include, forksAsked, other.toSeconds(), seed);
  }
}

package flagbench.run;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What somebody asked to be measured. A result file holds it under these names, among other facts
 * of {@code run}, so that {@code --resume} asks the same.
 *
 * @param parameters values that replace a parameter's in every block of the preset
 * @param include a regular expression that a cell's benchmark must contain
 * @param forksAsked forks of every cell; 0 for as many as the preset and the spread ask for
 * @param budgetSeconds the longest that the run may take
 * @param seed of the order in rounds
 */
public record Request(
    Preset preset,
    Map<String, List<String>> parameters,
    String include,
    @JsonInclude(JsonInclude.Include.NON_DEFAULT) int forksAsked,
    long budgetSeconds,
    long seed) {

  /** Reads files without {@code forksAsked}, which is left out where it is 0. */
  private static final JsonMapper MAPPER =
      JsonMapper.builder().disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES).build();

  public Request {
    Objects.requireNonNull(preset);
    Objects.requireNonNull(parameters);
    Objects.requireNonNull(include);
  }

  /** As {@code run} holds it. */
  public ObjectNode json() {
    return MAPPER.valueToTree(this);
  }

  /**
   * Reads what {@link #json()} writes, among other keys.
   *
   * @throws IllegalArgumentException if it is not there
   */
  public static Request of(JsonNode run) {
    try {
      return MAPPER.treeToValue(run, Request.class);
    } catch (JacksonException e) {
      throw new IllegalArgumentException("what was asked for cannot be read from 'run'", e);
    }
  }

  /** The longest that the run may take. */
  public Duration budget() {
    return Duration.ofSeconds(budgetSeconds);
  }

  /** The same request under another budget. */
  public Request within(Duration other) {
    return new Request(preset, parameters, include, forksAsked, other.toSeconds(), seed);
  }
}

package flagbench.download;

/** What became of one flag. Every flag asked for has exactly one. */
public sealed interface Outcome {

  Flag flag();

  /** The whole flag is in the sink. */
  record Saved(Flag flag, int bytes) implements Outcome {}

  /** The server has no such flag (HTTP 404). */
  record NotFound(Flag flag) implements Outcome {}

  /** Anything else: no answer in time, another status, a sink that cannot save. */
  record Failed(Flag flag, Throwable cause) implements Outcome {}
}

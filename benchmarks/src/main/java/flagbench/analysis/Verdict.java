package flagbench.analysis;

import java.util.Locale;

/** What a comparison says of a candidate. */
public enum Verdict {
  /** The whole interval is beyond the threshold, on the good side. */
  FASTER,
  /** The whole interval is beyond the threshold, on the bad side. */
  SLOWER,
  /** The whole interval is inside the threshold. */
  SAME,
  /** Anything else. */
  INCONCLUSIVE;

  @Override
  public String toString() {
    return name().toLowerCase(Locale.ROOT);
  }
}

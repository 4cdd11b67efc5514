package flagbench.analysis;

import java.util.Locale;

/** What a comparison says about a cell of the candidate. */
public enum Verdict {
  /** The whole interval is beyond the threshold, on the side of slower. */
  SLOWER,
  /** As {@link #SLOWER}, but by too few forks for a verdict, or by the iterations of one. */
  PERHAPS_SLOWER,
  /** The whole interval is beyond the threshold, on the side of faster. */
  FASTER,
  /** As {@link #FASTER}, but by too few forks for a verdict, or by the iterations of one. */
  PERHAPS_FASTER,
  /** The whole interval is inside the threshold. */
  SAME,
  /** Anything else. */
  INCONCLUSIVE;

  /** The verdict if there are few forks, which cannot show that nothing changed. */
  Verdict ofFewForks() {
    return switch (this) {
      case SLOWER -> PERHAPS_SLOWER;
      case FASTER -> PERHAPS_FASTER;
      case SAME -> INCONCLUSIVE;
      case PERHAPS_SLOWER, PERHAPS_FASTER, INCONCLUSIVE -> this;
    };
  }

  /** Whether it was reached by few forks. */
  public boolean isOfFewForks() {
    return this == PERHAPS_SLOWER || this == PERHAPS_FASTER;
  }

  @Override
  public String toString() {
    String name = name().toLowerCase(Locale.ROOT);
    return isOfFewForks() ? name.substring("perhaps_".length()) + "?" : name;
  }
}

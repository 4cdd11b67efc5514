package flagbench.analysis;

import java.util.Locale;

/** What a comparison says of a candidate. */
public enum Verdict {
  /** The whole interval is beyond the threshold, on the bad side. */
  SLOWER,
  /** As {@link #SLOWER}, but by the iterations of one JVM, or by too few forks for a verdict. */
  PERHAPS_SLOWER,
  /** The whole interval is beyond the threshold, on the good side. */
  FASTER,
  /** As {@link #FASTER}, likewise. */
  PERHAPS_FASTER,
  /** The whole interval is inside the threshold. */
  SAME,
  /** Anything else. */
  INCONCLUSIVE;

  /** What is left of a verdict on few forks: that nothing changed, they cannot say. */
  Verdict ofFewForks() {
    return switch (this) {
      case SLOWER -> PERHAPS_SLOWER;
      case FASTER -> PERHAPS_FASTER;
      case SAME -> INCONCLUSIVE;
      case PERHAPS_SLOWER, PERHAPS_FASTER, INCONCLUSIVE -> this;
    };
  }

  /** Whether it rests on few forks. */
  public boolean isOfFewForks() {
    return this == PERHAPS_SLOWER || this == PERHAPS_FASTER;
  }

  @Override
  public String toString() {
    return switch (this) {
      case PERHAPS_SLOWER -> "slower?";
      case PERHAPS_FASTER -> "faster?";
      default -> name().toLowerCase(Locale.ROOT);
    };
  }
}

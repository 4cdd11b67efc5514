package flagbench.server;

/**
 * Numbers that look random and depend on nothing but their arguments, so that every style, fork and
 * machine meets the same network. They come from the finalizer of SplitMix64 (Steele, Lea and
 * Flood, OOPSLA 2014).
 */
final class Draw {
  private Draw() {}

  /** A number for the operation-th request for a flag. */
  static long of(long seed, long operation, int flag) {
    return next(next(next(seed) ^ operation) ^ flag);
  }

  /** Another number, as good as independent of the one it is drawn from. */
  static long next(long draw) {
    long z = draw + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** The same as a number from 0 inclusive to 1 exclusive. */
  static double uniform(long draw) {
    return (draw >>> 11) * 0x1p-53;
  }
}

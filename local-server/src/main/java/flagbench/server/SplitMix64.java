package flagbench.server;

/**
 * Random numbers that depend on nothing but their arguments, so that every style, every fork and
 * every machine meets the same latencies and faults. The numbers come from the mixing function of
 * SplitMix64 (Steele, Lea and Flood: Fast Splittable Pseudorandom Number Generators, OOPSLA 2014).
 */
final class SplitMix64 {
  private SplitMix64() {}

  /** The random number of one request: of those for a flag the one with this index. */
  static long ofRequest(long seed, long requestIndex, int flag) {
    return next(next(next(seed) ^ requestIndex) ^ flag);
  }

  /** Another random number, practically independent of the one from which it is computed. */
  static long next(long number) {
    long z = number + 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return z ^ (z >>> 31);
  }

  /** Converts a random number to one that is uniform from 0 inclusive to 1 exclusive. */
  static double toUniform(long number) {
    return (number >>> 11) * 0x1p-53;
  }
}

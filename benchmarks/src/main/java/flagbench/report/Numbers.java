package flagbench.report;

import java.util.Collection;
import java.util.Locale;

/** Numbers in as many decimals as are worth reading, the same in all of a column. */
record Numbers(int decimals) {
  private static final int DIGITS = 3;

  /** So many decimals that the smallest has three digits, unless it is tiny. */
  static Numbers of(Collection<Double> values) {
    double smallest =
        values.stream()
            .mapToDouble(Math::abs)
            .filter(value -> value > 0 && Double.isFinite(value))
            .min()
            .orElse(1);
    int before = (int) Math.floor(Math.log10(smallest)) + 1;
    return new Numbers(Math.clamp(DIGITS - before, 0, 6));
  }

  String format(double value) {
    if (!Double.isFinite(value) || Math.abs(value) >= 1e12) {
      return significant(value);
    }
    return String.format(Locale.ROOT, "%." + decimals + "f", value);
  }

  /** A number alone, in four digits at least, however large or small it is. */
  static String significant(double value) {
    double size = Math.abs(value);
    if (!Double.isFinite(value)) {
      return "?";
    }
    if (size != 0 && (size < 1e-3 || size >= 1e9)) {
      return String.format(Locale.ROOT, "%.3e", value);
    }
    return String.format(
        Locale.ROOT,
        "%." + Math.clamp(3 - (int) Math.floor(Math.log10(Math.max(size, 1e-3))), 0, 6) + "f",
        value);
  }

  /** A number as a person would have typed it: {@code 5}, {@code 2.5}. */
  static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf((float) value);
  }
}

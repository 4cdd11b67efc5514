package flagbench.report;

import flagbench.analysis.Ratio;
import java.util.Collection;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * Writes numbers with a fixed number of decimals, so that those of a column can be compared.
 *
 * @param decimals how many
 */
record Numbers(int decimals) {
  static final Numbers WHOLE = new Numbers(0);
  static final Numbers TENTHS = new Numbers(1);
  static final Numbers HUNDREDTHS = new Numbers(2);

  /** As many decimals as give the smallest of some numbers three digits, but at most six. */
  static Numbers of(Collection<Double> values) {
    return digits(
        3,
        values.stream()
            .mapToDouble(Math::abs)
            .filter(value -> value > 0 && Double.isFinite(value))
            .min()
            .orElse(1));
  }

  private static Numbers digits(int digits, double size) {
    return new Numbers(Math.clamp(digits - 1 - (int) Math.floor(Math.log10(size)), 0, 6));
  }

  /** A number, or a question mark if it is infinite or no number. */
  String format(double value) {
    if (!Double.isFinite(value)) {
      return "?";
    }
    boolean large = Math.abs(value) >= 1e12;
    return String.format(Locale.ROOT, large ? "%.3e" : "%." + decimals + "f", value);
  }

  /** A number, or a dash if there is none. */
  String format(OptionalDouble value) {
    return format(value, "%s", "-");
  }

  /** A number within a phrase, or another phrase if there is none. */
  String format(OptionalDouble value, String phrase, String otherwise) {
    return value.isPresent() ? phrase.formatted(format(value.getAsDouble())) : otherwise;
  }

  /** A number with at least four digits, however large or small it is. */
  static String significant(double value) {
    double size = Math.abs(value);
    boolean extreme = size > 0 && (size < 1e-3 || size >= 1e9) && Double.isFinite(size);
    return extreme
        ? String.format(Locale.ROOT, "%.3e", value)
        : digits(4, Math.max(size, 1e-3)).format(value);
  }

  /** A number as a person would have typed it: {@code 5}, {@code 2.5}. */
  static String plain(double value) {
    return value == Math.rint(value) ? String.valueOf((long) value) : String.valueOf((float) value);
  }

  /** A share in percent, to a tenth; below 0.1 %, to a thousandth. */
  static String percent(double share) {
    double steps = share < 0.001 ? 1000 : 10;
    return plain(Math.round(100 * share * steps) / steps) + " %";
  }

  /** A ratio and its interval, {@code 0.997 0.985..1.010}; if there is none, {@code 0.997}. */
  static String interval(Ratio ratio) {
    return times(ratio.value())
        + (ratio.isBounded() ? " " + times(ratio.lower()) + ".." + times(ratio.upper()) : "");
  }

  /** A ratio with three decimals, unless it is very large or small. */
  static String times(double ratio) {
    return ratio < 1000 && ratio >= 0.001 ? new Numbers(3).format(ratio) : significant(ratio);
  }
}

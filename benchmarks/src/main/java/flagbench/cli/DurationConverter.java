package flagbench.cli;

import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts durations such as {@code 50ms}, {@code 1.5s}, {@code 5m} and {@code 1h}. */
final class DurationConverter implements ITypeConverter<Duration> {
  private static final Pattern DURATION =
      Pattern.compile("(?<number>\\d{1,6}(?:\\.\\d{1,3})?)(?<unit>ms|s|m|h)");

  private static final Map<String, Integer> MILLIS =
      Map.of("ms", 1, "s", 1000, "m", 60_000, "h", 3_600_000);

  @Override
  public Duration convert(String text) {
    Matcher matcher = DURATION.matcher(text);
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "'%s' is no duration such as 50ms, 1.5s, 5m or 1h".formatted(text));
    }
    double number = Double.parseDouble(matcher.group("number"));
    return Duration.ofMillis(Math.round(number * MILLIS.getOrDefault(matcher.group("unit"), 0)));
  }

  /** Writes a duration in minutes and seconds, such as {@code 4m 05s} or {@code 12s}. */
  static String format(Duration duration) {
    long seconds = Math.round(duration.toMillis() / 1000.0);
    return seconds < 60
        ? seconds + "s"
        : String.format(Locale.ROOT, "%dm %02ds", seconds / 60, seconds % 60);
  }
}
